-- Every message that was received, so that a repeat gets the first answer again, also after a restart.
create table ebms_message (
  id integer primary key,
  message_id text not null unique,
  cpa text not null,
  conversation text not null,
  sender text not null,            -- OIN of the From party
  service text not null,
  service_type text not null,
  action text not null,
  received_at integer not null,    -- virtual milliseconds
  state text not null,             -- ontvangen, verwerkt, geweigerd
  answer blob not null,            -- the signal that it got, to be sent again for a repeat; empty when none
  answer_id text not null,         -- MessageId of that signal
  answer_sync integer not null,
  content_type text not null,
  body blob                        -- as received; null when processed or when it lies in body_file
  , body_file text                 -- name in the payload folder, of a large one
);
create index ebms_message_open on ebms_message (id) where state = 'ontvangen';
create table ebms_cpa (
  id text primary key,
  xml text not null,
  imported_at integer not null
) without rowid;
-- Where a party listens, when that is not where its CPA says; '' : nowhere, it fetches what is for it.
create table ebms_endpoint (
  cpa text not null,
  oin text not null,
  url text not null,
  primary key (cpa, oin)
) without rowid;

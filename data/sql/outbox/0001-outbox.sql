-- Messages that must reach another party: resent by their own schedule on the virtual clock until settled.
create table outbox (
  id integer primary key,
  message_id text not null unique,
  receiver text not null,          -- OIN
  url text not null,               -- "" : held, the receiver fetches it
  soap_action text not null,
  content_type text not null,
  body blob not null,
  state text not null,             -- wachtend, afgeleverd, mislukt, verlopen, opgehaald
  created_at integer not null,     -- virtual milliseconds, as all times here
  next_at integer,                 -- null: nothing more to send
  attempts integer not null default 0,
  retries integer not null,        -- resends after the first attempt
  interval_ms integer not null,
  reliable integer not null,       -- an acknowledgement settles it; else a 2xx does
  settled_at integer,
  note text not null default '',
  conversation text not null,
  action text not null,
  ref_to text not null
);
create index outbox_due on outbox (next_at) where next_at is not null;
create index outbox_receiver on outbox (receiver, id);

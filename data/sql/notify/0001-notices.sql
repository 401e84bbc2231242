-- Notices to citizens: e-mail and SMS that preproduction would not send.
create table notice (
  id integer primary key,
  kind text not null,              -- email, sms
  at integer not null,             -- virtual milliseconds
  bsn text not null,
  receiver text not null,          -- address or phone number
  reason text not null,
  subject text not null,
  text text not null,
  state text not null,             -- vastgelegd, wachtend, verzonden, mislukt
  note text not null
);
create index notice_bsn on notice (bsn, id);
create index notice_waiting on notice (id) where state = 'wachtend';

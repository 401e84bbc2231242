-- What was said on the doors and on the lines out. Oldest rows are deleted when the journal is full.
create table journal (
  id integer primary key,
  at integer not null,            -- virtual time, milliseconds
  real_at integer not null,       -- the machine's time
  duration_us integer not null,
  direction text not null,        -- in, out, intern
  door text not null,
  protocol text not null,
  remote text not null,
  sender text not null,           -- OIN or other name of who spoke
  receiver text not null,
  service text not null,
  action text not null,
  message_id text not null,
  ref_to text not null,
  conversation text not null,
  cpa text not null,
  subject text not null,          -- the koppelvlak's own key, e.g. a BatchID
  line text not null,             -- method and target
  status integer not null,        -- HTTP status; 0 when there was no answer
  outcome text not null,
  note text not null,
  request_head text not null,
  request blob not null,          -- at most a first part, see request_size
  request_size integer not null,
  response_head text not null,
  response blob not null,
  response_size integer not null,
  bytes integer not null          -- what this row counts for in the bound
);
create index journal_conversation on journal (conversation) where conversation <> '';
create index journal_message on journal (message_id) where message_id <> '';
create table journal_hit (
  entry integer not null references journal (id) on delete cascade,
  position integer not null,
  rule text not null,
  severity text not null,
  place text not null,
  detail text not null,
  primary key (entry, position)
) without rowid;
create index journal_hit_rule on journal_hit (rule, entry);

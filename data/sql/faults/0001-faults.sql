-- Storingen that somebody set: what is to fail, for whom, how often, and how often it did.
create table fault (
  id text primary key,
  position integer not null,       -- the order in which they are asked
  kind text not null,
  count integer,                   -- null: until it is removed
  chance real not null,
  seed integer not null,
  scope text not null,             -- JSON object of the members that were given
  given text not null,             -- JSON object: the values, standard ones too
  seen integer not null default 0, -- how often something was in its scope
  fired integer not null default 0
) without rowid;

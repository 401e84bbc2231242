-- Who lets whom read which messages, and e-mail addresses that wait for their code.
create table machtiging (
  id integer primary key,
  gever integer not null,            -- BSN whose messages they are
  gemachtigde integer not null,      -- BSN of who may read them
  gegeven integer not null,          -- milliseconds, as all moments
  aanvaard integer,                  -- null: not accepted yet
  beeindigd integer,                 -- withdrawn, refused or given back
  beeindigd_door integer             -- BSN of one of both
);
create index machtiging_gever on machtiging (gever);
create index machtiging_gemachtigde on machtiging (gemachtigde);
create table machtiging_organisatie (
  machtiging integer not null references machtiging (id),
  oin text not null,
  primary key (machtiging, oin)
) without rowid;
create table emailcode (
  bsn integer primary key,
  email text not null,
  code text not null,
  verzonden integer not null,
  pogingen integer not null          -- wrong ones so far
);

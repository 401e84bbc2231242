-- What a burger does with a message, and what is still to be told about it.
create table map (
  id integer primary key autoincrement,  -- never used again: a page may still show the old one
  bsn text not null,
  naam text not null collate nocase,
  unique (bsn, naam)
);
-- 0 inbox, -1 archive, -2 trash, else an own folder. null: deleted for good; what is left of the row
-- only keeps its BerichtID from being delivered again.
alter table bericht add column map integer default 0;
alter table bericht add column gelezen_at integer;
-- All that a list needs before it knows which rows it shows, and the counts.
create index bericht_map on bericht (bsn, map, zichtbaar_at, gelezen_at, leverancier);
-- Notices that fall due: one row for each, gone when it was told.
create table melding (
  at integer not null,
  bericht integer not null references bericht (id),
  reden text not null,                   -- nieuw-bericht, herinnering, termijn
  primary key (at, bericht, reden)
) without rowid;

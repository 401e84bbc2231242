-- Which storingen fired in an exchange, in the order of their firing.
create table journal_storing (
  entry integer not null references journal (id) on delete cascade,
  position integer not null,
  soort text not null,     -- e.g. ebms.bevestiging-verloren
  storing text not null,   -- its id
  primary key (entry, position)
) without rowid;
create index journal_storing_soort on journal_storing (soort, entry);

-- Organisations, their berichttypes, and the intermediaries that may send for them. Moments in milliseconds.
create table organisatie (
  oin text primary key,
  naam text not null,
  omschrijving text not null
) without rowid;
create table berichttype (
  oin text not null references organisatie (oin),
  code text not null,
  naam text not null,
  actief integer not null,
  primary key (oin, code)
) without rowid;
create table intermediair (
  intermediair text not null,       -- OIN
  klant text not null,              -- OIN
  van integer not null,
  tot integer,                      -- the first moment at which it is over; null: without end
  primary key (intermediair, klant)
) without rowid;

-- What burgers chose where that differed from the default (on). No row: on.
create table abonnement (
  bsn integer not null,
  oin text not null,
  code text not null,               -- berichttype; empty: the whole organisation
  aan integer not null,
  gewijzigd integer not null,       -- milliseconds
  primary key (bsn, oin, code)
) without rowid;
create index abonnement_gewijzigd on abonnement (oin, gewijzigd) where code = '';

-- The burgers. Rows are short, since there may be a million: numbers where a number will do.
create table burger (
  bsn integer primary key,
  voornamen text not null,
  voorvoegsel text not null,
  achternaam text not null,
  geboortedatum integer not null,   -- yyyymmdd
  geslacht text not null,           -- M, V, O
  straat text not null,
  huisnummer integer not null,
  postcode text not null,
  plaats text not null,
  partner integer,                  -- BSN; may be of nobody here
  account integer not null,         -- 0 geen, 1 niet geactiveerd, 2 actief
  email text not null,
  email_bericht integer not null,
  account_gewijzigd integer         -- milliseconds; null when it never changed since the seed
);
create index burger_account_gewijzigd on burger (account_gewijzigd)
  where account_gewijzigd is not null;

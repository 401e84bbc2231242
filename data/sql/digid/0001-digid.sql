-- Services that log in with DigiD ("webdiensten"), their domains for eenmalig inloggen, and what
-- deviates of a test identity. Who deviates in nothing has no row: identities follow from the burger.
create table digid_domein (
  naam text primary key,
  sessie integer not null,           -- milliseconds since the last (re)authentication
  uitstel integer not null,          -- after that, only for services already in the session
  toon_sessie integer not null       -- whether the screen "u bent al ingelogd" is shown
);
insert into digid_domein values ('standaard', 900000, 900000, 1);
create table digid_dienst (
  id integer primary key,
  entity_id text not null unique,
  naam text not null,
  metadata text not null,
  actief integer not null,
  actief_van integer,
  actief_tot integer,
  sectoren text not null,            -- numbers in order of priority: "0 1"
  domein text not null,              -- of eenmalig inloggen; empty: does not take part
  controleer_url integer not null,   -- is the return URL limited to url_domein?
  url_domein text not null,
  website text not null,
  substantieel integer not null,     -- may this level be reported?
  niveau_melding text not null,      -- a notice on the login page that a higher level is coming
  melding_van integer,
  melding_tot integer
);
create table digid_identiteit (
  bsn integer primary key,
  afwijking text not null            -- JSON object with the fields that deviate
);
-- Failures by user name, so that an unknown name is blocked as a known one is.
create table digid_poging (
  naam text not null,
  at integer not null
);
create index digid_poging_naam on digid_poging (naam);
create index digid_poging_at on digid_poging (at);
create table digid_blokkade (
  naam text primary key,
  tot integer not null
);

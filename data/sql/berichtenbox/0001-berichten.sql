-- Batches that were judged, the verdict on each bericht, and what lies in the boxes.
create table batch (
  id integer primary key,
  message_id text not null,        -- ebMS MessageId of the request
  conversation text not null,
  leverancier text not null,       -- OIN in the batch
  batch_id text not null,
  ontvangen_at integer not null,
  verwerkt_at integer not null,
  totaal integer not null,
  verwerkt integer not null
);
create table bericht_resultaat (
  batch integer not null references batch (id),
  positie integer not null,
  bericht_id text not null,
  berichttype text not null,
  code text not null,
  stadium text not null,
  rule text not null,
  detail text not null,
  primary key (batch, positie)
) without rowid;
create table bericht (
  id integer primary key,
  leverancier text not null,
  bericht_id text not null,        -- lower case: GUIDs compare without case
  batch integer not null,
  berichttype text not null,
  bsn text not null,
  onderwerp text not null,
  tekst text not null,
  referentie text not null,
  zichtbaar_at integer not null,   -- virtual milliseconds
  einddatum_at integer,
  geplaatst_at integer not null,
  unique (leverancier, bericht_id)
);
create index bericht_box on bericht (bsn, zichtbaar_at);
create table bijlage (
  bericht integer not null references bericht (id),
  volgorde integer not null,
  omschrijving text not null,
  inhoud blob not null,
  primary key (bericht, volgorde)
);

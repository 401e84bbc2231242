-- What the Leveranciersportaal sets: what a berichttype is for, whether it was active once (its code is fixed since then), and
-- whether an intermediary was granted what it asked: 0 asked, 1 granted, 2 withdrawn.
alter table berichttype add column omschrijving text not null default '';
alter table berichttype add column ooit_actief integer not null default 0;
update berichttype set ooit_actief = actief;
alter table intermediair add column stand integer not null default 1;

-- What an organisation keeps in the Leveranciersportaal beside its berichttypes and intermediaries. Moments in milliseconds.
create table portaal_wijziging (
  id integer primary key,
  oin text not null,               -- of the organisation that was changed
  at integer not null,
  wie text not null,               -- user name
  wat text not null,
  voor text not null,
  na text not null
);
create index portaal_wijziging_oin on portaal_wijziging (oin, id);

-- What a world must remember about itself: switches that were set, the clock, the seed it was made from.
create table world_setting (
  key text primary key,
  value text not null
) without rowid;

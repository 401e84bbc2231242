-- E-mail that goes out: when a server is configured it stands here, and what is added waits for it.
create table mail_server (
  address text not null            -- HOST:PORT; no row: e-mail is recorded only
);
alter table notice add column attempts integer not null default 0;
alter table notice add column next_at integer;   -- of state wachtend: virtual milliseconds
drop index notice_waiting;
create index notice_waiting on notice (next_at, id) where state = 'wachtend';

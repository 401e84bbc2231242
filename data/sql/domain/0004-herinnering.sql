-- Whether a burger who gets e-mail is also reminded of what lies unread.
alter table burger add column email_herinnering integer not null default 1;

-- By which interface a service talks to DigiD: 3 (SAML 3.x) or 4 (SAML 4.x, encrypted BSN).
alter table digid_dienst add column interface integer not null default 3;

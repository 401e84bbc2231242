-- Who lives at an address: children are shown to the adults of their household.
create index burger_adres on burger (postcode, huisnummer);

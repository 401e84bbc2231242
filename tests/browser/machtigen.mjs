// Letting somebody else read one's messages, from both sides.
import assert from 'node:assert/strict';
import {walk} from './browser.mjs';
import {bsn, gemeente} from './simulator.mjs';

async function give(tab, to = bsn.greet, born = '1986-10-02') {
  await tab.go('/mijn/machtigen');
  await tab.press('nieuw');
  await tab.type('bsn', to);
  await tab.type('geboren', born);
  await tab.tick(`oin-${gemeente}`);
  await tab.press('machtigen');
}

async function given(visitor) {
  const frits = await visitor(), greet = await visitor();
  await frits.enter(bsn.frits);
  await give(frits);
  await frits.see('melding', 'Zij geldt zodra de ander haar aanvaardt');
  await greet.enter(bsn.greet);
  await greet.see('nieuws', 'Frits van den Paarweg wil u machtigen');
  await greet.press('menu-machtigen');
  return [frits, greet];
}

walk('given, accepted, used for the messages of another, and withdrawn', async ({sim, visitor}) => {
  await sim.send({bsn: bsn.frits, onderwerp: 'Voor Frits'});
  const [frits, greet] = await given(visitor);
  await greet.press('aanvaarden');
  await greet.see('melding', 'aanvaard');
  await greet.press('bekijken');
  await greet.see('namens', 'Frits van den Paarweg');
  await greet.page.getByRole('link', {name: 'Voor Frits'}).click();
  await greet.heading('Voor Frits');
  for (const id of ['ongelezen', 'menu-gegevens', 'menu-instellingen', 'menu-machtigen']) await greet.missing(id);
  await greet.press('archiveren');
  await greet.see('melding', 'verplaatst naar Archief');
  await greet.go('/mijn/instellingen');
  await greet.see('niet-voor-ander');

  await frits.go('/mijn/berichten/map/archief');
  await frits.see('regel', 'Voor Frits, ongelezen');
  await frits.press('menu-machtigen');
  await frits.see('toestand', 'Geldig sinds');
  await frits.press('intrekken');
  await frits.see('melding', 'ingetrokken');
  await greet.go('/mijn/berichten');
  await greet.see('melding', 'De machtiging is ingetrokken. U ziet uw eigen berichten.');
  await greet.missing('namens');
});

walk('back to one\'s own messages, and ended by who received it', async ({visitor}) => {
  const [frits, greet] = await given(visitor);
  await greet.press('aanvaarden');
  await greet.press('bekijken');
  await greet.press('terug-naar-zelf');
  await greet.see('melding', 'U ziet weer uw eigen berichten.');
  await greet.press('menu-machtigen');
  await greet.press('beeindigen');
  await greet.see('toestand', 'Beëindigd');
  await frits.go('/mijn/machtigen');
  await frits.see('toestand', 'Beëindigd');
});

walk('refused by who received it', async ({visitor}) => {
  const [frits, greet] = await given(visitor);
  await greet.press('weigeren');
  await greet.see('toestand', 'Geweigerd');
  await greet.missing('bekijken');
  await frits.go('/mijn/machtigen');
  await frits.see('toestand', 'Geweigerd');
});

walk('only to somebody whom one knows, and for a chosen organisation', async ({visitor}) => {
  const tab = await visitor();
  await tab.enter(bsn.frits);
  await give(tab, bsn.greet, '1986-10-03');
  await tab.see('fout', 'Wij kennen niemand');
  assert.equal(await tab.part('bsn').inputValue(), bsn.greet);
  await give(tab, bsn.bert, '1951-11-03');
  await tab.see('fout', 'die MijnOverheid gebruikt');
  await give(tab, bsn.frits, '1984-07-09');
  await tab.see('fout', 'eigen burgerservicenummer');
  await tab.type('bsn', bsn.greet);
  await tab.type('geboren', '1986-10-02');
  await tab.tick(`oin-${gemeente}`, false);
  await tab.press('machtigen');
  await tab.see('fout', 'ten minste één organisatie');
});

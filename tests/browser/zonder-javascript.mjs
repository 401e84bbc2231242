// The same without JavaScript: nothing that a person needs depends on it.
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {walk} from './browser.mjs';
import {brief, bsn, gemeente} from './simulator.mjs';

const plain = {javaScriptEnabled: false};
const row = (tab, subject) => tab.part('regel').filter({hasText: subject});

walk('log in by SMS, read a message with its PDF, keep order, log out', async ({sim, visitor}) => {
  for (const onderwerp of ['Eerste', 'Tweede']) await sim.send({bsn: bsn.anna, onderwerp, bijlage: brief});
  const tab = await visitor(plain);
  await tab.toDigid();
  await tab.press('kies-sms');
  await tab.namePassword('anna.voorbeeld');
  await tab.type('smscode', await tab.smsCode());
  await tab.press('verder');
  await tab.heading('Welkom, Anna Voorbeeld');
  await tab.press('menu-berichten');
  await tab.choose('sorteer', 'onderwerp A tot Z');
  await tab.press('toon');
  await row(tab, 'Eerste').getByRole('link').click();
  await tab.heading('Eerste');
  const [download] = await Promise.all([tab.page.waitForEvent('download'), tab.press('download-1')]);
  assert.ok((await readFile(brief)).equals(await readFile(await download.path())));
  assert.equal(await tab.part('afdrukken').isVisible(), false, 'a button that needs JavaScript is not shown');
  await tab.press('archiveren');
  await tab.see('melding', 'verplaatst naar Archief');
  await row(tab, 'Tweede').getByRole('checkbox').check();
  await tab.press('verwijderen');
  await tab.see('leeg');
  await tab.type('zoek', 'tweede');
  await tab.press('zoeken');
  await tab.see('regel', 'Prullenbak');
  await tab.press('mappen-beheren');
  await tab.type('naam', 'Belastingen');
  await tab.press('maak');
  await tab.see('melding', 'is gemaakt');
  await tab.press('uitloggen');
  await tab.see('melding', 'U bent uitgelogd.');
});

walk('log in with the app: the page goes on by itself', async ({visitor}) => {
  const tab = await visitor(plain);
  await tab.toDigid();
  await tab.press('kies-app');
  const phone = await tab.opened('telefoon');
  await phone.type('telefoon-gebruikersnaam', 'anna.voorbeeld');
  await phone.press('app-openen');
  await tab.type('koppelcode', await phone.text('getoonde-koppelcode'));
  await tab.press('verder');
  await phone.press('verversen');
  await phone.press('scannen');
  await phone.type('pincode', '12345');
  await phone.press('pin-bevestigen');
  await tab.heading('Welkom, Anna Voorbeeld');
});

walk('first use, settings, and letting somebody else read', async ({sim, visitor}) => {
  const bert = await visitor(plain);
  await bert.enter(bsn.bert);
  await bert.press('activeren');
  await bert.press('overslaan');
  await bert.press('afronden');
  await bert.see('melding', 'is geactiveerd');
  await bert.press('menu-instellingen');
  await bert.press('organisaties');
  await bert.tick(`aan-${gemeente}`, false);
  await bert.press('organisaties-bewaren');
  await bert.see('melding', 'bewaard');
  await bert.press('menu-machtigen');
  await bert.press('nieuw');
  await bert.type('bsn', bsn.anna);
  await bert.type('geboren', '1980-05-17');
  await bert.tick(`oin-${gemeente}`);
  await bert.press('machtigen');
  await bert.see('melding', 'De machtiging is gegeven');

  const anna = await visitor(plain);
  await anna.enter(bsn.anna, '/mijn/machtigen');
  await anna.press('aanvaarden');
  await anna.press('bekijken');
  await anna.see('namens', 'Bert Zonderbox');
  await anna.press('terug-naar-zelf');
  await anna.press('blijf-ingelogd');
  await anna.heading('Welkom, Anna Voorbeeld');
  await sim.advance('PT16M');
  await anna.press('menu-gegevens');
  await anna.see('melding', '15 minuten niets');
});

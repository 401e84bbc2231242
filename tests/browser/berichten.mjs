// The Berichtenbox: reading what was delivered, and keeping order in it.
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {walk} from './browser.mjs';
import {brief, bsn} from './simulator.mjs';

const row = (tab, subject) => tab.part('regel').filter({hasText: subject});
const open = (tab, subject) => row(tab, subject).getByRole('link').click();
const choose = (tab, subject) => row(tab, subject).getByRole('checkbox').check();
const subjects = async (tab) => (await tab.part('regel').getByRole('link').allInnerTexts()).map((text) => text.split(',')[0].trim());

async function inboxWith(sim, visitor, ...messages) {
  for (const onderwerp of messages) await sim.send({bsn: bsn.anna, onderwerp});
  const tab = await visitor();
  await tab.enter(bsn.anna, '/mijn/berichten');
  return tab;
}

walk('a message that was delivered is read, with its PDF shown and downloaded as it was sent', async ({sim, visitor}) => {
  await sim.send({bsn: bsn.anna, onderwerp: 'Uw parkeervergunning', referentie: 'PV-2026-17', bijlage: brief,
    tekst: 'Beste aanvrager\\r\\nZie https://voorbeeldstad.example/parkeren voor meer.'});
  const tab = await visitor();
  await tab.enter(bsn.anna, '/mijn/berichten');
  await tab.see('totaal', '1 bericht');
  await tab.see('regel', 'met bijlage');
  await open(tab, 'Uw parkeervergunning');
  await tab.heading('Uw parkeervergunning');
  await tab.see('afzender', 'Gemeente Voorbeeldstad');
  await tab.see('referentie', 'PV-2026-17');
  assert.equal((await tab.text('tekst')).trim(), 'Beste aanvrager\nZie https://voorbeeldstad.example/parkeren voor meer.');
  assert.equal(await tab.part('tekst').getByRole('link').getAttribute('href'), 'https://voorbeeldstad.example/parkeren');

  const sent = await readFile(brief);
  const shown = await tab.page.request.get(new URL(await tab.part('bijlage-1').getAttribute('href'), tab.page.url()).href);
  assert.equal(shown.headers()['content-type'], 'application/pdf');
  assert.match(shown.headers()['content-disposition'], /^inline/);
  assert.ok(sent.equals(await shown.body()), 'the PDF that is shown is the one that was sent');
  const [download] = await Promise.all([tab.page.waitForEvent('download'), tab.press('download-1')]);
  assert.match(download.suggestedFilename(), /\.pdf$/);
  assert.ok(sent.equals(await readFile(await download.path())), 'the PDF that is downloaded is the one that was sent');
});

walk('read and unread: by opening, and by hand', async ({sim, visitor}) => {
  const tab = await inboxWith(sim, visitor, 'Eerste', 'Tweede');
  await tab.see('map-postvak-in', '2');
  await open(tab, 'Eerste');
  await tab.press('ongelezen');
  await tab.see('melding', 'gemarkeerd als ongelezen');
  await tab.see('map-postvak-in', '2');
  await choose(tab, 'Tweede');
  await tab.press('gelezen');
  await tab.see('melding', '1 bericht is gemarkeerd als gelezen');
  assert.equal(await row(tab, 'Tweede').getAttribute('class'), null);
  assert.equal(await row(tab, 'Eerste').getAttribute('class'), 'ongelezen');
});

walk('many at once: all are ticked, and go to the archive', async ({sim, visitor}) => {
  const tab = await inboxWith(sim, visitor, 'Eerste', 'Tweede', 'Derde');
  await tab.press('archiveren');
  await tab.see('melding', 'Kies eerst');
  await tab.tick('kies-alles');
  await row(tab, 'Tweede').getByRole('checkbox').uncheck();
  assert.equal(await tab.part('kies-alles').isChecked(), false);
  await tab.press('archiveren');
  await tab.see('melding', '2 berichten zijn verplaatst naar Archief');
  assert.deepEqual(await subjects(tab), ['Tweede']);
  await tab.press('map-archief');
  await tab.heading('Archief');
  assert.deepEqual((await subjects(tab)).sort(), ['Derde', 'Eerste']);
});

walk('to the trash, back, and away for good after a question', async ({sim, visitor}) => {
  const tab = await inboxWith(sim, visitor, 'Eerste', 'Tweede');
  await open(tab, 'Eerste');
  await tab.press('verwijderen');
  await tab.see('melding', 'verplaatst naar Prullenbak');
  await tab.press('map-prullenbak');
  await choose(tab, 'Eerste');
  await tab.press('terugzetten');
  await tab.see('leeg');
  await tab.press('map-postvak-in');
  await tab.tick('kies-alles');
  await tab.press('verwijderen');
  await tab.see('leeg');
  await tab.press('map-prullenbak');
  await choose(tab, 'Eerste');
  await tab.press('weg');
  await tab.press('annuleer');
  await tab.see('totaal', '2 berichten');
  await choose(tab, 'Eerste');
  await tab.press('weg');
  await tab.press('bevestig');
  await tab.see('melding', '1 bericht is definitief verwijderd');
  assert.deepEqual(await subjects(tab), ['Tweede']);
  await tab.press('legen');
  await tab.press('bevestig');
  await tab.see('leeg');
});

walk('own folders: made, filled, renamed, and deleted while their messages stay', async ({sim, visitor}) => {
  const tab = await inboxWith(sim, visitor, 'Eerste', 'Tweede');
  await tab.press('mappen-beheren');
  await tab.type('naam', 'Archief');
  await tab.press('maak');
  await tab.see('melding', 'heeft een vaste map al');
  await tab.type('naam', 'Belastingen');
  await tab.press('maak');
  await tab.see('melding', 'Map Belastingen is gemaakt');
  await tab.press('terug');
  await choose(tab, 'Eerste');
  await tab.press('verplaatsen');
  await tab.see('melding', 'Kies een map');
  await choose(tab, 'Eerste');
  await tab.choose('naar', 'Belastingen');
  await tab.press('verplaatsen');
  await tab.see('melding', 'verplaatst naar Belastingen');
  await open(tab, 'Tweede');
  await tab.choose('naar', 'Belastingen');
  await tab.press('verplaatsen');
  await tab.see('leeg');
  await tab.page.getByRole('link', {name: 'Belastingen'}).click();
  await tab.heading('Belastingen');
  await tab.see('totaal', '2 berichten');
  await tab.press('mappen-beheren');
  await tab.part(/^naam-\d/).fill('Geldzaken');
  await tab.press(/^hernoem-/);
  await tab.see('melding', 'heet nu Geldzaken');
  await tab.press(/^verwijder-/);
  await tab.see('melding', 'Map Geldzaken is verwijderd');
  await tab.press('terug');
  await tab.press('map-archief');
  await tab.see('totaal', '2 berichten');
});

walk('search in subject, sender and text, in every folder', async ({sim, visitor}) => {
  await sim.send({bsn: bsn.anna, onderwerp: 'Parkeren', tekst: 'Over de gele lijn.'});
  const tab = await inboxWith(sim, visitor, 'Water', 'Afval');
  await choose(tab, 'Afval');
  await tab.press('archiveren');
  await tab.see('melding', 'verplaatst');
  const found = {'gele lijn': ['Parkeren'], 'water': ['Water'], 'AFVAL': ['Afval'], 'voorbeeldstad': ['Afval', 'Parkeren', 'Water']};
  for (const [words, wanted] of Object.entries(found)) {
    await tab.type('zoek', words);
    await tab.press('zoeken');
    await tab.see('totaal', wanted.length === 1 ? '1 bericht' : `${wanted.length} berichten`);
    assert.deepEqual((await subjects(tab)).sort(), wanted);
  }
  await tab.type('zoek', '<b>100%_');
  await tab.press('zoeken');
  await tab.see('leeg', 'niets gevonden');
});

walk('in every order, page by page', async ({sim, visitor}) => {
  await sim.send({bsn: bsn.anna, onderwerp: 'Midden', aantal: 26});
  await sim.advance('PT1H');
  const tab = await inboxWith(sim, visitor, 'Zaaien', 'Aanslag');
  assert.equal((await subjects(tab)).length, 25);
  await tab.press('volgende');
  await tab.page.getByText('Pagina 2 van 2').waitFor();
  assert.equal((await subjects(tab)).length, 3);
  await tab.choose('sorteer', 'onderwerp A tot Z');
  await tab.press('toon');
  await tab.page.getByText('Pagina 1 van 2').waitFor();
  assert.equal((await subjects(tab))[0], 'Aanslag');
  await tab.choose('sorteer', 'onderwerp Z tot A');
  await tab.choose('aantal', '50');
  await tab.press('toon');
  await tab.part('volgende').waitFor({state: 'detached'});
  assert.equal((await subjects(tab))[0], 'Zaaien');
  assert.equal((await subjects(tab)).length, 28);
});

walk('what is to be published later is not there until then', async ({sim, visitor}) => {
  const soon = new Date((await sim.now()).getTime() + 24 * 3600 * 1000).toISOString();
  await sim.send({bsn: bsn.anna, onderwerp: 'Voor morgen', publicatiedatum: soon});
  const tab = await inboxWith(sim, visitor, 'Voor nu');
  assert.deepEqual(await subjects(tab), ['Voor nu']);
  await sim.advance('P1DT1M');
  await tab.enter(bsn.anna, '/mijn/berichten');  // the session of yesterday is over
  assert.deepEqual(await subjects(tab), ['Voor morgen', 'Voor nu']);
});

walk('a new message shows itself on the open page', async ({sim, visitor}) => {
  const tab = await inboxWith(sim, visitor, 'Eerste');
  await tab.see('totaal', '1 bericht');
  await tab.page.evaluate(() => { globalThis.sameDocument = true; });
  await sim.send({bsn: bsn.anna, onderwerp: 'Tweede'});
  await tab.see('nieuw', 'Er is een nieuw bericht binnengekomen.');
  assert.ok(await tab.page.evaluate(() => globalThis.sameDocument), 'without loading the page again');
  await tab.part('nieuw').getByRole('link').click();
  await tab.see('totaal', '2 berichten');
});

walk('on paper there is the message, and no menus and buttons', async ({sim, visitor}) => {
  const tab = await inboxWith(sim, visitor, 'Eerste');
  await open(tab, 'Eerste');
  await tab.page.evaluate(() => { globalThis.print = () => { document.title = 'printed'; }; });
  await tab.press('afdrukken');
  assert.equal(await tab.page.title(), 'printed');
  await tab.page.emulateMedia({media: 'print'});
  for (const id of ['menu-home', 'uitloggen', 'archiveren', 'doorsturen', 'blijf-ingelogd', 'terug'])
    assert.equal(await tab.part(id).isVisible(), false, `${id} is not printed`);
  for (const id of ['afzender', 'tekst']) assert.ok(await tab.part(id).isVisible(), `${id} is printed`);
  await tab.page.getByText('Dit is geen website van de overheid').waitFor();
});

walk('a message goes on to an e-mail address', async ({sim, visitor}) => {
  const tab = await inboxWith(sim, visitor, 'Eerste');
  await open(tab, 'Eerste');
  await tab.type('aan', 'buurvrouw@voorbeeld.example');
  await tab.press('doorsturen');
  await tab.see('melding');
  const [mail] = await sim.mails('buurvrouw@voorbeeld.example');
  assert.match(mail.tekst, /Bericht van Gemeente Voorbeeldstad/);
});

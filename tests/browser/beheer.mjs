// What a trainer does on the console besides looking: keep and restore, break on purpose, apply scenarios, make worlds.
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {walk} from './browser.mjs';
import {bsn} from './simulator.mjs';

const open = (tab, path) => tab.page.goto(tab.sim.beheer + path, {waitUntil: 'domcontentloaded'});
const box = async (sim, who) => (await sim.api('GET', `burgers/${who}/berichten`)).berichten;

walk('a snapshot is kept, restored, exported and imported, and removed; the world starts over', async ({sim, visitor}) => {
  const tab = await visitor();
  await open(tab, '/console/momentopnamen');
  await tab.see('leeg');
  await tab.type('naam', 'schoon');
  await tab.press('bewaar');
  await tab.see('moment', 'schoon');
  await sim.send({bsn: bsn.anna});
  assert.equal((await box(sim, bsn.anna)).length, 1);
  const [download] = await Promise.all([tab.page.waitForEvent('download'), tab.press('export-schoon')]);
  assert.equal(download.suggestedFilename(), 'schoon.snapshot');
  const file = await download.path();
  assert.ok((await readFile(file)).length > 1000, 'the file has something in it');
  await tab.press('herstel-schoon');
  await tab.see('melding');
  assert.deepEqual(await box(sim, bsn.anna), []);
  await tab.type('als', 'van-elders');
  await tab.part('bestand').setInputFiles(file);
  await tab.press('importeer');
  await tab.see('moment', 'van-elders');
  await tab.press('weg-schoon');
  await tab.see('melding');
  assert.deepEqual((await sim.api('GET', 'snapshots')).snapshots.map((one) => one.naam), ['van-elders']);
  await tab.type('naam', 'Geen Naam!');
  await tab.press('bewaar');
  await tab.see('probleem');
  await sim.send({bsn: bsn.anna});
  await tab.press('reset');
  await tab.see('melding');
  assert.deepEqual(await box(sim, bsn.anna), []);
});

walk('a storing is set with its values and scope, seen to fire, and taken away', async ({sim, visitor}) => {
  const tab = await visitor();
  await open(tab, '/console/storingen');
  await tab.see('leeg');
  await tab.choose('kies', 'berichtenbox.verwerkingscode');
  await tab.press('kies-soort');
  await tab.type('aantal', '1');
  await tab.type('bereik-bsn', bsn.anna);
  await tab.press('zet');
  await tab.see('storing', 'berichtenbox.verwerkingscode');
  await tab.see('storing', bsn.anna);
  await assert.rejects(sim.send({bsn: bsn.anna}), /TechnischProbleem/);
  await open(tab, '/console/storingen');
  await tab.page.getByRole('row').filter({hasText: 'berichtenbox.verwerkingscode'}).getByRole('link', {name: '1', exact: true}).click();
  await tab.heading('Journaal');
  await tab.see('regel', 'GLOBE-R-BV-Request');
  await open(tab, '/console/storingen?soort=deur.traag');
  await tab.type('waarde-duur', 'lang');
  await tab.press('zet');
  await tab.see('probleem');
  await tab.type('waarde-duur', 'PT0.1S');
  await tab.press('zet');
  await tab.see('storing', 'deur.traag');
  await tab.press('alles-weg');
  await tab.see('leeg');
  assert.deepEqual((await sim.api('GET', 'faults')).storingen, []);
});

walk('a scenario of the program is applied, and one of your own, whose mistakes are told', async ({sim, visitor}) => {
  const tab = await visitor();
  await open(tab, '/console/scenarios');
  await tab.press('toepassen-volle-inbox');
  await tab.see('melding');
  assert.equal((await box(sim, '999903998')).length, 47);
  await tab.type('tekst', 'naam: fout\nklok:\n  nu: gisteren\n');
  await tab.press('eigen');
  await tab.see('probleem', 'klok');
  assert.match(await tab.part('tekst').inputValue(), /gisteren/, 'what was typed is still there');
  await tab.type('tekst', 'naam: later\nklok:\n  nu: 2031-01-02T03:04:05Z\n  bevroren: true\n');
  await tab.press('eigen');
  await tab.see('melding');
  assert.equal((await sim.now()).toISOString(), '2031-01-02T03:04:05.000Z');
});

walk('a world is made, gone to, and dropped', async ({sim, visitor}) => {
  const tab = await visitor();
  await open(tab, '/console/werelden');
  await tab.type('naam', 'anna');
  await tab.type('burgers', '20');
  await tab.press('maak');
  await tab.see('wereld', 'anna');
  await tab.press('naar-anna');
  await tab.heading('Journaal');
  await tab.press('menu-klok');
  await tab.press('week');
  await tab.see('melding', 'vooruit gezet');
  assert.ok(new Date((await sim.api('GET', 'clock')).nu) - Date.now() < 24 * 3600 * 1000, 'the clock of the standard world stands apart');
  await open(tab, '/console/werelden');
  await tab.press('weg-anna');
  await tab.see('melding');
  assert.deepEqual((await sim.api('GET', 'worlds')).worlds.map((one) => one.naam), ['standaard']);
});

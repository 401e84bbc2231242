// How the pages of the console look, in both languages: see judge.mjs.
import assert from 'node:assert/strict';
import {walk} from './browser.mjs';
import {Judge} from './judge.mjs';
import {bsn, gemeente} from './simulator.mjs';

const open = (tab, path) => tab.page.goto(tab.sim.beheer + path, {waitUntil: 'domcontentloaded'});

// A world in which something happened: a message read, one refused, a login, a fault that fired.
async function lived(sim, visitor) {
  await sim.send({bsn: bsn.anna, onderwerp: 'Uw parkeervergunning'});
  await sim.send({bsn: bsn.bert}).catch(() => {});
  const citizen = await visitor();
  await citizen.enter(bsn.anna);
  await sim.api('POST', 'snapshots', {naam: 'voor-de-les'});
  await sim.api('POST', 'worlds', {naam: 'anna', burgers: 20});
  await sim.api('POST', 'faults', {soort: 'berichtenbox.verwerkingscode', aantal: 1, bereik: {bsn: bsn.henk}});
}

async function entryWith(sim, rule) {
  const {entries} = await sim.api('GET', `journal?rule=${rule}`);
  return entries[0];
}

for (const [locale, language] of [['nl-NL', 'nl'], ['en-GB', 'en']])
  walk(`the console in ${language}`, async ({sim, visitor}) => {
    await lived(sim, visitor);
    const judge = new Judge(), tab = await visitor({locale});
    const refused = await entryWith(sim, 'BB-R-015');
    const login = (await sim.api('GET', 'journal?action=AuthnRequest')).entries[0];
    const pages = {
      journaal: '/console/journaal', leeg: '/console/journaal?action=niets', uitwisseling: `/console/journaal/${refused.id}`,
      gesprek: `/console/gesprekken?id=${encodeURIComponent(refused.conversationId)}`,
      inlog: `/console/gesprekken?id=${encodeURIComponent(login.conversationId)}`,
      burgers: '/console/burgers', burger: `/console/burgers/${bsn.anna}`,
      organisaties: '/console/organisaties', organisatie: `/console/organisaties/${gemeente}`, uitgaand: '/console/uitgaand',
      klok: '/console/klok', momentopnamen: '/console/momentopnamen', storingen: '/console/storingen?soort=digid.status',
      scenarios: '/console/scenarios', werelden: '/console/werelden', regels: '/console/regels', gebroken: '/console/regels?stand=beide', regel: '/console/regels/BB-R-015',
    };
    for (const [name, path] of Object.entries(pages)) {
      await open(tab, path);
      await judge.judge(tab, `console-${name}-${language}`);
    }
    await open(tab, '/console/klok');
    await tab.type('duur', 'x');
    await tab.press('vooruit');
    await tab.see('probleem');
    await judge.judge(tab, `console-probleem-${language}`);
    assert.deepEqual(judge.findings, []);
  });

// The console as a developer uses it: what was refused and why, a conversation drawn, the clock a day later, with the mouse, with the
// keyboard alone, without JavaScript, and in English.
import assert from 'node:assert/strict';
import {walk} from './browser.mjs';
import {bsn} from './simulator.mjs';

const open = (tab, path) => tab.page.goto(tab.sim.beheer + path, {waitUntil: 'domcontentloaded'});
const undelivered = (sim, fields) => sim.send(fields).then(() => assert.fail('it was delivered'), () => {});
const day = 24 * 3600 * 1000;

// From the journal to what the citizen's missing box did to a message.
async function whyRefused(tab) {
  await open(tab, '/');
  await tab.heading('Journaal');
  await tab.part('regel').filter({hasText: 'BB-R-015'}).getByRole('link', {name: 'GLOBE-R-BV-Request', exact: true}).click();
  await tab.see('hit', 'the burger has an active Berichtenbox');
  await tab.see('hit', 'use another channel');
  await tab.see('merk', 'GebruikerID');
}

walk('a refused message: the rule in words, and its place marked in the bytes', async ({sim, visitor}) => {
  await undelivered(sim, {bsn: bsn.bert});
  const tab = await visitor();
  await whyRefused(tab);
  await tab.part('hit').getByRole('link', {name: 'BB-R-015'}).click();
  await tab.see('dekking', 'gebroken');
});

walk('a conversation is drawn, and listed for who cannot see it', async ({sim, visitor}) => {
  await sim.send({bsn: bsn.anna, onderwerp: 'Getekend'});
  const tab = await visitor();
  await open(tab, '/console/journaal?action=GLOBE-R-BV-Request');
  await tab.part(/^gesprek-/).first().click();
  await tab.heading('Gesprek');
  const drawing = tab.part('tekening').getByRole('img', {name: /Tekening van het gesprek/});
  await drawing.waitFor();
  const shown = await drawing.textContent();
  for (const text of ['Organisatie', 'MijnOverheid', 'GLOBE-R-BV-Request', 'GLOBE-R-BV-Result', 'Acknowledgment', 'aangenomen'])
    assert.ok(shown.includes(text), `${text} is drawn`);
  assert.ok(!shown.includes('DigiD'), 'who takes no part has no lane');
  const steps = await tab.part('stap').allInnerTexts();
  assert.ok(steps.some((step) => /Organisatie → MijnOverheid: GLOBE-R-BV-Request aangenomen/.test(step)), steps.join('\n'));
  await tab.part('stap').filter({hasText: 'GLOBE-R-BV-Result'}).getByRole('link').first().click();
  await tab.see('bericht', 'VerwerkingsCode');
});

walk('a login is drawn with citizen and DigiD', async ({sim, visitor}) => {
  const tab = await visitor();
  await tab.enter(bsn.anna);
  await open(tab, '/console/journaal?action=AuthnRequest');
  await tab.part(/^gesprek-/).first().click();
  const shown = await tab.part('tekening').textContent();
  for (const text of ['Burger', 'DigiD', 'MijnOverheid', 'ArtifactResolve']) assert.ok(shown.includes(text), `${text} is drawn`);
});

walk('what was sent stays text', async ({sim, visitor}) => {
  const onderwerp = '<script>window.gehackt = 1</script><b>vet</b>';
  await sim.send({bsn: bsn.anna, onderwerp});
  await fetch(sim.portaal + '/<script>window.gehackt=1</script>', {headers: {'X-Raar': '<img src=x onerror="window.gehackt=1">'}});
  const tab = await visitor();
  await open(tab, `/console/burgers/${bsn.anna}`);
  await tab.see('blad-berichtenbox', onderwerp);
  await open(tab, '/console/journaal?protocol=http');
  await tab.part('regel').getByRole('link').filter({hasText: 'script'}).click();
  await tab.see('bericht', '<img src=x');
  assert.equal(await tab.page.evaluate(() => window.gehackt), undefined);
});

walk('a day later, with the keyboard alone', async ({sim, visitor}) => {
  const tab = await visitor();
  await open(tab, '/console/klok');
  await tab.page.keyboard.press('Tab');
  assert.equal(await tab.page.evaluate(() => document.activeElement.innerText), 'Naar de inhoud');
  await tab.page.keyboard.press('Enter');
  const before = await sim.now();
  for (let stop = 0; stop < 20; ++stop) {
    await tab.page.keyboard.press('Tab');
    const at = await tab.page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      return {id: document.activeElement.dataset.testid, seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2};
    });
    assert.ok(at.seen, `the focus is visible at ${at.id}`);
    if (at.id === 'dag') break;
  }
  await tab.page.keyboard.press('Enter');
  await tab.see('melding', 'De klok is vooruit gezet.');
  assert.ok(await sim.now() - before >= day);
});

walk('without JavaScript: filter, read, move the clock, be told what is wrong', async ({sim, visitor}) => {
  await undelivered(sim, {bsn: bsn.bert});
  const tab = await visitor({javaScriptEnabled: false});
  await whyRefused(tab);
  await open(tab, '/console/journaal');
  await tab.choose('protocol', 'saml');
  await tab.press('filter');
  await tab.see('leeg');
  await tab.press('menu-klok');
  await tab.press('week');
  await tab.see('melding', 'vooruit gezet');
  await tab.type('duur', 'morgen');
  await tab.press('vooruit');
  await tab.see('probleem', 'xs:duration');
  await tab.press('menu-burgers');
  await tab.type('zoek', bsn.anna);
  await tab.press('zoeken');
  await tab.press(`burger-${bsn.anna}`);
  await tab.heading('Anna Voorbeeld');
});

walk('in English for who prefers it, and after the choice', async ({visitor}) => {
  const english = await visitor({locale: 'en-GB'});
  await open(english, '/console');
  await english.heading('Journal');
  await english.page.getByText('Simulation (simulatie).').waitFor();
  const tab = await visitor();
  await open(tab, '/console/regels');
  await tab.heading('Regels');
  await tab.press('taal');
  await tab.heading('Rules');
  await tab.press('menu-klok');
  await tab.heading('Clock');
  assert.equal(await tab.page.evaluate(() => document.documentElement.lang), 'en');
});

// Every page of the citizen's site is judged, empty and full.
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {writeFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {walk} from './browser.mjs';
import {Judge} from './judge.mjs';
import {brief, bsn, gemeente} from './simulator.mjs';

async function judgePages(judge, tab, pages) {
  for (const [name, path] of Object.entries(pages)) {
    await tab.go(path);
    await judge.judge(tab, name);
  }
}

walk('the pages before one is in, and those of the first use', async ({sim, visitor}) => {
  const judge = new Judge(), tab = await visitor();
  await judgePages(judge, tab, {
    'mijn-inloggen': '/mijn/inloggen?reden=geannuleerd', 'mijn-mislukt': '/mijn/digid/acs?SAMLart=x', 'mijn-emails-leeg': '/mijn/simulatie/emails'});
  await tab.enter(bsn.bert);
  await judge.judge(tab, 'activeren');
  await tab.press('activeren');
  await tab.type('email', 'x');
  await tab.press('verder');
  await tab.see('email-fout');
  await judge.judge(tab, 'activeren-email');
  await tab.type('email', 'bert@voorbeeld.example');
  await tab.press('verder');
  await tab.type('code', 'x');
  await tab.press('verder');
  await tab.see('code-fout');
  await judge.judge(tab, 'activeren-code');
  await tab.press('nieuwe-code');
  await tab.press('overslaan');
  await tab.see('afronden');
  await judge.judge(tab, 'activeren-afronden');
  await tab.press('afronden');
  await tab.see('melding');
  await judge.judge(tab, 'home-melding');
  await judgePages(judge, tab, {'postvak-leeg': '/mijn/berichten', 'zoeken': '/mijn/berichten/zoeken', 'mappen-leeg': '/mijn/berichten/mappen',
    'instellingen-zonder-email': '/mijn/instellingen', 'machtigen-leeg': '/mijn/machtigen', 'mijn-emails': '/mijn/simulatie/emails',
    'mijn-niet-gevonden': '/mijn/ergens'});
  await sim.api('PUT', `burgers/${bsn.henk}/account`, {account: 'geen'});
  await sim.nextIs(bsn.henk);
  await tab.go('/mijn/digid/inloggen');
  await tab.see('geen-toegang');
  await judge.judge(tab, 'geen-toegang');
  assert.deepEqual(judge.findings, []);
});

// Messages with a term: `send` has no option for it.
async function sendWithTerms(sim) {
  const now = (await sim.now()).getTime(), batchId = randomUUID();
  const at = (days) => new Date(now + days * 24 * 3600 * 1000).toISOString().replace(/\.\d+/, '');
  const message = (onderwerp, days) => `<b:Bericht><b:BerichtInformatie><b:BatchID>${batchId}</b:BatchID><b:BerichtID>${randomUUID()}</b:BerichtID>
<b:BerichtType>BELASTNG</b:BerichtType><b:EindDatumHandelingsTermijn>${at(days)}</b:EindDatumHandelingsTermijn>
<b:Onderwerp>${onderwerp}</b:Onderwerp><b:BerichtTekst>Doe dit op tijd.</b:BerichtTekst><b:GebruikerID>${bsn.anna}</b:GebruikerID>
<b:SoortGebruiker>Burger</b:SoortGebruiker></b:BerichtInformatie></b:Bericht>`;
  const batch = `<v:Berichten xmlns:v="http://schemas.rdw.nl/GEB/BerichtVerwerkService/Types/2009/01" xmlns:b="http://schemas.rdw.nl/GEB/BerichtenProsessor/Bericht/Types/2009/01">
<v:BatchInformatie><v:BatchID>${batchId}</v:BatchID><v:AanmaakDatum>${at(0)}</v:AanmaakDatum><v:BerichtLeverancierID>${gemeente}</v:BerichtLeverancierID></v:BatchInformatie>
${message('Kort', 1)}${message('Lang', 60)}</v:Berichten>`;
  const file = `${tmpdir()}/mosim-test-${process.pid}.xml`;
  await writeFile(file, batch);
  await sim.send({batch: file}).finally(() => rm(file));
  await sim.advance('P2D');
}

walk('the Berichtenbox with messages in it', async ({sim, visitor}) => {
  const judge = new Judge(), tab = await visitor();
  await sendWithTerms(sim);
  const long = 'Donaudampfschifffahrtsgesellschaftskapitaensmuetze';
  await sim.send({bsn: bsn.anna, onderwerp: long, tekst: `${long.repeat(8)}\\r\\n\\r\\nZie https://voorbeeldstad.example/${'a'.repeat(90)} voor meer.`,
    bijlage: brief, referentie: 'PV-2026-17'});
  await sim.send({bsn: bsn.anna, onderwerp: 'Uw parkeervergunning is verlengd', aantal: 55});
  await tab.enter(bsn.anna, '/mijn/berichten/mappen');
  await tab.type('naam', long.slice(0, 40));
  await tab.press('maak');
  await tab.see('melding');
  await judge.judge(tab, 'mappen');
  await judgePages(judge, tab, {'home': '/mijn', 'postvak': '/mijn/berichten?pagina=2', 'zoeken-gevonden': '/mijn/berichten/zoeken?zoek=kort'});
  for (const subject of [long, 'Kort', 'Lang']) {
    await tab.go(`/mijn/berichten/zoeken?zoek=${subject}`);
    await tab.part('regel').getByRole('link').click();
    await tab.heading(subject);
    await judge.judge(tab, `bericht-${subject.slice(0, 5)}`);
  }
  await tab.press('verwijderen');
  await tab.go('/mijn/berichten/map/prullenbak');
  await judge.judge(tab, 'prullenbak');
  await tab.tick('kies-alles');
  await tab.press('weg');
  await tab.see('bevestig');
  await judge.judge(tab, 'weg');
  await tab.go('/mijn/berichten');
  await sim.send({bsn: bsn.anna, onderwerp: 'Nieuw'});
  await tab.see('nieuw', 'nieuw bericht');
  await judge.judge(tab, 'postvak-nieuw');
  assert.deepEqual(judge.findings, []);
});

walk('own data, settings and machtigen', async ({sim, visitor}) => {
  const judge = new Judge(), frits = await visitor(), greet = await visitor();
  await frits.page.clock.install();
  await frits.enter(bsn.frits, '/mijn/gegevens');
  await judge.judge(frits, 'gegevens');
  await sim.advance('PT14M10S');
  await frits.page.clock.fastForward('13:02');
  await frits.page.getByText('U wordt over 1 minuut uitgelogd').waitFor();
  await judge.judge(frits, 'sessie-loopt-af');
  await judgePages(judge, frits, {'zaken': '/mijn/zaken', 'organisaties': '/mijn/instellingen/organisaties'});
  await frits.press('menu-instellingen');
  await frits.type('email', 'x');
  await frits.press('email-bewaren');
  await frits.see('email-fout');
  await judge.judge(frits, 'instellingen-fout');
  await frits.type('email', 'frits@voorbeeld.example');
  await frits.press('email-bewaren');
  await frits.type('code', 'x');
  await frits.press('code-bevestigen');
  await frits.see('code-fout');
  await judge.judge(frits, 'instellingen-code');
  await frits.press('menu-instellingen');
  await frits.see('wacht');
  await judge.judge(frits, 'instellingen-wacht');
  await frits.go('/mijn/machtigen/nieuw');
  await frits.type('bsn', bsn.greet);
  await frits.type('geboren', '2000-01-01');
  await frits.tick(`oin-${gemeente}`);
  await frits.press('machtigen');
  await frits.see('fout');
  await judge.judge(frits, 'machtigen-nieuw');
  await frits.type('geboren', '1986-10-02');
  await frits.press('machtigen');
  await frits.see('melding');
  await judge.judge(frits, 'machtigen-gegeven');
  await sim.send({bsn: bsn.frits});
  await greet.enter(bsn.greet, '/mijn/machtigen');
  await judge.judge(greet, 'machtigen-ontvangen');
  await greet.press('aanvaarden');
  await greet.see('bekijken');
  await judge.judge(greet, 'machtigen-geldig');
  await greet.press('bekijken');
  await greet.see('namens');
  await judge.judge(greet, 'namens-postvak');
  await greet.part('regel').getByRole('link').click();
  await greet.see('tekst');
  await judge.judge(greet, 'namens-bericht');
  await greet.go('/mijn/instellingen');
  await judge.judge(greet, 'niet-voor-ander');
  assert.deepEqual(judge.findings, []);
});

// Every page of DigiD is judged, and the page where the simulator begins.
import assert from 'node:assert/strict';
import {walk} from './browser.mjs';
import {Dienst} from './dienst.mjs';
import {Judge} from './judge.mjs';
import {bsn} from './simulator.mjs';

// A page that asks again by itself stays as it is.
async function still({page}) {
  await page.route(page.url(), async (route) => {
    const response = await route.fetch();
    const {refresh, ...headers} = response.headers();
    await route.fulfill({response, headers});
  });
  await page.reload();
}

walk('the pages of a login by name and password', async ({sim, visitor}) => {
  const judge = new Judge(), tab = await visitor();
  await sim.set('digid.methode-kaart', 'aan');
  await tab.toDigid();
  await judge.judge(tab, 'keuze');
  await tab.press('taal');
  await tab.heading('How do you want to log in?');
  await judge.judge(tab, 'keuze-engels');
  await tab.press('taal');
  await tab.press('annuleren');
  await tab.see('annuleren-ja');
  await judge.judge(tab, 'annuleren');
  await tab.press('annuleren-nee');
  await tab.press('kies-sms');
  await tab.part('wachtwoord').waitFor();
  await judge.judge(tab, 'wachtwoord');
  await tab.namePassword('anna.voorbeeld', 'mis');
  await tab.see('fout');
  await judge.judge(tab, 'wachtwoord-fout');
  await tab.namePassword('anna.voorbeeld');
  await tab.see('smscode');
  await judge.judge(tab, 'sms');
  const list = await tab.opened('naar-berichten');
  await judge.judge(list, 'berichten');
  await tab.type('smscode', '1');
  await tab.press('verder');
  await tab.see('fout');
  await judge.judge(tab, 'sms-fout');
  await tab.type('smscode', '2');
  await tab.press('verder');
  await tab.see('geblokkeerd');
  await judge.judge(tab, 'geblokkeerd');
  await tab.press('vorige');
  await tab.press('kies-testniveau');
  await tab.part('niveau').waitFor();
  await judge.judge(tab, 'testniveau');
  await sim.set('digid.methode-app', 'storing');
  await sim.set('digid.snelle-inlog', 'aan');
  await tab.press('vorige');
  await tab.see('kapot-app');
  await judge.judge(tab, 'keuze-storing');
  await tab.press('kies-sms');
  await tab.namePassword('ilse.jongmans');
  await tab.see('melding');
  await judge.judge(tab, 'melding');
  await sim.advance('PT16M');
  await tab.press('vorige');
  await tab.see('verlopen');
  await judge.judge(tab, 'verlopen');
  assert.deepEqual(judge.findings, []);
});

walk('the pages of a login with the app, and those of the phone', async ({visitor}) => {
  const judge = new Judge(), tab = await visitor();
  await tab.toDigid();
  await tab.press('kies-app');
  await tab.type('koppelcode', 'AAAA');
  await tab.press('verder');
  await tab.see('fout');
  await judge.judge(tab, 'app');
  const phone = await tab.opened('telefoon');
  await judge.judge(phone, 'telefoon-kiezen');
  await phone.type('telefoon-gebruikersnaam', 'anna.voorbeeld');
  await phone.press('app-openen');
  await phone.see('getoonde-koppelcode');
  await still(phone);
  await judge.judge(phone, 'telefoon-koppelcode');
  await tab.type('koppelcode', await phone.text('getoonde-koppelcode'));
  await tab.press('verder');
  await tab.see('qr');
  await still(tab);
  await judge.judge(tab, 'app-qr');
  await phone.press('verversen');
  await phone.see('scannen');
  await judge.judge(phone, 'telefoon-scannen');
  await phone.press('scannen');
  await phone.part('pincode').waitFor();
  await judge.judge(phone, 'telefoon-pin');
  await tab.press('verversen');
  await tab.see('bevestigen-in-app');
  await judge.judge(tab, 'app-bevestigen');
  await phone.press('pin-weigeren');
  await phone.see('telefoon-geweigerd');
  await judge.judge(phone, 'telefoon-geweigerd');
  assert.deepEqual(judge.findings, []);
});

walk('the pages of who is logged in already, and of logging out everywhere', async ({sim, visitor}) => {
  const judge = new Judge(), tab = await visitor();
  const elders = await Dienst.registered(sim);
  await tab.enter(bsn.anna);
  await sim.set('digid.snelle-inlog', 'uit');
  await tab.page.goto(await elders.loginAddress());
  await tab.heading('U bent al ingelogd');
  await judge.judge(tab, 'bevestigen');
  await tab.press('verder');
  await tab.page.waitForURL('**/elders/acs?SAMLart=*');
  await tab.go('/mijn');
  await tab.press('uitloggen');
  await tab.see('actieve-diensten', 'Elders');
  await judge.judge(tab, 'uitloggen');
  await tab.press('uitloggen-nee');
  await tab.see('melding', 'Bij DigiD en andere organisaties bent u nog ingelogd.');
  await judge.judge(tab, 'mijn-alleen-hier');
  assert.deepEqual(judge.findings, []);
});

walk('the pages beside a login', async ({sim, visitor}) => {
  const judge = new Judge(), tab = await visitor();
  const pages = {begin: '/', identiteiten: '/digid/identiteiten', diensten: '/digid/diensten',
    fout: '/saml/idp/request_authentication?SAMLRequest=x', 'niet-gevonden': '/ergens'};
  for (const [name, path] of Object.entries(pages)) {
    await tab.go(path);
    await judge.judge(tab, name);
  }
  await tab.go('/digid/diensten');
  await tab.type('dienst-metadata', '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="elders"/>');
  await tab.press('dienst-aanmelden');
  await tab.see('geweigerd');
  await judge.judge(tab, 'diensten-geweigerd');
  const {diensten: [{id}]} = await sim.api('GET', 'digid/diensten');
  await sim.api('PATCH', `digid/diensten/${id}`, {sectoren: [1]});
  await tab.toDigid();
  await tab.press('kies-sms');
  await tab.namePassword('anna.voorbeeld');
  await tab.type('smscode', await tab.smsCode());
  await tab.press('verder');
  await tab.see('melding', 'geen nummer');
  await judge.judge(tab, 'geen-nummer');
  assert.deepEqual(judge.findings, []);
});

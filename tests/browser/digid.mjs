// Logging in with DigiD, each way there is, and each way it does not come to a login.
import assert from 'node:assert/strict';
import {walk} from './browser.mjs';
import {bsn, password} from './simulator.mjs';

walk('user name, password and the code from the list of sent codes', async ({visitor}) => {
  const tab = await visitor();
  await tab.toDigid();
  await tab.press('kies-sms');
  await tab.namePassword('anna.voorbeeld');
  await tab.see('telefoon', '06******19');
  await tab.type('smscode', await tab.smsCode());
  await tab.press('verder');
  await tab.heading('Welkom, Anna Voorbeeld');
});

walk('a wrong code, and a new one after half a minute', async ({sim, visitor}) => {
  const tab = await visitor();
  await tab.toDigid();
  await tab.press('kies-sms');
  await tab.namePassword('anna.voorbeeld');
  await tab.type('smscode', '000000');
  await tab.press('verder');
  await tab.see('fout', 'Deze code klopt niet');
  const first = await tab.smsCode();
  await tab.press('sms-opnieuw');
  await tab.see('fout', 'Wacht even');
  await sim.advance('PT31S');
  await tab.press('sms-opnieuw');
  await tab.part('fout').waitFor({state: 'detached'});
  await tab.type('smscode', await tab.smsCode());
  assert.notEqual(await tab.smsCode(), first);
  await tab.press('verder');
  await tab.see('wie', 'Anna Voorbeeld');
});

walk('the app: pairing code, QR code and PIN on the phone beside it', async ({visitor}) => {
  const tab = await visitor();
  await tab.toDigid();
  await tab.press('kies-app');
  const phone = await tab.opened('telefoon');
  await phone.type('telefoon-gebruikersnaam', 'dirk.halfman');
  await phone.press('app-openen');
  await tab.type('koppelcode', await phone.text('getoonde-koppelcode'));
  await tab.press('verder');
  await tab.see('qr');
  assert.ok(await tab.part('qr').evaluate((image) => image.complete && image.naturalWidth > 0), 'the QR code is drawn');
  await phone.press('verversen');
  await phone.press('scannen');
  await tab.see('bevestigen-in-app');
  await phone.type('pincode', '12345');
  await phone.press('pin-bevestigen');
  await phone.see('telefoon-klaar');
  await tab.heading('Welkom, Dirk Halfman');  // the page goes on by itself
});

walk('the app: a wrong pairing code and a wrong PIN are told, and the phone can refuse', async ({visitor}) => {
  const tab = await visitor();
  await tab.toDigid();
  await tab.press('kies-app');
  await tab.type('koppelcode', 'AAAA');
  await tab.press('verder');
  await tab.see('fout', 'koppelcode is niet bekend');
  const phone = await tab.opened('telefoon');
  await phone.type('telefoon-gebruikersnaam', 'henk.vandermail');
  await phone.press('app-openen');
  await phone.see('fout', 'heeft de app niet');
  await phone.type('telefoon-gebruikersnaam', 'anna.voorbeeld');
  await phone.press('app-openen');
  await tab.type('koppelcode', await phone.text('getoonde-koppelcode'));
  await tab.press('verder');
  const scanned = await tab.opened('scan-hier');
  await scanned.type('pincode', '54321');
  await scanned.press('pin-bevestigen');
  await scanned.see('fout', 'pincode klopt niet');
  await scanned.press('pin-weigeren');
  await scanned.see('telefoon-geweigerd');
  await tab.see('melding', 'in de app afgebroken');
});

walk('a level of assurance can be tested with a test account', async ({sim, visitor}) => {
  const tab = await visitor();
  await tab.toDigid();
  await tab.press('kies-testniveau');
  await tab.choose('niveau', 'Substantieel');
  await tab.namePassword('anna.voorbeeld', 'mis');
  await tab.see('fout', 'klopt niet');
  await tab.choose('niveau', 'Substantieel');
  await tab.namePassword('anna.voorbeeld');
  await tab.see('wie', 'Anna Voorbeeld');
  const {sessies: [session]} = await sim.api('GET', 'digid/sessies');
  assert.equal(session.niveau, 'Substantieel');
});

walk('at each step one can stop, after a question', async ({visitor}) => {
  const steps = {
    choice: async () => {},
    password: (tab) => tab.press('kies-sms'),
    code: async (tab) => {
      await tab.press('kies-sms');
      await tab.namePassword('anna.voorbeeld');
      await tab.see('smscode');
    },
    app: (tab) => tab.press('kies-app'),
    level: (tab) => tab.press('kies-testniveau'),
  };
  const tab = await visitor();
  for (const step of Object.values(steps)) {
    await tab.toDigid();
    await step(tab);
    await tab.press('annuleren');
    await tab.press('annuleren-nee');
    await tab.heading('Hoe wilt u inloggen?');
    await tab.press('annuleren');
    await tab.press('annuleren-ja');
    await tab.see('melding', 'U heeft het inloggen geannuleerd.');
  }
});

walk('too often a wrong password blocks the account for a while', async ({sim, visitor}) => {
  const tab = await visitor();
  await tab.toDigid();
  await tab.press('kies-sms');
  for (let attempt = 1; attempt <= 2; ++attempt) {
    await tab.namePassword('anna.voorbeeld', `mis-${attempt}`);
    await tab.see('fout', 'klopt niet');
  }
  await tab.namePassword('anna.voorbeeld', 'mis-3');
  await tab.see('geblokkeerd', 'U kunt niet inloggen tot');
  await tab.press('vorige');
  await tab.press('kies-sms');
  await tab.namePassword('anna.voorbeeld');
  await tab.see('geblokkeerd');
  await sim.advance('PT16M');
  await tab.toDigid();
  await tab.press('kies-sms');
  await tab.namePassword('anna.voorbeeld');
  await tab.see('smscode');
});

walk('a login that takes too long is over', async ({sim, visitor}) => {
  const tab = await visitor();
  await tab.toDigid();
  await tab.press('kies-sms');
  await sim.advance('PT16M');
  await tab.namePassword('anna.voorbeeld');
  await tab.see('verlopen', 'Het inloggen duurde te lang');
});

walk('everything in English', async ({visitor}) => {
  const tab = await visitor();
  await tab.toDigid();
  await tab.press('taal');
  await tab.heading('How do you want to log in?');
  assert.equal(await tab.page.title(), 'DigiD: Log in | Choose – simulation');
  await tab.press('kies-sms');
  await tab.namePassword('anna.voorbeeld', 'wrong');
  await tab.see('fout', 'password');
  await tab.namePassword('anna.voorbeeld');
  await tab.see('verder', 'Continue');
  await tab.press('taal');
  await tab.heading('Vul de sms-code in');
});

walk('the user name is remembered when that is asked', async ({visitor}) => {
  const tab = await visitor();
  await tab.toDigid();
  await tab.press('kies-sms');
  await tab.tick('onthouden');
  await tab.namePassword('anna.voorbeeld');
  await tab.see('smscode');
  await tab.toDigid();
  await tab.press('kies-sms');
  assert.equal(await tab.part('gebruikersnaam').inputValue(), 'anna.voorbeeld');
  await tab.type('wachtwoord', password);
  await tab.tick('onthouden', false);
  await tab.press('inloggen');
  await tab.see('smscode');
  await tab.toDigid();
  await tab.press('kies-sms');
  assert.equal(await tab.part('gebruikersnaam').inputValue(), '');
});

walk('what an account cannot do is told', async ({sim, visitor}) => {
  const tab = await visitor();
  await tab.toDigid();
  await tab.press('kies-sms');
  await tab.namePassword('ilse.jongmans');
  await tab.see('melding', 'heeft geen sms-code');
  await sim.api('PATCH', `digid/identiteiten/${bsn.henk}`, {toestand: 'opgeschort'});
  await tab.press('vorige');
  await tab.press('kies-sms');
  await tab.namePassword('henk.vandermail');
  await tab.see('melding', 'opgeschort');
  await sim.set('digid.methode-app', 'storing');
  await tab.press('vorige');
  await tab.see('kapot-app', 'werkt nu niet');
});

walk('without screens, when that is switched on', async ({sim, visitor}) => {
  await sim.set('digid.snelle-inlog', 'aan');
  const tab = await visitor();
  await tab.toDigid();
  await tab.type('persona', 'frits.paarweg');
  await tab.press('persona-inloggen');
  await tab.see('wie', 'Frits van den Paarweg');
});

walk('test identities are found by name', async ({visitor}) => {
  const tab = await visitor();
  await tab.go('/digid/identiteiten');
  await tab.type('zoek', 'Anna');
  await tab.press('zoeken');
  await tab.see(`identiteit-${bsn.anna}`, 'anna.voorbeeld');
  await tab.missing(`identiteit-${bsn.henk}`);
  await tab.type('zoek', 'niemand die zo heet');
  await tab.press('zoeken');
  await tab.see('niets');
});

walk('metadata that are not right are refused, each problem named', async ({visitor}) => {
  const tab = await visitor();
  await tab.go('/digid/diensten');
  await tab.type('dienst-naam', 'Gemeente Elders');
  await tab.type('dienst-website', 'https://elders.example');
  await tab.choose('dienst-domein', 'standaard');
  await tab.tick('dienst-substantieel');
  await tab.type('dienst-metadata', '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="elders"/>');
  await tab.press('dienst-aanmelden');
  await tab.see('geweigerd');
  await tab.see('bevindingen', /R-\d{3}/);
});

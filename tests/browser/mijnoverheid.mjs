// The citizen's site apart from the messages: first use, home, own data, settings, and how a session ends.
import assert from 'node:assert/strict';
import {walk} from './browser.mjs';
import {bsn, gemeente} from './simulator.mjs';

// Reads the code where the page says that it is, and types it.
async function confirmMailedCode(tab, button) {
  const post = await tab.page.context().newPage();
  await post.goto(tab.sim.portaal + '/mijn/simulatie/emails');
  const text = await post.getByTestId('tekst').first().innerText();
  await post.close();
  await tab.type('code', /\d{6}/.exec(text)[0]);
  await tab.press(button);
}

walk('first use: welcome, e-mail address, mailed code, done', async ({sim, visitor}) => {
  const tab = await visitor();
  await tab.toDigid();
  await tab.press('kies-sms');
  await tab.namePassword('bert.zonderbox');
  await tab.type('smscode', await tab.smsCode());
  await tab.press('verder');
  await tab.heading('Welkom bij MijnOverheid');
  await tab.go('/mijn/berichten');
  await tab.heading('Welkom bij MijnOverheid');
  await tab.press('activeren');
  await tab.type('email', 'geen adres');
  await tab.press('verder');
  await tab.see('email-fout');
  await tab.type('email', 'bert@voorbeeld.example');
  await tab.press('verder');
  await tab.type('code', '000000');
  await tab.press('verder');
  await tab.see('code-fout');
  await confirmMailedCode(tab, 'verder');
  await tab.see('samenvatting', 'bert@voorbeeld.example');
  await tab.press('afronden');
  await tab.heading('Welkom, Bert Zonderbox');
  await tab.see('melding', 'is geactiveerd');
  await sim.send({bsn: bsn.bert, onderwerp: 'Uw eerste bericht'});
  await tab.press('home');
  await tab.see('nieuws', 'Uw eerste bericht');
});

walk('first use without an e-mail address, after too many wrong codes', async ({sim, visitor}) => {
  const tab = await visitor();
  await tab.enter(bsn.bert);
  await tab.press('activeren');
  await tab.type('email', 'bert@voorbeeld.example');
  await tab.press('verder');
  for (let attempt = 1; attempt <= 2; ++attempt) {
    await tab.type('code', '000000');
    await tab.press('verder');
    await tab.see('code-fout');
  }
  await tab.type('code', '000000');
  await tab.press('verder');
  await tab.see('code-op');
  await tab.press('overslaan');
  await tab.see('samenvatting', 'geen e-mailadres');
  await tab.press('afronden');
  await tab.see('melding', 'is geactiveerd');
  assert.equal((await sim.api('GET', `burgers/${bsn.bert}`)).email, '');
});

walk('home tells what is new, and leads to each section', async ({sim, visitor}) => {
  await sim.send({bsn: bsn.anna, onderwerp: 'Uw parkeervergunning'});
  const tab = await visitor();
  await tab.enter(bsn.anna);
  await tab.see('nieuws', 'Gemeente Voorbeeldstad: Uw parkeervergunning');
  await tab.see('tegel-berichten', '1 ongelezen bericht');
  const sections = {berichten: 'Postvak IN', zaken: 'Lopende zaken', gegevens: 'Persoonlijke gegevens', machtigen: 'Machtigen',
    instellingen: 'Instellingen'};
  for (const [id, title] of Object.entries(sections)) {
    await tab.press(`menu-${id}`);
    await tab.heading(title);
    assert.equal(await tab.part(`menu-${id}`).getAttribute('aria-current'), 'page');
  }
  await tab.press('menu-home');
  await tab.heading('Welkom, Anna Voorbeeld');
  await tab.part('nieuws').getByRole('link').click();
  await tab.heading('Uw parkeervergunning');
});

walk('own data, those of the partner and the child', async ({visitor}) => {
  const tab = await visitor();
  await tab.enter(bsn.frits, '/mijn/gegevens');
  await tab.see('achternaam', 'van den Paarweg');
  await tab.see('geboren', '9 juli 1984');
  await tab.see('bsn', bsn.frits);
  await tab.see('adres', 'Voorbeeldlaan 17');
  await tab.see('partner', 'Greet Samenhof');
  await tab.see('kind', 'Emma van den Paarweg');
});

walk('another e-mail address counts after its code; without one there is no mail', async ({sim, visitor}) => {
  const tab = await visitor();
  await tab.enter(bsn.henk, '/mijn/instellingen');
  await tab.see('email-nu', 'henk@voorbeeld.example');
  await tab.type('email', 'henk');
  await tab.press('email-bewaren');
  await tab.see('email-fout');
  await tab.type('email', 'nieuw@voorbeeld.example');
  await tab.press('email-bewaren');
  await tab.heading('E-mailadres bevestigen');
  await tab.press('menu-instellingen');
  await tab.see('wacht', 'nieuw@voorbeeld.example is nog niet bevestigd');
  await tab.part('wacht').getByRole('link').click();
  await confirmMailedCode(tab, 'code-bevestigen');
  await tab.see('email-nu', 'nieuw@voorbeeld.example');
  await tab.type('email', '');
  await tab.press('email-bewaren');
  await tab.see('geen-email');
  assert.ok(await tab.part('bericht').isDisabled());
  assert.equal((await sim.api('GET', `burgers/${bsn.henk}`)).email, '');
});

walk('mail about a new message and a reminder, as chosen', async ({sim, visitor}) => {
  const tab = await visitor();
  await tab.enter(bsn.anna, '/mijn/instellingen');
  await tab.tick('bericht');
  await tab.tick('herinnering', false);
  await tab.press('meldingen-bewaren');
  await tab.see('melding', 'bewaard');
  await sim.send({bsn: bsn.anna, onderwerp: 'Een'});
  await sim.mails('anna@voorbeeld.example', 1);
  await tab.tick('herinnering');
  await tab.press('meldingen-bewaren');
  await tab.see('melding', 'bewaard');
  await sim.advance('P22D');
  const mails = await sim.mails('anna@voorbeeld.example', 2);
  assert.deepEqual(mails.map((mail) => mail.reden), ['nieuw-bericht', 'herinnering']);
  await tab.go('/mijn/simulatie/emails');
  assert.deepEqual(await tab.part('onderwerp').allInnerTexts(),
                   ['U hebt een ongelezen bericht in uw Berichtenbox', 'Er staat een nieuw bericht in uw Berichtenbox']);
});

walk('post of an organisation or one of its kinds, on and off', async ({sim, visitor}) => {
  const tab = await visitor();
  await tab.enter(bsn.anna, '/mijn/instellingen');
  await tab.press('organisaties');
  await tab.tick(`aan-${gemeente}/PARKVERG`, false);
  await tab.press('organisaties-bewaren');
  await tab.see('melding', 'bewaard');
  await assert.rejects(sim.send({bsn: bsn.anna, berichttype: 'PARKVERG'}));
  await sim.send({bsn: bsn.anna, berichttype: 'BELASTNG'});
  await tab.tick(`aan-${gemeente}`, false);
  await tab.press('organisaties-bewaren');
  await tab.see('melding', 'bewaard');
  await assert.rejects(sim.send({bsn: bsn.anna, berichttype: 'BELASTNG'}));
  await tab.tick(`aan-${gemeente}`);
  await tab.tick(`aan-${gemeente}/PARKVERG`);
  await tab.press('organisaties-bewaren');
  await tab.see('melding', 'bewaard');
  await sim.send({bsn: bsn.anna, berichttype: 'PARKVERG'});
});

walk('a warning before the session ends, one can stay, and who does nothing is logged out', async ({sim, visitor}) => {
  const tab = await visitor();
  await tab.page.clock.install();
  await tab.enter(bsn.anna, '/mijn/gegevens');
  await sim.advance('PT14M10S');
  await tab.page.clock.fastForward('13:02');
  await tab.page.getByText('U wordt over 1 minuut uitgelogd').waitFor();
  await tab.press('blijf-ingelogd');
  await tab.page.getByText('Als u niets doet, wordt u om').waitFor();
  await tab.heading('Persoonlijke gegevens');
  await sim.advance('PT16M');
  await tab.page.clock.fastForward('16:00');
  await tab.see('melding', '15 minuten niets');
});

walk('after a session that was over one comes back to the same page', async ({sim, visitor}) => {
  const tab = await visitor();
  await tab.enter(bsn.anna, '/mijn/gegevens');
  await sim.advance('PT16M');
  await tab.go('/mijn/gegevens');
  await tab.see('melding', 'Log opnieuw in');
  await tab.press('inloggen');
  await tab.heading('Persoonlijke gegevens');
});

walk('logging out ends the session in every tab and at DigiD', async ({sim, visitor}) => {
  const tab = await visitor();
  await tab.enter(bsn.anna, '/mijn/berichten');
  assert.equal((await sim.api('GET', 'digid/sessies')).sessies.length, 1);
  await tab.press('uitloggen');
  await tab.see('melding', 'U bent uitgelogd.');
  assert.equal((await sim.api('GET', 'digid/sessies')).sessies.length, 0);
  await tab.page.goBack();
  await tab.heading('Inloggen bij MijnOverheid');
  await tab.go('/mijn/berichten');
  await tab.see('inloggen');
});

walk('who is logged in at DigiD goes on without a password', async ({sim, visitor}) => {
  const tab = await visitor();
  await tab.enter(bsn.anna);
  await sim.set('digid.snelle-inlog', 'uit');
  await tab.page.context().clearCookies({name: 'mijn'});
  await tab.go('/mijn/inloggen');
  await tab.press('inloggen');
  await tab.heading('Welkom, Anna Voorbeeld');
});

walk('a form of a session before is not obeyed', async ({sim, visitor}) => {
  const tab = await visitor();
  await tab.enter(bsn.anna, '/mijn/instellingen');
  const other = await tab.page.context().newPage();
  await sim.nextIs(bsn.henk);
  await other.goto(sim.portaal + '/mijn/digid/inloggen');
  await other.close();
  await tab.type('email', 'van-anna@voorbeeld.example');
  await tab.press('email-bewaren');
  await tab.see('formulier-verlopen');
  await tab.press('home');
  await tab.see('wie', 'Henk van der Mail');
});

walk('a page that is not there says so within the site', async ({visitor}) => {
  const tab = await visitor();
  await tab.enter(bsn.anna);
  await tab.go('/mijn/zaken/17');
  await tab.see('niet-gevonden');
  await tab.see('wie', 'Anna Voorbeeld');
});

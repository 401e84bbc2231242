// With the keyboard alone: from logging in to reading a message, the focus always to be seen.
import assert from 'node:assert/strict';
import {walk} from './browser.mjs';
import {bsn, password} from './simulator.mjs';

// How what has the focus looks, and where it is.
const focus = () => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  return {
    id: at.dataset.testid ?? '', text: at.innerText,
    outlined: at !== document.body && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inView: box.width > 0 && box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth,
  };
};

// Tab until it has the focus; each stop on the way must be visible.
async function tabTo(tab, wanted) {
  await tab.part(wanted).first().waitFor();
  for (let stop = 0; stop < 60; ++stop) {
    await tab.page.keyboard.press('Tab');
    const now = await tab.page.evaluate(focus);
    assert.ok(now.outlined && now.inView, `the focus is visible at ${now.id || now.text}`);
    if (wanted instanceof RegExp ? wanted.test(now.id) : wanted === now.id) return;
  }
  assert.fail(`${wanted} is not reached with Tab`);
}

async function enterAt(tab, wanted) {
  await tabTo(tab, wanted);
  await tab.page.keyboard.press('Enter');
}

async function typeAt(tab, wanted, text) {
  await tabTo(tab, wanted);
  await tab.page.keyboard.type(text);
}

walk('log in and read a message with Tab and Enter', async ({sim, visitor}) => {
  await sim.send({bsn: bsn.anna, onderwerp: 'Uw parkeervergunning'});
  const tab = await visitor();
  await tab.go('/mijn/inloggen');
  await enterAt(tab, 'inloggen');
  await enterAt(tab, 'kies-sms');
  await typeAt(tab, 'gebruikersnaam', 'anna.voorbeeld');
  await typeAt(tab, 'wachtwoord', password);
  await tab.page.keyboard.press('Enter');
  await tab.see('smscode');
  const {berichten: [sms]} = await sim.api('GET', 'notices?soort=sms');
  await typeAt(tab, 'smscode', /\d{3}-\d{3}/.exec(sms.tekst)[0]);
  await tab.page.keyboard.press('Enter');
  await tab.heading('Welkom, Anna Voorbeeld');
  await enterAt(tab, 'menu-berichten');
  await tab.heading('Postvak IN');
  await tabTo(tab, /^kies-\d/);
  await tab.page.keyboard.press('Space');
  assert.ok(await tab.part(/^kies-\d/).isChecked());
  await enterAt(tab, /^bericht-\d/);
  await tab.heading('Uw parkeervergunning');
  await enterAt(tab, 'archiveren');
  await tab.see('melding', 'verplaatst naar Archief');
  await enterAt(tab, 'uitloggen');
  await tab.see('melding', 'U bent uitgelogd.');
});

walk('the first stops on a page lead past the menu', async ({visitor}) => {
  const tab = await visitor();
  await tab.enter(bsn.anna, '/mijn/gegevens');
  await tab.page.keyboard.press('Tab');
  assert.equal((await tab.page.evaluate(focus)).text, 'Naar de inhoud');
  await tab.page.keyboard.press('Enter');
  assert.equal(await tab.page.evaluate(() => document.activeElement.id), 'inhoud');
  await tab.go('/mijn/gegevens');
  await tab.page.keyboard.press('Tab');
  await tab.page.keyboard.press('Tab');
  assert.equal((await tab.page.evaluate(focus)).text, 'Naar het menu');
  await tab.page.keyboard.press('Enter');
  await tab.page.keyboard.press('Tab');
  assert.equal((await tab.page.evaluate(focus)).id, 'menu-home');
});

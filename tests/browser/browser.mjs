// Debian's Chromium as a person uses it: each walk has a server of its own and as many visitors as it wants. Whatever a page
// complains about in the console, or fails to load, fails the walk.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {after, test} from 'node:test';
import {chromium, selectors} from 'playwright-core';
import {Simulator, password} from './simulator.mjs';

const flags = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync'];
const patience = 30_000;  // ms, for one thing on a page
let browser;

async function launched() {
  const executablePath = execFileSync('/bin/sh', ['-c', 'command -v chromium']).toString().trim();
  browser ??= await chromium.launch({executablePath, args: flags});
  return browser;
}
after(() => browser?.close());
selectors.setTestIdAttribute('data-testid');

// One tab of a visitor. Fields and buttons go by their data-testid.
export class Tab {
  constructor(page, sim) { Object.assign(this, {page, sim}); }

  part(id) { return this.page.getByTestId(id); }
  go(path) { return this.page.goto(this.sim.portaal + path, {waitUntil: 'domcontentloaded'}); }
  press(id) { return this.part(id).click(); }
  type(id, text) { return this.part(id).fill(text); }
  choose(id, label) { return this.part(id).selectOption({label}); }
  tick(id, on = true) { return this.part(id).setChecked(on); }
  text(id) { return this.part(id).innerText(); }

  // Waits until it is there.
  see(id, text = '') { return this.page.getByTestId(id).filter({hasText: text}).first().waitFor(); }
  heading(name) { return this.page.getByRole('heading', {level: 1, name, exact: true}).waitFor(); }
  async missing(id) { assert.equal(await this.part(id).count(), 0, `${id} is on the page ${this.page.url()}`); }

  // The tab that a link opens.
  async opened(id) {
    const [page] = await Promise.all([this.page.waitForEvent('popup'), this.press(id)]);
    await page.waitForURL((url) => url.href !== 'about:blank', {waitUntil: 'domcontentloaded'});
    return new Tab(page, this.sim);
  }

  // In at once, without the screens of DigiD.
  async enter(who, path = '/mijn') {
    await this.sim.nextIs(who);
    await this.go('/mijn/digid/inloggen?naar=' + encodeURIComponent(path));
    await this.see('wie');
  }

  // To the page on which DigiD asks how one wants to log in.
  async toDigid() {
    await this.go('/mijn/inloggen');
    await this.press('inloggen');
    await this.see('dienst', 'MijnOverheid');
  }

  async namePassword(name, secret = password) {
    await this.type('gebruikersnaam', name);
    await this.type('wachtwoord', secret);
    await this.press('inloggen');
  }

  // The newest code, read where a person reads it.
  async smsCode() {
    const list = await this.opened('naar-berichten');
    const newest = await list.part('sms-tekst').first().innerText();
    await list.page.close();
    return /\d{3}-\d{3}/.exec(newest)[0];
  }
}

function listen(context, problems) {
  context.on('weberror', (error) => problems.push(`${error.error()}`));
  context.on('console', (message) => {
    const told = message.type() === 'error' && !message.text().startsWith('Failed to load resource');
    if (told) problems.push(`${message.page()?.url()}: ${message.text()}`);
  });
  context.on('response', (response) => {
    const page = response.request().isNavigationRequest();
    if (response.status() >= (page ? 500 : 400)) problems.push(`${response.url()}: HTTP ${response.status()}`);
  });
}

async function tell(contexts) {
  for (const page of contexts.flatMap((context) => context.pages()))
    console.error(`--- ${page.url()}\n${await page.locator('body').innerText().catch(String)}`);
}

// A test: `steps({sim, visitor})`, where visitor(options) is somebody with a browser of their own, and answers a first tab.
export function walk(name, steps) {
  test(name, {timeout: 240_000}, async () => {
    const sim = await Simulator.start();
    const contexts = [], problems = [];
    const visitor = async (options = {}) => {
      const context = await (await launched()).newContext({locale: 'nl-NL', ...options});
      contexts.push(context);
      context.setDefaultTimeout(patience);
      listen(context, problems);
      return new Tab(await context.newPage(), sim);
    };
    try {
      await steps({sim, visitor});
      assert.deepEqual(problems, [], 'the pages have no errors');
    } catch (error) {
      await tell(contexts);
      throw error;
    } finally {
      await Promise.all(contexts.map((context) => context.close()));
      await sim.stop();
    }
  });
}

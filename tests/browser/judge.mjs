// Judges a page as it is seen: in light and dark, wide and narrow, axe-core finds nothing, nothing is wider than the window, and
// every field and button has a data-testid. With MOSIM_PICTURES=FOLDER it also leaves a picture of each.
import {mkdirSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = {
  light: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']},
  dark: {type: 'rule', values: ['color-contrast', 'link-in-text-block']},  // in the dark only the colours are others
};
const pictures = process.env.MOSIM_PICTURES;
if (pictures) mkdirSync(pictures, {recursive: true});

// In the page: what axe-core finds, in a line each.
const violations = async (runOnly) => {
  const {violations} = await globalThis.axe.run(document, {runOnly, resultTypes: ['violations']});
  return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')}: ${node.failureSummary}`));
};

const unnamed = () => [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button')]
  .filter((field) => !field.dataset.testid).map((field) => `no data-testid: ${field.outerHTML}`);

const tooWide = () => document.documentElement.scrollWidth > innerWidth
  ? [`wider than the window: ${document.documentElement.scrollWidth} > ${innerWidth}`] : [];

// A judge of pages, which remembers what it found in `findings`.
export class Judge {
  findings = [];

  async judge({page}, name) {
    await page.waitForLoadState('load');  // with its style
    const there = new Set(await page.evaluate(unnamed));
    await page.evaluate(axe);
    for (const colorScheme of ['light', 'dark'])
      for (const width of [1280, 320]) {
        await page.emulateMedia({colorScheme});
        await page.setViewportSize({width, height: 900});
        for (const one of await page.evaluate(tooWide)) there.add(one);
        for (const one of await page.evaluate(violations, rules[colorScheme])) there.add(`${colorScheme}, ${width} wide: ${one}`);
        if (pictures) await page.screenshot({path: `${pictures}/${name}-${width}-${colorScheme}.png`, fullPage: true});
      }
    this.findings.push(...[...there].map((one) => `${name} (${page.url()}): ${one}`));
  }
}

// What makes the console a little better: the journal shows what is new by itself, and its clock
// ticks. Everything works without.
'use strict';

const basis = new URL('.', document.currentScript.src).href;  // a world may live below a path
const live = document.getElementById('live');

// The page is made by the server, in the language and with the filter of the reader; what changes is
// taken from a fresh one.
async function ververs() {
  const antwoord = await fetch(location.href, {headers: {Accept: 'text/html'}});
  if (!antwoord.ok) return;
  const vers = new DOMParser().parseFromString(await antwoord.text(), 'text/html');
  const oud = document.getElementById('journaal'), focus = document.activeElement?.dataset.testid;
  const schuif = oud.querySelector('.schuif')?.scrollLeft ?? 0;
  oud.replaceChildren(...vers.getElementById('journaal').children);
  const nieuw = oud.querySelector('.schuif');
  if (nieuw) nieuw.scrollLeft = schuif;
  if (focus) oud.querySelector(`[data-testid="${CSS.escape(focus)}"]`)?.focus({preventScroll: true});
}

function volg() {
  const knop = document.getElementById('pauze'), stand = document.getElementById('live-stand');
  let bron = null, wacht = 0;
  const later = () => {  // a burst is one change
    wacht ||= setTimeout(async () => {
      await ververs().catch(() => {});
      wacht = 0;
    }, 300);
  };
  const begin = () => {
    bron = new EventSource(basis + 'api/v1/journal/stream');
    for (const soort of ['message', 'entry']) bron.addEventListener(soort, later);
  };
  const toon = () => {
    knop.setAttribute('aria-pressed', String(!bron));
    stand.textContent = bron ? knop.dataset.lopend : knop.dataset.stil;
  };
  knop.addEventListener('click', () => {
    if (bron) {
      bron.close();
      bron = null;
    } else {
      begin();
      later();
    }
    toon();
  });
  addEventListener('pagehide', () => bron?.close());
  live.hidden = false;
  begin();
  toon();
}

if (live) volg();

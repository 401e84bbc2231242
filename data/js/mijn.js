// A warning before the session ends, on every page of the site. Without this the time stands below
// the page, and the first click after it says that one is logged out.
'use strict';

const sessie = document.getElementById('sessie');
const waarschuwen = 120;  // seconds before the end

function vertel(seconden) {
  const tekst = document.getElementById('sessie-tekst');
  const minuten = Math.max(1, Math.round(seconden / 60));
  tekst.firstChild.textContent = `U wordt over ${minuten} ${minuten === 1 ? 'minuut' : 'minuten'} uitgelogd, om `;
  tekst.childNodes[2].textContent = '. ';
  sessie.classList.add('nadert');
}

// The clock of the server decides: it may stand still or jump, and another tab may go on.
async function kijk() {
  try {
    const antwoord = await fetch('/mijn/sessie', {headers: {Accept: 'application/json'}});
    const {seconden} = await antwoord.json();
    if (seconden <= 0) {
      location.assign('/mijn/inloggen?reden=verlopen');
      return;
    }
    if (seconden <= waarschuwen) vertel(seconden);
    wacht(seconden);
  } catch {
    wacht(waarschuwen);
  }
}

function wacht(seconden) {
  const rust = seconden > waarschuwen ? seconden - waarschuwen : Math.min(seconden, 30);
  setTimeout(kijk, (rust + 1) * 1000);
}

// Stay on this page, with what was typed.
sessie.addEventListener('submit', async (gebeurtenis) => {
  gebeurtenis.preventDefault();
  const antwoord = await fetch(sessie.action, {
    method: 'POST',
    headers: {Accept: 'application/json'},
    body: new URLSearchParams(new FormData(sessie)),
  });
  const {seconden, tot} = await antwoord.json().catch(() => ({seconden: 0}));
  if (seconden <= 0) {
    location.assign('/mijn/inloggen?reden=verlopen');
    return;
  }
  const tekst = document.getElementById('sessie-tekst');
  tekst.firstChild.textContent = 'Als u niets doet, wordt u om ';
  tekst.querySelector('[data-testid=sessie-tot]').textContent = tot;
  tekst.childNodes[2].textContent = ' uitgelogd. ';
  sessie.classList.remove('nadert');
});

wacht(Number(sessie.dataset.seconden));

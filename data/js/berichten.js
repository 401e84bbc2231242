// What makes the Berichtenbox a little better: new messages that show themselves, one tick for all,
// and a button that prints. Everything works without.
'use strict';

const nieuw = document.getElementById('box-nieuw');
if (nieuw) {
  let bekend = Number(nieuw.dataset.ongelezen);
  const bron = new EventSource('/mijn/berichten/live');
  bron.addEventListener('ongelezen', (gebeurtenis) => {
    const nu = Number(gebeurtenis.data);
    if (nu > bekend) {
      const link = document.createElement('a');
      link.href = '/mijn/berichten';
      link.textContent = 'Toon Postvak IN';
      nieuw.replaceChildren('Er is een nieuw bericht binnengekomen. ', link);
    }
    bekend = nu;
  });
  addEventListener('pagehide', () => bron.close());
}

const lijst = document.getElementById('box-lijst');
if (lijst) {
  const vinkjes = [...lijst.querySelectorAll('input[type=checkbox]')];
  const regel = document.createElement('p');
  const label = document.createElement('label');
  const alles = document.createElement('input');
  regel.className = 'box-alles';
  alles.type = 'checkbox';
  alles.dataset.testid = 'kies-alles';
  alles.addEventListener('change', () => vinkjes.forEach((vinkje) => { vinkje.checked = alles.checked; }));
  lijst.addEventListener('change', () => { alles.checked = vinkjes.every((vinkje) => vinkje.checked); });
  label.append(alles, ' Kies alle berichten op deze pagina');
  regel.append(label);
  lijst.before(regel);
}

const afdrukken = document.getElementById('afdrukken');
if (afdrukken) {
  afdrukken.hidden = false;
  afdrukken.addEventListener('click', () => print());
}

"""What every koppelvlak is held to: valid by its schema, and a journal that names exactly the rules of the case."""
import pathlib
import subprocess

import case as cases
from sim import expect

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "data" / "schemas"


def valid(octets, schema, what):
    """Valid by a schema of data/schemas, with xmllint as judge."""
    run = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", str(SCHEMAS / schema), "-"], input=octets, capture_output=True, timeout=60)
    expect(run.returncode == 0, f"{what} is not valid by {schema}: {run.stderr.decode()[:2000]}\n{octets[:3000]!r}")


def prepare(sim, case):
    """The switches and control API calls that a case asks for."""
    for value in case.all("switch"):
        name, _, setting = value.partition("=")
        sim.set_switch(name.strip(), setting.strip())
    if case.one("clock"):
        sim.set_clock(cases.fill(case.one("clock"), now(sim)))
    for value in case.all("given"):
        method, path, *body = value.split(" ", 2)
        answer = sim.api(method, path, body[0] if body else None)
        expect(answer.status in (200, 201), f"{value}: HTTP {answer.status} {answer.text()}")


def now(sim):
    return sim.get("/api/v1/clock").json()["nu"]


def journal_names(sim, expected, work=0):
    """The journal shows exactly these rules, each at its place, in words and with a hint. `work`: batches to be processed first."""
    if work:
        entries = sim.journal(wait=30, count=work, direction="work")
        expect(len(entries) >= work, f"{len(entries)} of {work} messages are processed")
    for rule, _ in expected:
        expect(sim.journal(wait=10, rule=rule), f"the journal does not name {rule}; it has {summary(sim.journal())}")
    entries = sim.journal()
    hits = [hit for entry in entries for hit in entry["hits"]]
    wrong = {hit["regel"] for hit in hits} ^ {rule for rule, _ in expected}
    expect(not wrong, f"expected rules {sorted({rule for rule, _ in expected})}, the journal has {summary(entries)}")
    for rule, place in expected:
        expect(any(hit["regel"] == rule and place in hit["plaats"] for hit in hits), f"{rule} is not named at '{place}': {summary(entries)}")
    for hit in hits:
        complete(hit)
    for entry in entries:
        if entry["uitkomst"] == "refused":
            expect(entry["hits"] or "switch" in entry["toelichting"], f"a refusal without a rule: {entry}")


def complete(hit):
    """A developer sees where, what, and what to do."""
    for part in ("plaats", "detail", "tekst", "bron", "hint"):
        expect(hit.get(part), f"hit without {part}: {hit}")


def summary(entries):
    return [(e["richting"], e["action"], e["uitkomst"], [(h["regel"], h["plaats"], h["detail"]) for h in e["hits"]]) for e in entries]


def boxes(sim):
    """What lies in all boxes together, published or not: {(BSN, BerichtID): message}"""
    burgers = sim.get("/api/v1/burgers?limit=1000").json()["burgers"]
    return {(b["bsn"], m["berichtId"]): m for b in burgers for m in sim.box(b["bsn"], everything=True)}

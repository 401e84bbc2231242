#!/usr/bin/env python3
"""Scenarios: those that come with the program do what they say, what is wrong with one is named, and its form is judged as an independent
judge does by the same schema (python3-jsonschema, python3-yaml).

scenarios.py PROGRAM
"""
import os
import pathlib
import re
import subprocess
import sys

import jsonschema
import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from shell import FREE, run  # noqa: E402
from sim import Simulator, batch, bericht, expect, Organisation  # noqa: E402

SHIPPED = pathlib.Path(__file__).resolve().parents[2] / "data/scenarios"
GEMEENTE, NEW = "00000099000000001000", "999900298"


class Yaml12(yaml.SafeLoader):
    """Plain scalars as JSON has them, all else is text."""


Yaml12.yaml_implicit_resolvers = {}
for tag, form, first in (("bool", "^(true|True|TRUE|false|False|FALSE)$", "tTfF"), ("null", "^(~|null|Null|NULL|)$", ["~", "n", "N", ""]),
                         ("int", "^-?(0|[1-9][0-9]*)$", "-0123456789"),
                         ("float", r"^-?(0|[1-9][0-9]*)(\.[0-9]+([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)$", "-0123456789")):
    Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(form), list(first))

# What is wrong by form: (text, the place of the first mistake, its line).
WRONG_BY_FORM = (
    ("beschrijving: zonder naam\n", "", 1),
    ("naam: Met Spaties\n", "/naam", 1),
    ("naam: een\nburger: []\n", "/burger", 2),
    ("naam: een\nklok: morgen\n", "/klok", 2),
    ("naam: een\nklok:\n  nu: morgen\n", "/klok/nu", 3),
    ("naam: een\nklok:\n  snelheid: -1\n", "/klok/snelheid", 3),
    ("naam: een\nklok:\n  bevroren: ja\n", "/klok/bevroren", 3),
    ("naam: een\nburgers:\n  - voornamen: Anna\n", "/burgers/0", 3),
    ("naam: een\nburgers:\n  - bsn: 12345678\n", "/burgers/0/bsn", 3),
    ("naam: een\nburgers:\n  - bsn: '123456782'\n", "/burgers/0/bsn", 3),
    ("naam: een\nburgers:\n  - {bsn: 999990019}\n  - {bsn: 999990019, email: a@example.com}\n", "/burgers/1/email", 4),
    ("naam: een\nburgers:\n  - bsn: 999990019\n    account: dicht\n", "/burgers/0/account", 4),
    ("naam: een\nburgers:\n  - bsn: 999990019\n    postcode: 1234 ab\n", "/burgers/0/postcode", 4),
    ("naam: een\nburgers:\n  - bsn: 999990019\n    abonnementen:\n      - oin: 00000099000000001000\n", "/burgers/0/abonnementen/0", 5),
    ("naam: een\norganisaties:\n  - oin: 99\n", "/organisaties/0/oin", 3),
    ("naam: een\norganisaties:\n  - oin: 00000099000000004000\n    naam: ''\n", "/organisaties/0/naam", 4),
    ("naam: een\norganisaties:\n  - oin: 00000099000000004000\n    berichttypen: [{code: TEVEELTEKENS}]\n", "/organisaties/0/berichttypen/0/code", 4),
    ("naam: een\nswitches:\n  ebms.status-request: true\n", "/switches/ebms.status-request", 3),
    ("naam: een\nberichten:\n  - van: 00000099000000001000\n    aan: 999990019\n    berichttype: PARKVERG\n    onderwerp: x\n", "/berichten/0", 3),
    ("naam: een\nberichten:\n  - {van: 00000099000000001000, aan: 999990019, berichttype: PARKVERG, onderwerp: x, tekst: y, aantal: 1001}\n",
     "/berichten/0/aantal", 3),
    ('{"naam": "een", "klok": {"snelheid": "snel"}}', "/klok/snelheid", 1),
)
# What only this world can tell.
WRONG_IN_THIS_WORLD = (
    ("naam: een\nburgers:\n  - bsn: 999990010\n", "/burgers/0/bsn", 3),
    (f"naam: een\nburgers:\n  - bsn: {NEW}\n    voornamen: Nieuw\n", "/burgers/0", 3),
    ("naam: een\norganisaties:\n  - oin: 00000099000000004000\n", "/organisaties/0", 3),
    ("naam: een\nswitches:\n  geen.switch: ja\n", "/switches/geen.switch", 3),
    ("naam: een\nklok:\n  nu: 2026-13-01T00:00:00Z\n", "/klok/nu", 3),
    (f"naam: een\nberichten:\n  - {{van: {GEMEENTE}, aan: 999990020, berichttype: PARKVERG, onderwerp: x, tekst: y}}\n", "/berichten/0/aan", 3),
)
# What is no scenario at all.
UNREADABLE = ("naam: [een\n", "- een\n", "", "naam: een\nnaam: twee\n", "naam: &a een\nbeschrijving: *a\n", "naam: een\n---\nnaam: twee\n")


def post(sim, text, query=""):
    return sim.api("POST", f"/api/v1/scenarios/apply{query}", text.encode())


def the_same_verdict(sim):
    """By form, of ours and of a judge that shares no code with it; and where it is wrong."""
    schema = sim.get("/api/v1/scenarios/schema").json()
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema)
    for file in sorted(SHIPPED.iterdir()):
        text = file.read_text()
        expect(not list(judge.iter_errors(yaml.load(text, Yaml12))), f"{file.name} is not valid by its schema")
        answer = post(sim, text, "?proef=ja")
        expect(answer.status == 200 and not answer.json()["toegepast"], f"{file.name}: {answer.text()}")
    before = sim.get("/api/v1/burgers").body, sim.get("/api/v1/organisaties").body, sim.get("/api/v1/switches").body
    for by_form, cases in ((True, WRONG_BY_FORM), (False, WRONG_IN_THIS_WORLD)):
        for text, path, line in cases:
            judged = list(judge.iter_errors(yaml.load(text, Yaml12)))
            expect(bool(judged) == by_form, f"the independent judge finds {judged} in: {text}")
            answer = post(sim, text)
            expect(answer.status == 422 and answer.headers["Content-Type"] == "application/problem+json", f"{text}: {answer.text()}")
            first = answer.json()["fouten"][0]
            expect((first["pad"], first["regel"]) == (path, line) and first["tekst"] and first["hint"], f"{text}: {first}")
            if by_form:
                places = {"".join(f"/{part}" for part in error.absolute_path) for error in judged}
                parent = path.rsplit("/", 1)[0]
                expect(path in places or parent in places, f"the independent judge finds it at {places}, not at {path}")
    for text in UNREADABLE:
        answer = post(sim, text)
        expect(answer.status == 422 and answer.json()["fouten"][0]["hint"], f"{text}: {answer.text()}")
    after = sim.get("/api/v1/burgers").body, sim.get("/api/v1/organisaties").body, sim.get("/api/v1/switches").body
    expect(before == after, "something of a scenario that was refused stayed")


def listed(sim):
    names = [one["naam"] for one in sim.get("/api/v1/scenarios").json()["scenarios"]]
    expect(names == sorted(file.stem for file in SHIPPED.iterdir()), f"{names}")
    documented = (SHIPPED.parents[1] / "docs/scenarios.md").read_text()
    for name in names:
        one = sim.get(f"/api/v1/scenarios/{name}").json()
        expect(one["inhoud"] == yaml.load(one["tekst"], Yaml12), f"{name} is read as an independent reader reads it")
        expect(one["inhoud"]["naam"] == name and len(one["beschrijving"]) > 20, f"{name} tells what it is for")
        expect(f"| `{name}` |" in documented, f"docs/scenarios.md does not tell of {name}")
    page = sim.get("/api/v1/scenarios?limit=2&sort=-naam").json()
    expect([one["naam"] for one in page["scenarios"]] == names[:-3:-1] and page["volgende"], f"{page}")
    expect(sim.api("GET", "/api/v1/scenarios/none").status == 404, "an unknown scenario")
    expect(sim.api("POST", "/api/v1/scenarios/none/apply").status == 404, "an unknown scenario")


def apply(sim, name):
    answer = sim.api("POST", f"/api/v1/scenarios/{name}/apply")
    expect(answer.status == 200, f"{name}: {answer.text()}")
    return answer.json()


def a_full_box(sim):
    for _ in range(2):
        apply(sim, "volle-inbox")
        box = sim.box("999903998")
        expect(len(box) == 47 and sum(not m["gelezen"] for m in box) == 12, f"{len(box)} messages, also when it is applied again")


def published_later(sim):
    told = apply(sim, "publicatie-later")
    expect(told["bevroren"] and told["nu"] == "2026-12-01T08:00:00.000Z", f"{told}")
    expect(sim.box("999990068") == [], "it is not visible yet")
    sim.advance("P3D")
    expect(len(sim.box("999990068")) == 1, "it is visible")
    expect(len(sim.get("/api/v1/notices?bsn=999990068").json()["berichten"]) == 1, "its burger is told")


def opted_out(sim):
    """Over the wire: who switched off what gets NietActiefOfGeabonneerd."""
    apply(sim, "uitgezet")
    now = sim.get("/api/v1/clock").json()["nu"]
    with Organisation(sim) as organisation:
        cases = (("999900298", "PARKVERG", 0), ("999901898", "BELASTNG", 0), ("999901898", "PARKVERG", 1), ("999902398", "PARKVERG", 0))
        for bsn, kind, arrives in cases:
            _, result = organisation.deliver(batch(bericht(bsn=bsn, berichttype=kind), created=now))
            code = re.search(rb"<[^>]*VerwerkingsCode>(\w+)<", result.payload)[1].decode()
            expect(code == ("Verwerkt" if arrives else "NietActiefOfGeabonneerd"), f"{kind} for {bsn}: {code}")


def intermediary(sim):
    apply(sim, "intermediair")
    parks = sim.get("/api/v1/organisaties/00000099000000004000").json()
    expect([t["code"] for t in parks["berichttypen"]] == ["KAPVERG", "PARKEN"], f"{parks}")
    ict = sim.get("/api/v1/organisaties/00000099000000003000").json()
    expect("00000099000000004000" in ict["verzendtVoor"], f"{ict}")


def at_the_start(program):
    file_text = "naam: eigen\nklok: {nu: 2031-05-06T07:08:09Z, bevroren: true}\n"
    with Simulator(program, "--scenario", "volle-inbox") as sim:
        expect(len(sim.box("999903998")) == 47, "--scenario NAME")
        own = sim.dir / "eigen.yaml"
        own.write_text(file_text)
        with Simulator(program, "--scenario", str(own)) as other:
            expect(other.get("/api/v1/clock").json()["nu"] == "2031-05-06T07:08:09.000Z", "--scenario FILE")
        own.write_text("naam: eigen\nburgers:\n  - bsn: 1\n")
        for options, env, says in ((["--scenario", str(own)], {}, "line 3: /burgers/0/bsn"), ([], {"MOSIM_SCENARIO": "nergens"}, "'nergens' is neither")):
            done = subprocess.run([program, "serve", "--ephemeral", *FREE, *options], env=os.environ | env, capture_output=True, text=True, timeout=60)
            expect(done.returncode == 1 and says in done.stderr and not done.stdout, f"{done}")


def commands(shell):
    expect("volle-inbox" in shell.ok("scenario", "list"), "it lists")
    (shell.folder / "mijn.yaml").write_text(shell.ok("scenario", "show", "uitgezet").replace("naam: uitgezet", "naam: mijn", 1))
    expect("can be applied" in shell.ok("scenario", "check", "mijn.yaml"), "it checks")
    (shell.folder / "fout.yaml").write_text("naam: fout\nburgers:\n  - bsn: 1\n")
    wrong = shell.run("scenario", "check", "fout.yaml")
    expect(wrong.returncode == 1 and "line 3: /burgers/0/bsn" in wrong.stdout, f"{wrong}")
    shell.refused("scenario", "check", "none.yaml", says="neither a file nor")
    with shell.serve("serve", "--ephemeral", *FREE, "--citizens", "20") as server:
        to = ["--beheer", server.doors["beheer"]]
        expect("can be applied" in shell.ok("scenario", "apply", "mijn.yaml", "--proef", *to), "it tries")
        expect("applied" in shell.ok("scenario", "apply", "mijn.yaml", *to), "it applies")
        wrong = shell.run("scenario", "apply", "fout.yaml", *to)
        expect(wrong.returncode == 1 and "line 3: /burgers/0/bsn" in wrong.stdout, f"{wrong}")


if __name__ == "__main__":
    for promise in (the_same_verdict, listed, a_full_box, published_later, opted_out, intermediary):
        with Simulator(sys.argv[1]) as simulator:
            promise(simulator)
        print(f"ok: {promise.__name__}")
    at_the_start(sys.argv[1])
    print("ok: at_the_start")
    run(sys.argv[1], commands)

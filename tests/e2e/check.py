#!/usr/bin/env python3
"""`check` as a user and a pipeline call it: files, folders and standard input; formats; exit codes; --fix and where it writes.

check.py PROGRAM
"""
import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import sim
from shell import FREE, run
from sim import batch, bericht, expect

GOOD = batch(bericht(bijlagen=["JVBERi0xLjcK"]), created="2126-11-24T08:30:00Z")
LONG = GOOD.replace("Uw parkeervergunning", "x" * 51)
FIXABLE = GOOD.replace(">Burger<", ">burger<").replace("999990019", "9999.90.019").replace("><", ">\n<")


def write(shell, **files):
    for name, text in files.items():
        path = shell.folder / name.replace("__", "/").replace("_xml", ".xml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def check(shell, *words, code=0, stdin=None):
    done = subprocess.run([shell.program, "check", *words], cwd=shell.folder, capture_output=True, text=True, timeout=60, input=stdin)
    expect(done.returncode == code, f"check {words}: exit code {done.returncode}, not {code}: {done.stdout[-600:]}{done.stderr}")
    expect(code == 2 or not done.stderr, f"check {words} complains: {done.stderr}")
    return done.stdout


def inputs(shell):
    write(shell, goed_xml=GOOD, fout_xml=LONG, map__a_xml=GOOD, map__diep__b_xml=LONG, map__lees_mij="hallo")
    (shell.folder / "map/c.fixed.xml").write_text(LONG)
    expect("goed.xml: batch, valid" in check(shell, "goed.xml"), "a good batch is not called valid")
    both = check(shell, "goed.xml", "fout.xml", code=1)
    expect("fout.xml: batch, not valid: 1 error" in both and "goed.xml: batch, valid" in both, both)
    folder = check(shell, "map", code=1)
    expect("map/a.xml" in folder and "map/diep/b.xml" in folder, f"a folder: {folder}")
    expect("lees" not in folder and "fixed" not in folder, f"what is of no kind, and what --fix wrote, are passed over: {folder}")
    expect("-: batch, not valid" in check(shell, "-", code=1, stdin=LONG), "standard input")
    for words in (["none.xml"], ["map/lees_mij"], ["goed.xml", "none.xml"], ["goed.xml", "--soort", "brief"], ["goed.xml", "--in-place"],
                  ["goed.xml", "--nu", "morgen"], ["goed.xml", "--schakelaar", "ebms.iets=ja"], ["goed.xml", "--data-dir", "none"], []):
        check(shell, *words, code=2)
    expect("BB-R-002" in check(shell, "map/lees_mij", "--soort", "batch", code=1), "--soort forces the kind")


def for_a_person(shell):
    write(shell, goed_xml=GOOD, lang_xml=LONG.replace("><", ">\n<"))
    text = check(shell, "lang.xml", code=1)
    at = re.search(r"^lang\.xml:(\d+):(\d+): error BB-R-003: .*\n +(\d+) \| (.*)\n +\| ( *)(\^+)\n", text, re.M)
    expect(at, f"no line with carets: {text}")
    line = (shell.folder / "lang.xml").read_text().splitlines()[int(at[1]) - 1]
    expect(at[3] == at[1] and line == at[4], f"another line is shown: {at[4]}")
    expect(line[len(at[5]):][:len(at[6])] == "x" * 51 and int(at[2]) == len(at[5]) + 1, f"the carets are elsewhere: {text}")
    for word in ("place:  /Berichten/Bericht/BerichtInformatie/Onderwerp", "source: GLOBEBatchRequest.xsd (certain)", "hint:", "not judged: the rest"):
        expect(word in text, f"'{word}' is not told: {text}")
    expect("not judged: BB-R-008, BB-R-014, BB-R-015" in check(shell, "goed.xml"), "what needs a world is not told")
    expect("\x1b" not in text, "colours in a pipe")
    coloured = subprocess.run(["script", "-qec", f"{shell.program} check lang.xml", "/dev/null"], cwd=shell.folder, capture_output=True, text=True, timeout=60).stdout
    expect("\x1b[31merror" in coloured, "no colours on a terminal")


def for_programs(shell):
    write(shell, goed_xml=GOOD, fout_xml=LONG)
    files = {file["bestand"]: file for file in json.loads(check(shell, "goed.xml", "fout.xml", "--formaat", "json", code=1))["bestanden"]}
    expect(files["goed.xml"]["geldig"] and not files["fout.xml"]["geldig"], f"JSON: {files}")
    expect([hit["regel"] for hit in files["fout.xml"]["bevindingen"]] == ["BB-R-003"], f"JSON: {files}")
    suites = ET.fromstring(check(shell, "goed.xml", "fout.xml", "--formaat", "junit", code=1))
    failed = [case.get("name") for case in suites.iter("testcase") if case.find("failure") is not None]
    expect(failed == ["BB-R-003"] and [s.get("failures") for s in suites] == ["0", "1"], f"JUnit: {ET.tostring(suites)}")
    sarif(json.loads(check(shell, "goed.xml", "fout.xml", "--formaat", "sarif", code=1)), 1)
    sarif(json.loads(check(shell, "goed.xml", "none.xml", "--formaat", "sarif", code=2)), 0)


def sarif(log, results):
    """The structure that SARIF 2.1.0 demands, as far as it is used: names, required members, values of enumerations, ranges."""
    allowed = {
        "log": ({"version", "runs"}, {"$schema"}),
        "run": ({"tool"}, {"results", "artifacts", "invocations", "columnKind"}),
        "driver": ({"name"}, {"version", "rules"}),
        "rule": ({"id"}, {"shortDescription", "help", "defaultConfiguration", "properties"}),
        "result": ({"message"}, {"ruleId", "ruleIndex", "level", "locations"}),
        "invocation": ({"executionSuccessful"}, {"toolExecutionNotifications"}),
        "notification": ({"message"}, {"level", "locations"}),
        "region": (set(), {"startLine", "startColumn", "endLine", "endColumn"}),
        "location": (set(), {"physicalLocation", "logicalLocations"}),
        "physical": (set(), {"artifactLocation", "region"}),
    }

    def shape(kind, what):
        required, optional = allowed[kind]
        expect(required <= set(what) <= required | optional, f"SARIF {kind}: {sorted(what)}")
        return what

    def location(where):
        physical = shape("physical", shape("location", where)["physicalLocation"])
        named = artifacts[physical["artifactLocation"]["index"]]["location"]["uri"]
        expect(physical["artifactLocation"]["uri"] == named, f"SARIF: artifact {named}")
        return physical

    shape("log", log)
    expect(log["version"] == "2.1.0" and len(log["runs"]) == 1, "SARIF version")
    body = shape("run", log["runs"][0])
    expect(body["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints"), body["columnKind"])
    artifacts, rules = body["artifacts"], shape("driver", body["tool"]["driver"])["rules"]
    expect(len({shape("rule", rule)["id"] for rule in rules}) == len(rules), "SARIF: a rule twice")
    for rule in rules:
        expect(rule["shortDescription"]["text"] and rule["help"]["text"] and rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error"), f"SARIF {rule}")
    expect(len(body["results"]) == results, f"SARIF: {len(body['results'])} results")
    for result in body["results"]:
        shape("result", result)
        expect(result["message"]["text"] and result["level"] in ("none", "note", "warning", "error"), f"SARIF {result}")
        expect(rules[result["ruleIndex"]]["id"] == result["ruleId"], "SARIF: ruleIndex")
        region = shape("region", location(result["locations"][0])["region"])
        expect(all(isinstance(n, int) and n >= 1 for n in region.values()), f"SARIF {region}")
        expect((region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"]), f"SARIF {region}")
    for invocation in body["invocations"]:
        for one in shape("invocation", invocation)["toolExecutionNotifications"]:
            shape("notification", one)
            location(one["locations"][0])


def fixing(shell):
    write(shell, stuk_xml=FIXABLE, goed_xml=GOOD, fout_xml=LONG)
    said = check(shell, "--fix", "stuk.xml")
    expect(re.search(r"stuk\.xml:\d+:\d+: fixed BB-R-003: .*burger.*Burger", said) and "fixed BB-R-014" in said, f"it does not tell what it fixed: {said}")
    fixed = shell.folder / "stuk.fixed.xml"
    expect(str(fixed.name) in said and (shell.folder / "stuk.xml").read_text() == FIXABLE, "the file itself is changed")
    expect(fixed.read_text() == GOOD.replace("><", ">\n<"), f"not the nearest: {fixed.read_text()}")
    check(shell, str(fixed))
    expect("fixed" not in check(shell, "--fix", "goed.xml").replace("stuk.fixed", ""), "what is good is repaired")
    expect(not (shell.folder / "goed.fixed.xml").exists(), "what is good is written again")
    check(shell, "--fix", "stuk.xml", "--uitvoer", "elders.xml")
    expect((shell.folder / "elders.xml").read_text() == fixed.read_text(), "--uitvoer")
    check(shell, "--fix", "fout.xml", code=1)
    for words in (["stuk.xml", "--uitvoer", "stuk.xml"], ["-"], ["stuk.xml", "goed.xml", "--uitvoer", "x.xml"]):
        check(shell, "--fix", *words, code=2, stdin=FIXABLE)
    expect((shell.folder / "stuk.xml").read_text() == FIXABLE, "a refused --fix changes the file")
    check(shell, "--fix", "--in-place", "stuk.xml")
    expect((shell.folder / "stuk.xml").read_text() == fixed.read_text(), "--in-place")


def with_a_world(shell):
    """The world of a server that runs is looked at, and stays as it is."""
    with shell.serve("serve", "--data-dir", "w", *FREE, "--citizens", "20"):
        world = shell.folder / "w/world.db"
        before = world.read_bytes()
        write(shell, goed_xml=GOOD, type_xml=GOOD.replace("PARKVERG", "BESTAATN"))
        known = check(shell, "goed.xml", "--data-dir", "w", "--afzender", sim.OIN)
        expect("not judged" not in known, f"with a world something is left: {known}")
        expect("BB-R-008" in check(shell, "type.xml", "--data-dir", "w", "--afzender", sim.OIN, code=1), "the berichttype is not looked up")
        expect("BB-R-005" in check(shell, "goed.xml", "--data-dir", "w", "--afzender", "00000099000000002000", code=1), "the sender is not looked up")
        (cpa,) = (shell.folder / "w/cpa").iterdir()
        expect("valid" in check(shell, str(cpa)), "the CPA of the server")
        expect(world.read_bytes() == before, "the world is changed")


if __name__ == "__main__":
    run(sys.argv[1], inputs, for_a_person, for_programs, fixing, with_a_world)

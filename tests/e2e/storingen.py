#!/usr/bin/env python3
"""Every storing as a client over the real wire sees it, and named in the journal. A kind without a test here is a failure, and so is
one that docs/faults.md does not tell as the program does.

storingen.py PROGRAM [KIND...]
"""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support"), str(HERE.parent / "conformance")]
import storing
import storing_berichtenbox
import storing_deur
import storing_digid
import storing_ebms
from sim import Simulator, expect

PAGE = HERE.parents[1] / "docs" / "faults.md"


def row(kind):
    """As a kind stands in the page."""
    values = "<br>".join(f"`{v['naam']}` ({v['type']}, {v['standaard']})" for v in kind["waarden"])
    return f"| `{kind['soort']}` | {kind['tekst']} {kind['protocol']} | {', '.join(kind['bereik'])} | {values} |"


def page_tells(kinds):
    rows = [line for line in PAGE.read_text().splitlines() if re.match(r"\| `\w+\.", line)]
    missing, odd = [r for r in map(row, kinds) if r not in rows], [r for r in rows if r not in map(row, kinds)]
    expect(not missing and not odd, "docs/faults.md is not as the program says; missing:\n" + "\n".join(missing) + "\nnot so:\n" + "\n".join(odd))


def play(sim, kind):
    function, members = storing.EFFECTS[kind]
    expect(sim.api("DELETE", "/api/v1/faults").status == 204, "cannot clear")
    members = {name: value for name, value in members.items() if value is not None}
    answer = sim.api("PUT", "/api/v1/faults/onder-test", members)
    expect(answer.status == 201, f"{kind}: {answer.text()}")
    function(sim)
    storing.told(sim, kind)
    left = sim.api("GET", "/api/v1/faults/onder-test")
    if left.status == 200:
        expect(left.json()["afgegaan"] == members["aantal"], f"it fired {left.json()['afgegaan']} times")


if __name__ == "__main__":
    with Simulator(sys.argv[1]) as simulator:
        kinds = simulator.get("/api/v1/faults/kinds").json()["soorten"]
        names = {kind["soort"] for kind in kinds}
        expect(names == storing.EFFECTS.keys(), f"without a test: {names - storing.EFFECTS.keys()}; no kind: {storing.EFFECTS.keys() - names}")
        for name in sys.argv[2:] or sorted(names):
            try:
                play(simulator, name)
            except BaseException:
                print(f"FAILED: {name}", file=sys.stderr)
                raise
            print(f"ok: {name}")
        if not sys.argv[2:]:
            page_tells(kinds)

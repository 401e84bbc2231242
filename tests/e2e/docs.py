#!/usr/bin/env python3
"""Every command of docs/green-pipeline.md runs, in the order in which the page has them, as somebody who follows it would.

docs.py PROGRAM
"""
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from shell import ENVIRONMENT, free_port, run
from sim import expect

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/green-pipeline.md"
DOORS = {"KOPPELVLAK": "8443", "PORTAAL": "8080", "LEVERANCIER": "8444", "BEHEER": "8090", "ENDPOINT": "8445"}


def script_of(page):
    """Its code: all of it is commands, and whatever command the text speaks of is among them."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", page, re.M | re.S)
    expect(blocks and all(kind == "sh" for kind, _ in blocks), "a block of the page is no sh: nobody runs it")
    prose = re.sub(r"^```.*?^```$", "", page, flags=re.M | re.S)
    expect(not re.search(r"^    \S", prose, re.M), "an indented block: nobody runs it")
    script = "".join(text + f"echo 'block {number} is done' >&3\n" for number, (_, text) in enumerate(blocks, 1))
    for spoken in re.findall(r"`(mijnoverheid-sim [^`]*|curl [^`]*)`", prose):
        expect(spoken in script, f"the page speaks of '{spoken}', which is in none of its blocks")
    return script, len(blocks)


def green_pipeline(shell):
    script, count = script_of(PAGE.read_text())
    ports = {name: free_port() for name in DOORS}  # the page has those of the program; here they may be taken
    for name, port in DOORS.items():
        script = re.sub(rf"\b{port}\b", ports[name], script)
    (shell.folder / "build/release").mkdir(parents=True)
    (shell.folder / "build/release/mijnoverheid-sim").symlink_to(shell.program)
    variables = {f"MOSIM_{name}_PORT": port for name, port in ports.items()}
    read, write = os.pipe()
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", f"exec 3>&{write} {write}>&-\ntrap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\n{script}"], cwd=shell.folder,
                          env=ENVIRONMENT | variables, capture_output=True, text=True, timeout=120, pass_fds=[write], stdin=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        ran = told.read().splitlines()
    expect(done.returncode == 0 and len(ran) == count, f"the page fails after '{(ran or ['nothing'])[-1]}': {done.stdout[-1500:]}{done.stderr[-1500:]}")


if __name__ == "__main__":
    run(sys.argv[1], green_pipeline)

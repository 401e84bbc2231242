#!/usr/bin/env python3
"""Spectral, a linter of others, finds nothing to say about the contract that the server serves. usage: lint.py PROGRAM"""
import pathlib
import shutil
import subprocess
import sys

from sim import Simulator, expect

HERE = pathlib.Path(__file__).resolve().parent
SPECTRAL = HERE / "node_modules/@stoplight/spectral-cli/dist/index.js"


def main(program):
    expect(shutil.which("node") and SPECTRAL.exists(), "tests/api needs node and the npm module @stoplight/spectral-cli: run scripts/setup --tests")
    with Simulator(program) as sim:
        document = sim.dir / "openapi.json"
        document.write_bytes(sim.get("/api/v1/openapi.json").body)
        done = subprocess.run(["node", SPECTRAL, "lint", "--ruleset", HERE / "ruleset.yaml", "--fail-severity", "warn", document],
                              capture_output=True, text=True, timeout=120, cwd=HERE)
        expect(done.returncode == 0, done.stdout + done.stderr)
    print(done.stdout.strip())


main(sys.argv[1])

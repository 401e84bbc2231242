#!/usr/bin/env python3
"""Runs one case against the real program:  run.py PROGRAM CASE_FILE [ROW];  or names all cases:  run.py --list"""
import importlib
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import case as cases  # noqa: E402
from sim import Failed, Simulator  # noqa: E402


def list_cases():
    for path in cases.files():
        for row in cases.rows_of(path):
            print("|".join((cases.load(path, row).name, str(path), row or "")))


def run(program, path, row=None):
    case = cases.load(path, row or None)
    koppelvlak = importlib.import_module(f"koppelvlak_{case.koppelvlak}")
    case.only(koppelvlak.KEYS)
    started = time.monotonic()
    with Simulator(program) as sim:
        koppelvlak.run(sim, case)
    print(f"{case.name}: as promised, in {time.monotonic() - started:.2f} s")


if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        list_cases()
    else:
        try:
            run(*sys.argv[1:])
        except Failed as failure:
            sys.exit(f"FAILED: {failure}")

#!/usr/bin/env python3
"""`check --fix` on every case that breaks a rule:  check_fixes.py PROGRAM [CASE]

What it writes is judged as it said, and is not changed when it is repaired again; and mistakes of many kinds become valid.
CASE is left out: a build with sanitizers is too slow for it.
"""
import concurrent.futures
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent.parent / "support")]

import case as cases  # noqa: E402
import check_agrees as agrees  # noqa: E402
from sim import Failed, expect  # noqa: E402

KINDS = 25  # rules of which a broken one is made valid in some case; what is promised is ten


def check(program, options, *words):
    done = subprocess.run([program, "check", *words, *options], capture_output=True, text=True, errors="replace", timeout=120)
    expect(done.returncode in (0, 1) and not done.stderr, f"check {words}: exit code {done.returncode}: {done.stderr}")
    return done.returncode, set(re.findall(r": fixed ([A-Z]+-R-\d+): ", done.stdout))


def repair(program, sim, folder, case):
    """The rules of what was repaired, when that made the document valid."""
    document = agrees.Checked(sim, folder, case)
    options = ["--soort", agrees.SOORT[case.koppelvlak], *document.options]
    code, rules = check(program, options, "--fix", str(document.files[-1]))
    fixed = document.files[-1].with_suffix(".fixed.dat")
    expect(fixed.exists() == bool(rules), f"repaired {rules}, written: {fixed.exists()}")
    if not rules:
        return set()
    expect(check(program, options, str(fixed))[0] == code, f"what was repaired by {rules} is judged otherwise than was said")
    again = check(program, options, "--fix", str(fixed))[1]
    expect(not again, f"repaired once more: {again}")
    return rules if code == 0 else set()


if __name__ == "__main__":
    failures, kinds, valid = [], set(), 0
    with tempfile.TemporaryDirectory(prefix="mosim-fix-") as name:
        folder = pathlib.Path(name)

        def one(case):
            try:
                return repair(sys.argv[1], sim, folder, case)
            except (Failed, cases.Mistake) as failure:
                failures.append(f"{case.name}: {failure}")
                return set()

        with agrees.server(sys.argv[1], folder) as sim, concurrent.futures.ThreadPoolExecutor(4) as pool:
            for rules in pool.map(one, [case for case in agrees.all_cases(*sys.argv[2:]) if case.rules()]):
                kinds |= rules
                valid += bool(rules)
    if failures:
        sys.exit("FAILED:\n" + "\n".join(sorted(failures)))
    expect(len(kinds) >= KINDS, f"only {len(kinds)} kinds of mistakes are made valid: {sorted(kinds)}")
    print(f"check --fix makes {valid} cases valid, which broke {len(kinds)} rules")

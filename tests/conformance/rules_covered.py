#!/usr/bin/env python3
"""Each rule that the program lists is named by it in at least one test:  rules_covered.py PROGRAM UNIT_TESTS...

A case file that declares a rule fails when the journal does not name it, so its declaration is the proof. Other rules are
proven in unit tests, which run here: a section that is named after its rule and passed.
"""
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import case as cases

TAGS = "[cpa-rules],[rules]"
RULE = re.compile(r"[A-Z]+-R-\d+")


def listed(program):
    text = subprocess.run([program, "rules"], check=True, capture_output=True, text=True, timeout=60).stdout
    return set(re.findall(rf"^({RULE.pattern})\s", text, re.M))


def by_cases():
    loaded = (cases.load(path, row) for path in cases.files() for row in cases.rows_of(path))
    return {rule for case in loaded for rule, _ in case.rules()}


def by_unit_tests(tests):
    report = subprocess.run([tests, TAGS, "--reporter", "xml"], capture_output=True, timeout=300).stdout
    passed = set()
    for section in ET.fromstring(report).iter("Section"):
        result, rule = section.find("OverallResults"), section.get("name").partition(":")[0]
        if RULE.fullmatch(rule) and int(result.get("successes")) > 0 and result.get("failures") == "0":
            passed.add(rule)
    return passed


if __name__ == "__main__":
    known, named = listed(sys.argv[1]), by_cases().union(*map(by_unit_tests, sys.argv[2:]))
    unproven, unknown = sorted(known - named), sorted(named - known)
    if unproven or unknown or not known:
        sys.exit(f"FAILED: no test makes the program name {unproven}; tests name {unknown}, which are no rules; {len(known)} rules")
    print(f"each of {len(known)} rules is named by the program in a test")

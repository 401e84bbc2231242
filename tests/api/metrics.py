#!/usr/bin/env python3
"""The measurements at /metrics are Prometheus' own format and names, and count what happens. usage: metrics.py PROGRAM

They are read by the parser of prometheus_client, and judged by promtool too where that is installed.
"""
import shutil
import subprocess
import sys

from prometheus_client.parser import text_string_to_metric_families

from sim import Organisation, Simulator, batch, bericht, expect

UNITS = ("_total", "_seconds", "_bytes", "_info", "_messages", "_entries", "_fds", "_fired")


class Measurements:
    def __init__(self, sim):
        answer = sim.get("/metrics")
        expect(answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8", answer.headers["Content-Type"])
        self.text = answer.text()
        self.families = {family.name: family for family in text_string_to_metric_families(self.text)}

    def value(self, name, **labels):
        """All that fits these labels, together."""
        found = [s.value for family in self.families.values() for s in family.samples
                 if s.name == name and labels.items() <= s.labels.items()]
        expect(found, f"no {name} with {labels}")
        return sum(found)


def is_well_formed(now):
    seen = set()
    for name, family in now.families.items():
        expect(family.documentation.endswith("."), f"{name}: {family.documentation!r} is no sentence")
        expect(family.type in ("counter", "gauge", "histogram"), f"{name} is of type {family.type}")
        # The parser takes _total off a counter's name.
        full = name + "_total" if family.type == "counter" else name
        expect(full.endswith(UNITS) and full.startswith(("mosim_", "process_")), f"{full} does not end in its unit")
        for sample in family.samples:
            series = (sample.name, *sorted(sample.labels.items()))
            expect(series not in seen, f"twice: {sample}")
            seen.add(series)
        if family.type == "histogram":
            is_histogram(family)
    if promtool := shutil.which("promtool"):
        done = subprocess.run([promtool, "check", "metrics"], input=now.text, capture_output=True, text=True, timeout=60)
        expect(done.returncode == 0 and not done.stderr.strip(), done.stdout + done.stderr)


def is_histogram(family):
    series = {}
    for s in family.samples:
        key = tuple(sorted((k, v) for k, v in s.labels.items() if k != "le"))
        series.setdefault(key, {})[s.labels.get("le", s.name)] = s.value
    for key, values in series.items():
        buckets = [values[le] for le in sorted((le for le in values if not le.startswith("mosim")), key=float)]
        expect(buckets == sorted(buckets), f"{family.name} {key}: buckets go down")
        expect(values["+Inf"] == values[family.name + "_count"], f"{family.name} {key}: not all are in +Inf")


def counts_what_happens(sim):
    before = Measurements(sim)
    with Organisation(sim, listen=False) as organisation:
        organisation.listen_at("")
        for _ in range(3):
            organisation.post(*organisation.business("GLOBE-R-BV-Request", batch(bericht())))
        organisation.post({"SOAPAction": '"ebXML"', "Content-Type": "text/xml"}, b"<no/>")
    expect(sim.api("GET", "/api/v1/nothing").status == 404, "there is nothing")
    sim.journal(wait=20, count=3, action="GLOBE-R-BV-Request")
    now = Measurements(sim)
    door = {"wereld": "standaard", "door": "koppelvlak"}
    requests = "mosim_http_requests_total"
    expect(now.value(requests, **door, outcome="accepted", status="200") == 3, now.text)  # who has no endpoint gets it at once
    expect(now.value(requests, **door, outcome="refused") == 1, now.text)
    expect(now.value(requests, door="beheer", status="404") == 1, now.text)
    expect(now.value("mosim_http_request_duration_seconds_count", **door) == 4, now.text)
    expect(now.value("mosim_outbox_messages", wereld="standaard", status="wachtend") == 3, now.text)
    expect(now.value("mosim_journal_entries", wereld="standaard") >= 4, now.text)
    expect(now.value("process_cpu_seconds_total") >= before.value("process_cpu_seconds_total"), "CPU time goes back")
    expect(1e7 < now.value("process_resident_memory_bytes") < 1e10, now.text)
    return now


def main(program):
    with Simulator(program) as sim:
        is_well_formed(Measurements(sim))
        is_well_formed(counts_what_happens(sim))
    print("metrics: are Prometheus' own, and count what happens")


main(sys.argv[1])

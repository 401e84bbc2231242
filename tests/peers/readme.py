"""The commands that README.md and the README of the Berichtenbox show, run as they stand there: only ports and places that a reader
fills in are filled in. So curl, zeep and PHP are clients of the doors, and the documents cannot rot.

Usage: readme.py PROGRAM CHECKOUT
"""
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys

import sim as simulator
from sim import expect

LANGUAGES = {"sh": ["bash", "-euo", "pipefail"], "python": ["/usr/bin/python3"], "php": ["php"]}
DEFAULT_PORTS = {"koppelvlak": 8443, "portaal": 8080, "leverancier": 8444, "beheer": 8090}
STARTS_SOMETHING = re.compile(r"^scripts/|\bserve\b")  # the server that is tested has been started already


class Reader:
    """Someone at a shell in a fresh checkout, after scripts/start."""

    def __init__(self, sim, home):
        self.sim, self.home = sim, home
        (home / ".curlrc").write_text("fail-with-body\nshow-error\n")  # what is answered 4xx or 5xx is a failure
        self.environment = os.environ | {"CURL_HOME": str(home), "PATH": f"{home}/build/release:{os.environ['PATH']}"}
        self.environment.pop("CURL_CA_BUNDLE", None)
        self.places = {}

    def filled_in(self, text):
        for door, port in DEFAULT_PORTS.items():
            text = text.replace(f"localhost:{port}", self.sim.doors[door].split("//")[1])
        for place, value in self.places.items():
            text = text.replace(place, value)
        return text

    def run(self, text, language="sh"):
        script = self.filled_in(text)
        expect(not re.search(r"\.\.\.|<\w+>", script) or "<<" in script or language != "sh", f"nobody knows what to fill in: {script}")
        file = self.home / f"snippet.{language}"
        file.write_text(script)
        done = subprocess.run([*LANGUAGES[language], str(file)], cwd=self.home, env=self.environment, capture_output=True, text=True, timeout=60)
        answers = (0, 1) if " cpa reach " in script else (0,)  # this reader has no adapter, so that the answer is no
        expect(done.returncode in answers, f"exit code {done.returncode} of:\n{script}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def call(self, line):
        """`POST /api/v1/...`: a part of the API that is there."""
        if "<messageId>" in line:
            self.places["<messageId>"] = a_result_that_waits(self.sim)
        method, path = self.filled_in(line).split()
        answer = self.sim.api(method, path)
        expect(answer.status not in (404, 405), f"{line} is not there: HTTP {answer.status} {answer.text()}")


def commands(text):
    """What a README tells to type: lines that are indented by four spaces, and `code` in a sentence."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    for found in re.finditer(r"^    (\S.*)$|`([^`\n]+)`", text, re.M):
        command = found[1] or found[2]
        if re.match(r"(curl|build/release/mijnoverheid-sim|mijnoverheid-sim) |(GET|POST|PUT) /api/", command) and not STARTS_SOMETHING.search(command):
            yield command.split("  #")[0]


def obey(reader, text, at_least):
    ran = 0
    for command in commands(text):
        if re.match("(GET|POST|PUT) ", command):
            reader.call(command)
        else:
            out = reader.run(command)
            if found := re.search(r"ConversationId (\S+)", out):
                reader.places["conversation=..."] = "conversation=" + found[1]
        ran += 1
    expect(ran >= at_least, f"only {ran} commands were found in this README")


def a_result_that_waits(sim):
    """The MessageId of a result that is to be fetched; from now on the organisation has no endpoint."""
    with simulator.Organisation(sim, listen=False) as organisation:
        organisation.listen_at("")
        organisation.post(*organisation.business("GLOBE-R-BV-Request", simulator.batch(simulator.bericht())))
    sim.journal(wait=20, action="GLOBE-R-BV-Request", direction="work")
    return next(m["messageId"] for m in sim.get("/api/v1/uitgaand").json()["berichten"] if m["action"] == "GLOBE-R-BV-Result")


def snippets_do_what_they_say(reader, text):
    out = {}
    for language, snippet in re.findall(r"^```(\w+)\n(.*?)^```", text, re.S | re.M):
        out.setdefault(language, []).append(reader.run(snippet, language))
    validation, delivery = out["sh"]
    expect("<t:isBerichtSturen>true<" in validation, f"curl is told: {validation}")
    expect("'isBerichtSturen': True" in out["python"][0], f"zeep is told: {out['python']}")
    expect(re.search(r"\[isBerichtSturen\] => 1", out["php"][0]), f"PHP is told: {out['php']}")
    for wanted in ("1 of 1 messages placed", "<VerwerkingsCode>Verwerkt<", "Met curl verstuurd."):
        expect(wanted in delivery, f"{wanted} is not in what the delivery shows: {delivery}")


def switches_and_rules_are_right(reader, text):
    listed = dict(re.findall(r"^\| `([a-z.-]+)` \| `([\w-]+)` \|", text, re.M))
    areas = {id.split(".")[0] for id in listed}  # other stubs tell of theirs
    real = {s["id"]: s["standaard"] for s in reader.sim.get("/api/v1/switches").json()["switches"] if s["id"].split(".")[0] in areas}
    expect({"berichtenbox", "ebms", "wus"} <= areas, f"the README tells of {areas} only")
    expect(listed == real, f"the README lists other switches than there are: {set(listed.items()) ^ set(real.items())}")
    known = reader.run("mijnoverheid-sim rules")
    for rule in re.findall(r"\b(?:BB|EB|WUS|PKI|CPA|MIME)-R-\d{3}\b", text):
        expect(re.search(rf"^{rule} ", known, re.M), f"the README names {rule}, which is no rule")


def free_port():
    """For the endpoint that the CPA names, where `send` listens."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return str(s.getsockname()[1])


def main(program, checkout):
    stub = (checkout / "stubs/berichtenbox/README.md").read_text()
    with simulator.tempfile.TemporaryDirectory(prefix="mosim-peer-") as where:
        home = pathlib.Path(where)
        (home / "build/release").mkdir(parents=True)
        (home / "build/release/mijnoverheid-sim").symlink_to(program)
        (home / "data/seed").mkdir(parents=True)
        shutil.copy(checkout / "data/seed/brief.pdf", home / "data/seed")
        with simulator.Simulator(program, "--endpoint-port", free_port(), data_dir=home / "sim-data") as sim:
            reader = Reader(sim, home)
            reader.places = {"<cpaid>": sim.cpa_id, "https://...": "https://localhost:1/ebms"}
            obey(reader, (checkout / "README.md").read_text(), at_least=6)
            for switch in sim.get("/api/v1/switches").json()["switches"]:
                sim.set_switch(switch["id"], switch["standaard"])  # README.md has set some
            snippets_do_what_they_say(reader, stub)
            obey(reader, stub, at_least=4)
            switches_and_rules_are_right(reader, stub)


main(sys.argv[1], pathlib.Path(sys.argv[2]))

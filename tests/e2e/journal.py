#!/usr/bin/env python3
"""The journal over real sockets: followed while messages are sent, waited for, exported, zipped, verified, and asked foul questions.

journal.py PROGRAM
"""
import base64
import http.client
import io
import json
import pathlib
import subprocess
import sys
import threading
import urllib.parse
import uuid
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import sim
from sim import expect

TIMEOUT = 30


class Stream:
    """Server-sent events as they come."""

    def __init__(self, simulator, query="", headers=None):
        self.connection = http.client.HTTPConnection("localhost", int(simulator.doors["beheer"].rsplit(":", 1)[1]), timeout=TIMEOUT)
        self.connection.request("GET", "/api/v1/journal/stream" + query, headers=headers or {})
        self.answer = self.connection.getresponse()
        expect(self.answer.status == 200, f"the stream gives HTTP {self.answer.status}")
        expect(self.answer.headers["Content-Type"] == "text/event-stream", self.answer.headers["Content-Type"])

    def next(self):
        """The next event: (id, entry); None when the stream ended."""
        name = None
        while line := self.answer.readline().decode():
            if line.startswith("id: "):
                name = line[4:].strip()
            if line.startswith("data: "):
                return name, json.loads(line[6:])
        return None

    def until(self, wanted):
        while event := self.next():
            if wanted(event[1]):
                return event
        raise sim.Failed("the stream ended")

    def close(self):
        self.connection.close()


def send(organisation, subject="Uw parkeervergunning"):
    """Delivers one message; returns its conversation, in which its result lies too."""
    conversation = str(uuid.uuid4())
    organisation.deliver(sim.batch(sim.bericht(onderwerp=subject)), conversation=conversation)
    return conversation


def streams(simulator, organisation):
    everything, narrow = Stream(simulator), Stream(simulator, "?direction=in&action=" + sim.BATCH)
    first = send(organisation)
    seen, entry = narrow.next()
    expect(entry["conversationId"] == first and entry["messageId"], f"the filter lets through {entry}")
    everything.until(lambda e: e["richting"] == "out" and e["conversationId"] == first)
    narrow.close()
    second = send(organisation)  # nobody reads now
    resumed = Stream(simulator, "?direction=in&action=" + sim.BATCH, {"Last-Event-ID": seen})
    expect(resumed.next()[1]["conversationId"] == second, "what came between two connections is lost")
    ids = [everything.next()[0] for _ in range(3)]
    expect(ids == sorted(ids, key=int) and len(set(ids)) == 3, f"ids of events do not ascend: {ids}")
    everything.close(), resumed.close()


def many_readers(simulator, organisation):
    """More readers than workers, and the door still answers."""
    readers = [Stream(simulator, "?after=0&conversation=none") for _ in range(600)]
    simulator.get("/api/v1/health")
    conversation = send(organisation)
    follower = Stream(simulator, "?after=0&conversation=" + conversation)
    follower.until(lambda e: e["richting"] == "out")
    for reader in [*readers, follower]:
        reader.close()


def waiting(simulator, organisation):
    conversation, found = str(uuid.uuid4()), []
    asking = threading.Thread(target=lambda: found.extend(simulator.journal(wait=TIMEOUT, count=1, conversation=conversation, direction="out", outcome="sent")))
    asking.start()
    organisation.deliver(sim.batch(sim.bericht()), conversation=conversation)
    asking.join()
    expect(len(found) >= 1, "the long wait ended with nothing")


def zipped(simulator, conversation):
    content = simulator.get(f"/api/v1/journal/conversations/{conversation}/zip")
    archive = zipfile.ZipFile(io.BytesIO(content.body))
    expect(archive.testzip() is None, "the ZIP is broken")
    names = archive.namelist()
    expect(all("/" not in name and "\\" not in name and ".." not in name for name in names), f"names: {names}")
    index = json.loads(archive.read("index.json"))
    expect(index["conversationId"] == conversation, "index.json is of another conversation")
    entries = index["entries"]
    expect([e["id"] for e in entries] == sorted(e["id"] for e in entries), "not in order")
    received = next(e for e in entries if e["action"] == sim.BATCH and e["richting"] == "in")
    body = archive.read(received["request"]["body"])
    expect(conversation.encode() in body and b"Berichten" in body, "the message is not in the ZIP as it was")
    raw = simulator.get(f"/api/v1/journal/{received['id']}/request")
    expect(raw.body == body, "the ZIP and the raw bytes differ")
    expect(raw.headers["X-Content-Type-Options"] == "nosniff" and raw.headers["Content-Type"] == "application/octet-stream", str(raw.headers))


def exported(simulator, conversation):
    lines = [json.loads(line) for line in simulator.get("/api/v1/journal/export?bytes=true&conversation=" + conversation).body.splitlines()]
    expect(lines and all(e["conversationId"] == conversation for e in lines), "the export holds others")
    raw = simulator.get(f"/api/v1/journal/{lines[0]['id']}/request").body
    expect(base64.b64decode(lines[0]["requestBase64"]) == raw, "the bytes of the export are others")
    everything = simulator.get("/api/v1/journal/export").body.splitlines()
    expect(len(everything) >= simulator.get("/api/v1/journal").json()["bewaard"]["aantal"] - 5, "the export is not whole")


def verified(simulator, conversation):
    def verify(**question):
        answer = simulator.api("POST", "/api/v1/verify", question)
        expect(answer.status == 200, answer.text())
        return answer.json()

    box = {"bsn": "999990019", "conversation": conversation}
    expect(verify(wat="berichten", precies=1, filter=box, wacht="PT20S")["klopt"], "the message is not in the box")
    verdict = verify(wat="berichten", minstens=1, filter={**box, "onderwerp": "Iets anders"})
    expect(not verdict["klopt"] and verdict["gevonden"] == 0, verdict)
    near = verdict["bijna"][0]
    expect(near["waarom"] == ['onderwerp is "Uw parkeervergunning", not "Iets anders"'], near)
    expect(near["entry"]["conversationId"] == conversation, "the nearest is of another conversation")
    expect(verify(wat="journal", precies=1, filter={"action": sim.BATCH, "direction": "in", "conversation": conversation})["klopt"], "not one batch")
    expect(verify(wat="journal", hoogstens=0, filter={"outcome": "refused", "conversation": conversation}, wacht="PT20S")["klopt"], "something was refused")
    expect(verify(wat="uitgaand", minstens=1, filter={"conversation": conversation, "status": "afgeleverd"}, wacht="PT20S")["klopt"], "no result was delivered")
    expect(verify(wat="notices", hoogstens=0, filter={"bsn": "nobody"})["klopt"], "a notice to nobody")


def hostile(simulator):
    before = len(simulator.journal(door="beheer"))
    for value in ("'", "%", "\0", "a\r\nX-Evil: 1", "x" * 5000, "999999999999999999999", "../../etc/passwd", "é" * 9, "<script>", ") or 1=1 --"):
        quoted = urllib.parse.quote(value, safe="")
        for name in ("conversation", "zoek", "status", "vanaf", "duur", "after", "limit", "sort", quoted):
            for path in (f"/api/v1/journal?{name}={quoted}", f"/api/v1/journal/export?{name}={quoted}"):
                answer = simulator.api("GET", path)
                expect(answer.status in (200, 422), f"{path} gives {answer.status}")
                if answer.status == 200 and name in ("conversation", "zoek") and "export" not in path:
                    expect(answer.json()["entries"] == [] or value == "%" or name == "zoek", f"{path} finds something")
        for path in (f"/api/v1/journal/{quoted}", f"/api/v1/journal/{quoted}/request", f"/api/v1/journal/conversations/{quoted}/zip"):
            expect(simulator.api("GET", path).status == 404, f"{path} is not 404")
        simulator.api("POST", "/api/v1/verify", {"wat": value, "precies": 1, "filter": {value: value}})
    expect(len(simulator.journal(door="beheer")) == before, "questions fill the journal")


def changes_of_the_beheer_door(simulator):
    """A change of the world is in the journal, a look at it is not."""
    simulator.set_switch("berichtenbox.resultaat", "normaal")
    simulator.get("/api/v1/switches")
    kept = simulator.journal(door="beheer", zoek="berichtenbox.resultaat")
    expect(len(kept) == 1 and kept[0]["regel"].startswith("PUT "), f"kept of the beheer door: {kept}")


def emptied(simulator):
    expect(simulator.api("DELETE", "/api/v1/journal").status == 204, "it cannot be emptied")
    kept = simulator.get("/api/v1/journal").json()
    expect(kept["entries"] == [] and kept["bewaard"]["aantal"] == 0 and kept["bewaard"]["weggelaten"] > 0, kept)


def commands(simulator, program, conversation):
    def run(*words, env=None):
        return subprocess.run([program, *words, "--beheer", simulator.doors["beheer"]], capture_output=True, text=True, timeout=TIMEOUT, env=env)

    follow = subprocess.Popen([program, "journal", "--volg", "--action", sim.BATCH, "--kleur", "altijd", "--beheer", simulator.doors["beheer"]], stdout=subprocess.PIPE, text=True)
    try:
        line = follow.stdout.readline()
        expect(sim.BATCH in line and "\x1b[" in line, f"--volg says {line!r}")
    finally:
        follow.kill()
        follow.communicate()
    shown = run("journal", "--conversation", conversation, "--direction", "in", "--kleur", "nooit")
    expect(shown.returncode == 0 and sim.BATCH in shown.stdout and "\x1b" not in shown.stdout, shown.stdout + shown.stderr)
    file = simulator.dir / "gesprek.zip"
    done = run("journal", "--zip", conversation, str(file))
    expect(done.returncode == 0 and "index.json" in zipfile.ZipFile(file).namelist(), done.stderr)
    refused = json.loads(run("journal", "--outcome", "refused", "--json").stdout.splitlines()[0])
    why = run("journal", "--explain", str(refused["id"]))
    rule = refused["hits"][0]
    expect(rule["regel"] in why.stdout and rule["bron"] in why.stdout and rule["hint"] in why.stdout, f"--explain: {why.stdout}{why.stderr}")
    good = run("verify", "berichten", f"conversation={conversation}", "--precies", "1", "--wacht", "20")
    expect(good.returncode == 0, good.stdout + good.stderr)
    bad = run("verify", "berichten", f"conversation={conversation}", "onderwerp=Anders")
    expect(bad.returncode == 1 and 'not "Anders"' in bad.stdout, bad.stdout + bad.stderr)
    for words in (["berichten", "kleur=rood"], ["niets"], ["journal", "zonder-teken"]):
        wrong = run("verify", *words)
        expect(wrong.returncode == 2 and wrong.stderr.count("\n") == 1, f"verify {words}: {wrong.returncode} {wrong.stderr}")


def main(program):
    with sim.Simulator(program) as simulator:
        organisation = sim.Organisation(simulator)
        organisation.post({"SOAPAction": '"ebXML"', "Content-Type": "text/plain"}, b"no message at all")
        conversation = send(organisation)
        streams(simulator, organisation)
        many_readers(simulator, organisation)
        waiting(simulator, organisation)
        zipped(simulator, conversation)
        exported(simulator, conversation)
        verified(simulator, conversation)
        hostile(simulator)
        changes_of_the_beheer_door(simulator)
        commands(simulator, program, conversation)
        emptied(simulator)
        last = Stream(simulator)
        ended = threading.Thread(target=simulator.stop)
        ended.start()
        while last.next():
            pass
        ended.join(10)
        expect(not ended.is_alive(), "a stream holds up the end of the server")
    with sim.Simulator(program, "--journal-entries", "50") as simulator:
        organisation = sim.Organisation(simulator, listen=False)
        for _ in range(120):
            organisation.post({"SOAPAction": '"ebXML"', "Content-Type": "text/plain"}, b"no message at all")
        kept = simulator.get("/api/v1/journal").json()["bewaard"]
        expect(kept["aantal"] <= 50 and kept["oudste"] == kept["weggelaten"] + 1 and kept["hoogstensAantal"] == 50, kept)


if __name__ == "__main__":
    main(sys.argv[1])

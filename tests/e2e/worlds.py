#!/usr/bin/env python3
"""Worlds side by side in one server, over real sockets: the same citizens and organisations live in each, and none sees another's.

worlds.py PROGRAM
"""
import http.client
import pathlib
import re
import ssl
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import sim
from sim import Organisation, Simulator, World, batch, bericht, expect

ANNA = "999990019"


def deliver(world, subject):
    """The example organisation of this world delivers a message over the wire."""
    with Organisation(world) as organisation:
        now = world.get("/api/v1/clock").json()["nu"]
        _, result = organisation.deliver(batch(bericht(ANNA, onderwerp=subject), created=now))
        expect(b">Verwerkt<" in result.payload, result.payload.decode())


def subjects(world):
    return [one["onderwerp"] for one in world.box(ANNA)]


def by_host_name(program):
    with Simulator(program) as server:
        anna, bob = World(server, "anna"), World(server, "bob", seed=2)
        expect(anna.doors["koppelvlak"].startswith("https://anna.localhost:"), anna.doors)
        expect(len({server.cpa_id, anna.cpa_id, bob.cpa_id}) == 3, "each world has its own CPA")
        for world, subject in ((server, "Voor iedereen"), (anna, "Voor Anna"), (bob, "Voor Bob")):
            deliver(world, subject)
        for world, subject in ((server, "Voor iedereen"), (anna, "Voor Anna"), (bob, "Voor Bob")):
            expect(subjects(world) == [subject], f"{world.name}: {subjects(world)}")
        anna.set_clock("2031-01-02T03:04:05Z")
        expect(anna.get("/api/v1/clock").json()["nu"].startswith("2031-01-02T03:04"), "a clock of its own")
        expect(not bob.get("/api/v1/clock").json()["nu"].startswith("2031"), "and the other's goes on")
        for world in (server, anna, bob):
            conversations = {e["cpaId"] for e in world.journal(action=sim.BATCH)}
            expect(conversations == {world.cpa_id}, f"the journal of {world.name}: {conversations}")
        names = [one["naam"] for one in server.get("/api/v1/worlds").json()["worlds"]]
        expect(names == ["anna", "bob", "standaard"], f"worlds: {names}")


def by_prefix(program):
    with Simulator(program) as server:
        anna = World(server, "anna")
        deliver(anna, "Voor Anna")
        box = server.get(f"/w/anna/api/v1/burgers/{ANNA}/berichten").json()["berichten"]
        expect([one["onderwerp"] for one in box] == ["Voor Anna"], f"by prefix: {box}")
        expect(server.get("/w/standaard/api/v1/clock").json(), "the standard world has a prefix too")
        page = server.get("/w/anna/api/v1/burgers?limit=2").json()
        if page.get("volgende"):
            expect(page["volgende"].startswith("/w/anna/api/v1/"), f"the next page: {page['volgende']}")
        for path in ("/w/carla/api/v1/clock", "/w/ANNA/api/v1/clock", "/w/%61nna/api/v1/clock", "/w/a.b/x", "/w/", "/w//api/v1/clock"):
            answer = server.api("GET", path)
            expect(answer.status == 404 and answer.headers["Content-Type"] == "application/problem+json", f"{path}: HTTP {answer.status}")
        answer = server.api("GET", "/api/v1/clock", headers={"Host": "carla.localhost"})
        expect(answer.status == 404 and answer.headers["Content-Type"] == "application/problem+json", f"an unknown host: HTTP {answer.status}")
        expect(server.api("GET", "/api/v1/clock", headers={"Host": "127.0.0.1"}).status == 200, "another host is the standard world")
        pages(server)


def pages(server):
    """What a page says about places stays below the prefix."""
    portaal = http.client.HTTPConnection("localhost", int(server.doors["portaal"].rsplit(":", 1)[1]), timeout=30)
    portaal.request("GET", "/w/anna/")
    start = portaal.getresponse().read().decode()
    links = re.findall(r' (?:href|action|src)="(/[^"]*)"', start)
    expect(links and all(link.startswith("/w/anna/") for link in links), f"links of the start page: {links}")
    portaal.request("GET", "/w/anna/mijn")
    answer = portaal.getresponse()
    answer.read()
    expect(answer.status in (302, 303) and answer.headers["Location"].startswith("/w/anna/mijn"), f"{answer.status} {answer.headers['Location']}")
    portaal.request("GET", "/w/anna/digid/berichten")
    expect(portaal.getresponse().read(), "a page of DigiD")
    portaal.request("GET", "/w/carla/")
    answer = portaal.getresponse()
    expect(answer.status == 404 and "Niet gevonden" in answer.read().decode(), "an unknown world is a page")


def by_sni(program):
    """A server certificate that is valid for the name, the moment of the world's clock, and its journal."""
    with Simulator(program) as server:
        anna = World(server, "anna")
        port = int(server.doors["koppelvlak"].rsplit(":", 1)[1])
        credential = server.credential()
        for name in ("anna.localhost", "localhost"):
            connection = sim.Https(name, port, context=server.tls(credential), timeout=30)
            connection.request("GET", "/ebms")
            names = [value for kind, value in connection.sock.getpeercert()["subjectAltName"] if kind == "DNS"]
            expect(name in names, f"the certificate of {name} is of {names}")
            connection.close()
        curl = subprocess.run(["curl", "-sS", "--cacert", server.ca, "--cert", credential[0], "--key", credential[1], "--resolve", f"anna.localhost:{port}:127.0.0.1",
                               "-o", "/dev/null", f"https://anna.localhost:{port}/saml/idp/metadata"], capture_output=True, text=True)
        expect(curl.returncode == 0, f"curl refuses the certificate: {curl.stderr}")
        anna.set_clock("2099-01-01T00:00:00Z")
        expired = sim.Https("anna.localhost", port, context=server.tls(credential), timeout=30)
        try:
            expired.request("GET", "/ebms")
            expired.getresponse()
            raise sim.Failed("a certificate that has expired on the world's clock is let in")
        except (ssl.SSLError, OSError):
            pass
        entries = anna.journal(wait=20, protocol="tls", outcome="refused")
        expect(any("expired" in e["toelichting"] for e in entries), f"the journal of anna: {entries}")
        expect(not [e for e in server.journal(outcome="refused") if e["protocol"] == "tls"], "and not that of the standard world")
        deliver(server, "Op tijd")


def made_and_dropped(program):
    with Simulator(program) as server:
        for wish in ({}, {"naam": ""}, {"naam": "A"}, {"naam": "a/b"}, {"naam": "../x"}, {"naam": "-a"}, {"naam": "x" * 41}, {"naam": 1}, {"naam": "a", "burgers": 9},
                     {"naam": "a", "seed": -1}, {"naam": "a", "burgers": 2**63}, {"naam": "a", "seed": "1"}, []):
            answer = server.api("POST", "/api/v1/worlds", wish)
            expect(answer.status == 422 and answer.headers["Content-Type"] == "application/problem+json", f"{wish}: HTTP {answer.status}")
        anna = World(server, "anna")
        expect(server.api("POST", "/api/v1/worlds", {"naam": "anna"}).status == 409, "a name is taken once")
        expect(server.api("DELETE", "/api/v1/worlds/standaard").status == 409, "the standard world stays")
        ended = []
        waiting = threading.Thread(target=lambda: ended.append(anna.api("GET", "/api/v1/journal?count=1&wait=PT60S&messageId=none")))
        waiting.start()
        expect(anna.api("DELETE", "/api/v1/worlds/anna").status == 204, "dropped")
        waiting.join(20)
        expect(ended and ended[0].status in (200, 404), "who waits in a world that is dropped is let go")
        expect(anna.api("GET", "/api/v1/clock").status == 404, "gone")
        expect(server.api("DELETE", "/api/v1/worlds/anna").status == 404, "gone")
        for _ in range(5):
            World(server, "anna")
            expect(server.api("DELETE", "/api/v1/worlds/anna").status == 204, "made and dropped again")


def twenty_at_once(program):
    with Simulator(program) as server:
        failures = []

        def live(number):
            try:
                world = World(server, f"deelnemer-{number}", seed=number)
                for round in range(3):
                    deliver(world, f"Deelnemer {number} ronde {round}")
                    expect(sorted(subjects(world)) == [f"Deelnemer {number} ronde {n}" for n in range(round + 1)], f"{number}: {subjects(world)}")
                expect({e["cpaId"] for e in world.journal(action=sim.BATCH)} == {world.cpa_id}, "another's messages in the journal")
            except Exception as error:
                failures.append(f"world {number}: {error!r}")

        threads = [threading.Thread(target=live, args=(number,)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        expect(not failures, "\n".join(failures))
        expect(len(server.get("/api/v1/worlds").json()["worlds"]) == 21, "all of them are there")
        expect(subjects(server) == [], "and nothing in the standard world")


def after_a_restart(program):
    with tempfile.TemporaryDirectory(prefix="mosim-worlds-") as folder:
        with Simulator(program, data_dir=folder) as server:
            anna, bob = World(server, "anna", seed=7), World(server, "bob")
            deliver(anna, "Bewaard")
            anna.set_clock("2031-01-02T03:04:05Z")
            citizens = anna.get("/api/v1/burgers").json()
            expect(server.api("DELETE", "/api/v1/worlds/bob").status == 204, "dropped")
            cpa = anna.cpa_id
        with Simulator(program, data_dir=folder) as server:
            names = [one["naam"] for one in server.get("/api/v1/worlds").json()["worlds"]]
            expect(names == ["anna", "standaard"], f"after a restart: {names}")
            anna = World(server, "anna")
            expect(subjects(anna) == ["Bewaard"] and anna.cpa_id == cpa, "what was in it is there")
            expect(anna.get("/api/v1/burgers").json() == citizens, "the same citizens")
            expect(anna.get("/api/v1/clock").json()["nu"].startswith("2031"), "and its clock")
            deliver(World(server, "bob"), "Opnieuw")
            expect(subjects(World(server, "bob")) == ["Opnieuw"], "a dropped name is free, and its box empty")


for promise in (by_host_name, by_prefix, by_sni, made_and_dropped, twenty_at_once, after_a_restart):
    promise(sys.argv[1])
    print(f"ok: {promise.__name__}", flush=True)

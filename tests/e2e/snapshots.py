#!/usr/bin/env python3
"""Snapshots and reset over real sockets: kept and restored while traffic goes on, carried to another server, and whole after kill -9.

snapshots.py PROGRAM
"""
import contextlib
import http.client
import pathlib
import random
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from sim import Organisation, Simulator, World, batch, bericht, expect

ANNA = "999990019"
BROKEN = (OSError, http.client.HTTPException)  # what a client sees of a server that dies


def deliver(world, subject):
    with Organisation(world) as organisation:
        now = world.get("/api/v1/clock").json()["nu"]
        _, result = organisation.deliver(batch(bericht(ANNA, onderwerp=subject), created=now))
        expect(b">Verwerkt<" in result.payload, result.payload.decode())


def subjects(world):
    return sorted(one["onderwerp"] for one in world.box(ANNA))


def keep(world, name):
    answer = world.api("POST", "/api/v1/snapshots", {"naam": name})
    expect(answer.status == 201, f"keep {name}: HTTP {answer.status}: {answer.text()}")
    return answer.json()


def restore(world, name):
    answer = world.api("POST", f"/api/v1/snapshots/{name}/restore")
    expect(answer.status == 200, f"restore {name}: HTTP {answer.status}: {answer.text()}")


def refused(answer, status):
    expect(answer.status == status and answer.headers["Content-Type"] == "application/problem+json", f"HTTP {answer.status}, not {status}: {answer.text()[:300]}")


def both(program, test):
    with Simulator(program) as server:
        test(server)
    with tempfile.TemporaryDirectory(prefix="mosim-snapshots-") as folder, Simulator(program, data_dir=folder) as server:
        test(server)


def kept_and_restored(program):
    both(program, life)


def life(server):
    other = World(server, "anders")
    deliver(server, "Een")
    server.set_switch("ebms.status-request", "antwoord")
    kept = keep(server, "met-een")
    expect(kept["klok"] is None and kept["bytes"] > 0, kept)
    deliver(server, "Twee")
    server.set_switch("ebms.status-request", "stil")
    server.set_clock("2031-01-02T03:04:05Z")
    keep(server, "met-twee")
    for _ in range(3):
        restore(server, "met-een")
        expect(subjects(server) == ["Een"], f"{subjects(server)}")
        expect(not server.get("/api/v1/clock").json()["nu"].startswith("2031"), "a clock in real time")
        switches = {s["id"]: s["waarde"] for s in server.get("/api/v1/switches").json()["switches"]}
        expect(switches["ebms.status-request"] == "antwoord", "a switch as it was")
        restore(server, "met-twee")
        expect(subjects(server) == ["Een", "Twee"], f"{subjects(server)}")
        expect(server.get("/api/v1/clock").json()["nu"].startswith("2031-01-02T03:04"), "the clock stands where it stood")
    restore(server, "met-een")
    deliver(server, "Drie")
    expect(subjects(server) == ["Drie", "Een"], "deliveries go on after a restore")
    expect([s["naam"] for s in server.get("/api/v1/snapshots").json()["snapshots"]] == ["met-een", "met-twee"], "snapshots")
    expect(other.get("/api/v1/snapshots").json()["snapshots"] == [], "each world has its own")
    cpa = server.get("/api/v1/deuren").json()["cpaId"]
    answer = server.api("POST", "/api/v1/reset")
    expect(answer.status == 200, answer.text())
    expect(subjects(server) == [] and server.get("/api/v1/deuren").json()["cpaId"] == cpa, "as new, with the same CPA")
    expect(server.journal() == [], "an empty journal")
    deliver(server, "Opnieuw")
    expect(server.api("DELETE", "/api/v1/snapshots/met-twee").status == 204, "deleted")
    for method, path, body, status in (("POST", "/api/v1/snapshots/met-twee/restore", None, 404), ("DELETE", "/api/v1/snapshots/met-twee", None, 404),
                                       ("GET", "/api/v1/snapshots/met-twee/bestand", None, 404), ("POST", "/api/v1/snapshots", {"naam": "../x"}, 422),
                                       ("POST", "/api/v1/snapshots", {}, 422), ("PUT", "/api/v1/snapshots/..%2fx/bestand", b"x", 422)):
        refused(server.api(method, path, body), status)


def under_traffic(program):
    both(program, traffic)


def traffic(server):
    """Organisations deliver and readers read all the while; every answer is a whole one, and each restore brings back what was kept."""
    deliver(server, "Begin")
    keep(server, "begin")
    stop, failures, done = threading.Event(), [], [0]

    def reader():
        while not stop.is_set():
            got = subjects(server)
            if "Begin" not in got:
                failures.append(f"a box without what was kept: {got}")
            done[0] += 1

    def sender(number):
        with Organisation(server, listen=False) as organisation:
            while not stop.is_set():
                now = server.get("/api/v1/clock").json()["nu"]
                answer = organisation.post(*organisation.business("GLOBE-R-BV-Request", batch(bericht(ANNA, onderwerp=f"Van {number}"), created=now)))
                if answer.status not in (200, 204):
                    failures.append(f"HTTP {answer.status}: {answer.text()}")
                done[0] += 1

    def guarded(work, *args):
        try:
            work(*args)
        except Exception as error:
            failures.append(repr(error))

    threads = [threading.Thread(target=guarded, args=args) for args in ((reader,), (reader,), (sender, 1), (sender, 2))]
    for thread in threads:
        thread.start()
    for _ in range(15):
        before = done[0]
        restore(server, "begin")
        while done[0] < before + 5 and not failures:
            server.get("/api/v1/ready")
    stop.set()
    for thread in threads:
        thread.join()
    expect(not failures, "\n".join(failures[:5]))
    restore(server, "begin")
    expect(subjects(server) == ["Begin"], f"at the end: {subjects(server)}")
    deliver(server, "Daarna")


def to_another_server(program):
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="mosim-snapshots-"))
        memory, disk = stack.enter_context(Simulator(program)), stack.enter_context(Simulator(program, data_dir=folder))
        for source, target in ((memory, disk), (disk, memory)):
            deliver(source, "Meegenomen")
            source.set_clock("2031-01-02T03:04:05Z")
            keep(source, "op-reis")
            file = source.get("/api/v1/snapshots/op-reis/bestand").body
            answer = target.api("PUT", "/api/v1/snapshots/aangekomen/bestand", file)
            expect(answer.status == 201, f"HTTP {answer.status}: {answer.text()}")
            world = World(target, "reiziger")
            expect(world.api("PUT", "/api/v1/snapshots/aangekomen/bestand", file).status == 201, "into another world too")
            for place in (target, world):
                restore(place, "aangekomen")
                expect(subjects(place).count("Meegenomen") >= 1, f"{subjects(place)}")
                expect(place.get("/api/v1/clock").json()["nu"].startswith("2031-01-02T03:04"), "the clock came along")
            for bad in (b"", b"x" * 1000, file[:-1], file + b"x", file.replace(b"SQLite format 3", b"SQLite format 9"), file.replace(b'"world.db"', b'"../w.db"')):
                refused(target.api("PUT", "/api/v1/snapshots/slecht/bestand", bad), 422)
            expect("slecht" not in target.get("/api/v1/snapshots").text(), "what was refused is not there")
            target.api("POST", "/api/v1/reset")
            source.api("POST", "/api/v1/reset")


def killed(program):
    """kill -9 while restores go on: after each start the box is the one of one snapshot, never a mix."""
    chance = random.Random(4)
    with tempfile.TemporaryDirectory(prefix="mosim-snapshots-") as folder:
        for round in range(6):
            server = Simulator(program, data_dir=folder)
            if round == 0:
                deliver(server, "Een")
                keep(server, "een")
                server.api("POST", "/api/v1/reset")
                deliver(server, "Twee")
                keep(server, "twee")
            got = subjects(server)
            expect(got in (["Een"], ["Twee"]), f"round {round}: {got}")
            conversations = len(server.journal(action="GLOBE-R-BV-Request", direction="work"))
            expect(conversations == 1, f"round {round}: the journal tells of {conversations} batches")
            left = chance.randint(1, 20)
            enough = threading.Event()

            def restoring():
                with contextlib.suppress(*BROKEN):
                    for count in range(1000):
                        if count == left:
                            enough.set()
                        server.api("POST", f"/api/v1/snapshots/{('een', 'twee')[count % 2]}/restore")

            thread = threading.Thread(target=restoring)
            thread.start()
            enough.wait(60)
            server.kill()
            thread.join()
            server.work.cleanup()
        states = list((pathlib.Path(folder) / "states").iterdir())
        with Simulator(program, data_dir=folder) as server:
            expect(subjects(server) in (["Een"], ["Twee"]), "at the end")
        expect(len(list((pathlib.Path(folder) / "states").iterdir())) <= len(states), "what a crash left is removed")


for promise in (kept_and_restored, under_traffic, to_another_server, killed):
    promise(sys.argv[1])
    print(f"ok: {promise.__name__}", flush=True)

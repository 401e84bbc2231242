#!/usr/bin/env python3
"""A full disk: what cannot be stored is not acknowledged, the server stays up, and goes on when there is room again.

disk_full.py PROGRAM. A limit on the size of files makes every write fail, for everybody; where mounting is allowed a small
tmpfs is really filled too.
"""
import base64
import collections
import contextlib
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import sim
from sim import expect

BSN = "999990019"


class SizeLimit:
    """No file of the server may grow beyond a page."""

    name = "a limit on the size of files"

    def __init__(self, dir):
        self.dir = dir

    def fill(self, server):
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))

    def free(self, server):
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def start_when_full(self, command):
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        return subprocess.run(command, capture_output=True, text=True, timeout=60, preexec_fn=limit)


class SmallDisk:
    """A tmpfs with a file that takes all that is left."""

    name = "a full tmpfs"

    def __init__(self, dir):
        self.dir, self.filler = dir, dir / "filler"

    def fill(self, _=None):
        with contextlib.suppress(OSError), open(self.filler, "ab", buffering=0) as file:
            while True:
                file.write(bytes(4096))

    def free(self, _=None):
        self.filler.unlink()

    def start_when_full(self, command):
        self.fill()
        try:
            return subprocess.run(command, capture_output=True, text=True, timeout=60)
        finally:
            self.free()


def message(adapter, count=1, files=()):
    """(BerichtIDs, headers, body) of a batch, to be sent as often as needed."""
    ids = [str(uuid.uuid4()) for _ in range(count)]
    parts = [sim.bericht(BSN, bericht_id=id, bijlagen=files) for id in ids]
    return ids, *adapter.business("GLOBE-R-BV-Request", sim.batch(*parts, created=adapter.sim.get("/api/v1/clock").json()["nu"]))


def refused(answer):
    if answer.status in (200, 204):
        return False
    expect(answer.status in (500, 503), f"a message that cannot be stored gets HTTP {answer.status}: {answer.text()}")
    if answer.status == 500:
        fault = sim.ET.fromstring(answer.body).find(".//faultcode")
        expect(fault is not None and fault.text.endswith(":Server"), f"no SOAP Fault with code Server: {answer.text()}")
        expect("SQL" not in answer.text() and "disk" not in answer.text(), f"it tells outsiders what is inside: {answer.text()}")
    return True


def walk(program, room):
    data_dir = room.dir / "data"
    acknowledged, unsent = [], []
    with sim.Simulator(program, data_dir=data_dir) as server, sim.Organisation(server) as adapter:

        def send(one):
            ids, headers, body = one
            if refused(adapter.post(headers, body)):
                unsent.append(one)
                return False
            acknowledged.extend(ids)
            return True

        expect(send(message(adapter)), "not even the first message is taken")
        room.fill(server)
        pdf = base64.b64encode(bytes(240_000)).decode()
        for attempt in range(400):
            if not send(message(adapter)):
                break
        expect(unsent, "a full disk refuses nothing")
        expect(not send(message(adapter, 3, [pdf, pdf])), "a full disk takes a large message")
        for path in (f"burgers/{BSN}/berichten", "journal", "batches"):
            server.get("/api/v1/" + path)
        expect(server.api("GET", "/api/v1/ready").status in (200, 503), "whether it is ready is not told")
        page = server.api("GET", "/api/v1/nothing")
        expect(page.status == 404 and server.process.poll() is None, "the server does not stay up")

        room.free(server)
        again, unsent = unsent, []
        for one in again:
            expect(send(one), "there is room again, and it does not take what it refused")
        expect(send(message(adapter)), "there is room again, and it takes nothing new")
        results = lambda: collections.Counter(e.text for m in list(adapter.inbox) if m.action == "GLOBE-R-BV-Result"
                                              for e in sim.ET.fromstring(m.payload).iter("BerichtID"))
        with adapter.changed:
            adapter.changed.wait_for(lambda: len(results()) >= len(acknowledged), 30)
        missing = set(acknowledged) - set(results())
        expect(not missing, f"{len(missing)} of {len(acknowledged)} acknowledged messages have no result")
        box = collections.Counter(m["berichtId"] for m in server.box(BSN))
        expect(box == collections.Counter(acknowledged), f"in the box: {len(box)} of {len(acknowledged)}, or not once")
        id, conversation = str(uuid.uuid4()), str(uuid.uuid4())
        adapter.deliver(sim.batch(sim.bericht(BSN, bericht_id=id), created=server.get("/api/v1/clock").json()["nu"]), conversation=conversation)
        acknowledged.append(id)
        expect(len(server.journal(wait=10, count=5, conversation=conversation)) >= 5, "the journal does not go on")
    with sim.Simulator(program, data_dir=data_dir) as server:
        expect(collections.Counter(m["berichtId"] for m in server.box(BSN)) == collections.Counter(acknowledged), "after a restart something is lost")

    ports = [word for door in sim.DOORS for word in (f"--{door}-port", "0")]
    start = room.start_when_full([program, "serve", "--data-dir", str(room.dir / "new"), *ports])
    expect(start.returncode not in (0, None) and start.returncode > 0, f"a start on a full disk ends with {start.returncode}")
    expect(len(start.stderr.strip().splitlines()) == 1 and str(room.dir) in start.stderr, f"not one clear line: {start.stderr}")
    print(f"{room.name}: {len(acknowledged)} acknowledged, {len(again)} refused and sent again: all there, once", flush=True)


@contextlib.contextmanager
def small_disk(dir):
    """Whether `dir` is a disk of its own now."""
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(dir)], capture_output=True).returncode == 0
    try:
        yield made
    finally:
        if made:
            subprocess.run(["umount", str(dir)], check=True)


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="mosim-full-") as work:
        walk(program, SizeLimit(pathlib.Path(work)))
    with tempfile.TemporaryDirectory(prefix="mosim-full-") as work, small_disk(work) as mounted:
        if mounted:
            walk(program, SmallDisk(pathlib.Path(work)))
        else:
            print("no right to mount here: the full tmpfs is left out")


if __name__ == "__main__":
    main()

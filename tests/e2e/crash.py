#!/usr/bin/env python3
"""What is acknowledged is kept: the server is killed at random moments under load, and at the end every message is there once.

crash.py PROGRAM [--rounds N] [--seed N]. Each round starts the server on the same data dir, sends from several threads and ends
the server: by kill -9, every third time by SIGTERM. What was not acknowledged is sent again with the same MessageId.
"""
import argparse
import base64
import collections
import datetime
import http.client
import pathlib
import random
import sys
import tempfile
import threading
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import sim
from sim import expect

THREADS = 3  # for each of the two ways to acknowledge
ACTIVE = ["999990007", "999990019", "999990068", "999990081", "999990093", "999990111"]
WITHOUT_BOX = "999990020"
BROKEN = (OSError, http.client.HTTPException)  # what a client sees of a server that dies


class Delivery:
    """One batch, the same bytes every time that it is sent."""

    def __init__(self, sender, random):
        self.message_id, self.conversation = f"{uuid.uuid4()}@crash.example", str(uuid.uuid4())
        self.berichten = {str(uuid.uuid4()): random.choice(ACTIVE + [WITHOUT_BOX]) for _ in range(random.randint(1, 4))}
        # Some are so large that they lie beside the database until they are processed.
        files = [base64.b64encode(random.randbytes(450_000)).decode()] if random.random() < 0.1 else []
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        parts = [sim.bericht(bsn, bericht_id=id, bijlagen=files) for id, bsn in self.berichten.items()]
        self.headers, self.body = sender.business("GLOBE-R-BV-Request", sim.batch(*parts, created=now), blocks=sender.blocks,
                                                  conversation=self.conversation, message_id=self.message_id, moment=now)
        self.attempts = 0


class Sender(sim.Organisation):
    """An adapter that goes on through crashes of the other side, and remembers what it was promised."""

    def __init__(self, server, synchronous=False, **options):
        self.blocks = self.ACK_REQUESTED + (self.SYNC_REPLY if synchronous else "")
        self.failure = None
        self.lock = threading.Condition()
        self.acknowledged = {}                       # Delivery by MessageId
        self.signals = set()                         # MessageIds that an Acknowledgment came for
        self.waiting = collections.deque()           # sent, not acknowledged: to be sent again
        self.results = collections.defaultdict(dict)  # conversation -> MessageId -> octets
        self.repeats = 0
        super().__init__(server, **options)

    def _got(self, message):
        with self.lock:
            if message.action == "Acknowledgment":
                self.signals.add(message.ref_to)
            elif message.action == "GLOBE-R-BV-Result":
                known = self.results[message.conversation]
                expect(known.setdefault(message.message_id, message.body) == message.body, f"{message.message_id} came again with other octets")
                self.repeats += 1
            self.lock.notify_all()
        try:
            if message.has("AckRequested"):
                self.post(*self.signal("Acknowledgment", message))
        except BROKEN:
            pass  # the server died; it sends the result again later

    def send(self, delivery):
        """Whether it is acknowledged."""
        delivery.attempts += 1
        answer = self.post(delivery.headers, delivery.body)
        if answer.status == 200:
            signal = sim.Received(answer.headers, answer.body)
            expect(signal.action == "Acknowledgment" and signal.ref_to == delivery.message_id, f"no acknowledgment: {answer.text()}")
            return True
        expect(answer.status == 204, f"HTTP {answer.status}: {answer.text()}")
        with self.lock:
            return self.lock.wait_for(lambda: delivery.message_id in self.signals, 2)

    def load(self, stop, seed):
        chance = random.Random(seed)
        while not stop.is_set():
            with self.lock:
                delivery = self.waiting.popleft() if self.waiting else None
            delivery = delivery or Delivery(self, chance)
            try:
                done = self.send(delivery)
            except BROKEN:
                done = False
            except sim.Failed as failure:
                self.failure, done = failure, False
                stop.set()
            with self.lock:
                if done or delivery.message_id in self.signals:
                    self.acknowledged[delivery.message_id] = delivery
                else:
                    self.waiting.append(delivery)
                self.lock.notify_all()


def one_round(server, senders, chance, number):
    """Load until a random number of acknowledgments came, and then the end."""
    stop = threading.Event()
    threads = [threading.Thread(target=s.load, args=(stop, chance.random())) for s in senders for _ in range(THREADS)]
    wishes = [len(s.acknowledged) + chance.randint(1, 25) for s in senders]
    for thread in threads:
        thread.start()
    for sender, wanted in zip(senders, wishes):
        with sender.lock:
            enough = sender.lock.wait_for(lambda: len(sender.acknowledged) >= wanted or sender.failure, 30)
        if sender.failure or not enough:
            stop.set()
            raise sender.failure or sim.Failed("the server acknowledges nothing")
    stop.wait(chance.random() * 0.02)
    orderly = number % 3 == 2
    if orderly:
        code = server.stop()
        expect(code == 0, f"SIGTERM under load: exit code {code}")
    else:
        server.kill()
    stop.set()
    for thread in threads:
        thread.join()
    print(f"round {number}: {'SIGTERM' if orderly else 'kill -9'} after {sum(len(s.acknowledged) for s in senders)} acknowledged, "
          f"{sum(len(s.waiting) for s in senders)} not", flush=True)


def settle(server, senders):
    """All that was not acknowledged goes again; then all results come."""
    for sender in senders:
        while sender.waiting:
            delivery = sender.waiting.popleft()
            expect(sender.send(delivery) or sender.send(delivery), f"{delivery.message_id} is never acknowledged")
            sender.acknowledged[delivery.message_id] = delivery
        with sender.lock:
            complete = sender.lock.wait_for(lambda: all(d.conversation in sender.results for d in sender.acknowledged.values()), 30)
        missing = [d.message_id for d in sender.acknowledged.values() if d.conversation not in sender.results]
        expect(complete, f"{len(missing)} acknowledged batches have no result, first {missing[:3]}")
    # What was sent and lost its acknowledgment goes out again by the schedule of the CPA.
    deadline = time.monotonic() + 30
    while server.get("/api/v1/uitgaand?status=wachtend").json()["berichten"]:
        expect(time.monotonic() < deadline, "results stay unacknowledged: " + server.get("/api/v1/uitgaand?status=wachtend").text()[:1500])
        server.api("POST", "/api/v1/clock/advance", "PT1H")
        server.get("/api/v1/journal?wait=PT1S&count=1&outcome=sent")


def check(server, senders, data_dir):
    boxes = {bsn: collections.Counter(m["berichtId"] for m in server.box(bsn, everything=True)) for bsn in ACTIVE + [WITHOUT_BOX]}
    expect(all(sum(box.values()) < 1000 for box in boxes.values()), "too many rounds for one listing of a box")
    known = set()
    for sender in senders:
        for delivery in sender.acknowledged.values():
            results = sender.results[delivery.conversation]
            expect(len(results) == 1, f"batch {delivery.message_id} (sent {delivery.attempts} times) has {len(results)} results")
            payload = sim.split(sender_type(results), next(iter(results.values())))[1][1]
            codes = [(e.findtext("BerichtID"), e.findtext("VerwerkingsCode")) for e in sim.ET.fromstring(payload).iter() if e.tag.endswith("}Bericht")]
            expected = [(id, "NietActiefOfGeabonneerd" if bsn == WITHOUT_BOX else "Verwerkt") for id, bsn in delivery.berichten.items()]
            expect(codes == expected, f"batch {delivery.message_id} (sent {delivery.attempts} times): {codes}, expected {expected}")
            for id, bsn in delivery.berichten.items():
                expect(boxes[bsn][id] == (bsn != WITHOUT_BOX), f"bericht {id} is {boxes[bsn][id]} times in the box of {bsn}")
            known |= delivery.berichten.keys()
    strangers = {id for box in boxes.values() for id in box} - known
    expect(not strangers, f"in the boxes and never sent: {strangers}")
    left = list((data_dir / "payloads").iterdir())
    expect(not left, f"processed and still on disk: {left}")


def sender_type(results):
    body = next(iter(results.values()))
    boundary = body[2:body.index(b"\r\n")].decode()
    return f'multipart/related; boundary="{boundary}"'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    options = parser.parse_args()
    print(f"--seed {options.seed} --rounds {options.rounds}", flush=True)
    servers = []
    try:
        run(options, servers)
    finally:
        for server in servers:
            server.kill()


def run(options, servers):
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="mosim-crash-") as work:
        data_dir = pathlib.Path(work) / "data"

        def start():
            servers.append(sim.Simulator(options.program, data_dir=data_dir))
            return servers[-1]

        server = start()
        answer = server.api("POST", "/api/v1/cpas/genereer", {"oin": sim.OIN, "endpoint": "https://localhost:1/ebms", "synchroon": True})
        expect(answer.status == 201, answer.text())
        with Sender(server, cpa_id=server.cpa_id) as asynchronous, Sender(server, synchronous=True, cpa_id=answer.json()["cpaId"]) as synchronous:
            senders = [asynchronous, synchronous]
            for number in range(options.rounds):
                one_round(servers[-1], senders, chance, number)
                server = start()
                for sender in senders:
                    sender.sim = server
            settle(server, senders)
            check(server, senders, data_dir)
            expect(server.stop() == 0, "SIGTERM is not a clean end")
        deliveries = [d for s in senders for d in s.acknowledged.values()]
        print(f"{len(deliveries)} batches, {sum(d.attempts > 1 for d in deliveries)} sent more than once, "
              f"{sum(s.repeats for s in senders) - len(deliveries)} results came again: all there, once")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""An organisation without an endpoint: its results are held, to be fetched through the control API, or pushed as soon as it
says where it listens."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from sim import Organisation, Simulator, batch, bericht, expect, split  # noqa: E402


def send(sim, organisation):
    """Delivers a message over HTTP and returns its conversation; the result is in the outbox then."""
    now = sim.get("/api/v1/clock").json()["nu"]
    answer = organisation.post(*organisation.business("GLOBE-R-BV-Request", batch(bericht(), created=now)))
    expect(answer.status == 200 and b"Acknowledgment" in answer.body, "who has no endpoint gets the acknowledgment in the HTTP answer")
    sim.journal(wait=20, count=1, direction="work", action="GLOBE-R-BV-Request")


def waiting(sim):
    return [m for m in sim.get("/api/v1/uitgaand?status=wachtend").json()["berichten"]]


def fetched(sim):
    organisation = Organisation(sim, listen=False)
    organisation.listen_at("")
    send(sim, organisation)
    held = waiting(sim)
    expect(len(held) == 1 and held[0]["url"] == "", f"the result is held: {held}")
    taken = sim.api("POST", f"/api/v1/uitgaand/{held[0]['messageId']}/opgehaald")
    result = split(taken.headers["Content-Type"], taken.body)[1][1]
    expect(b"<VerwerkingsCode>Verwerkt<" in result, result.decode())
    expect(waiting(sim) == [], "what was fetched waits no longer")


def pushed_later(sim):
    organisation = Organisation(sim, listen=False)
    organisation.listen_at("")
    send(sim, organisation)
    with Organisation(sim) as listening:  # says where it listens
        listening.wait(lambda m: m.action == "GLOBE-R-BV-Result")
        sim.journal(wait=20, direction="in", action="Acknowledgment")
        expect(waiting(sim) == [], "what was pushed and acknowledged waits no longer")


def refused(sim):
    for body, status in (({"oin": "00000099000000001000", "url": "nowhere"}, 422), ({"oin": "00000099000000999000", "url": ""}, 422), ({"url": ""}, 422)):
        answer = sim.api("PUT", f"/api/v1/cpas/{sim.cpa_id}/endpoint", body)
        expect(answer.status == status and answer.headers["Content-Type"] == "application/problem+json", f"{body}: HTTP {answer.status}")


for promise in (fetched, pushed_later, refused):
    with Simulator(sys.argv[1]) as simulator:
        promise(simulator)
    print(f"ok: {promise.__name__}")

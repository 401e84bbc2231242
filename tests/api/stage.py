"""A world in which every operation has something to answer with: a batch that was judged, a result that waits to be fetched, e-mail
that went out, a citizen who is logged in.
"""
import contextlib
import http.client

import digid
from browser import Browser
from contract import Contract
from sim import Answer, Organisation, Simulator, batch, bericht, expect

LAST = ("/api/v1/reset",)  # what throws away what the others need
PATIENCE = 20


def is_api(path):
    """Not a page of the console."""
    return path == "/metrics" or path.startswith("/api/")


@contextlib.contextmanager
def opened(program, *options):
    with Simulator(program, *options) as sim:
        contract = Contract(sim.get("/api/v1/openapi.json").json())
        with Organisation(sim, listen=False) as organisation:
            organisation.listen_at("")
            answer = organisation.post(*organisation.business("GLOBE-R-BV-Request", batch(bericht())))
            expect(answer.status in (200, 204), f"the batch is not taken: HTTP {answer.status} {answer.text()}")
        sim.journal(wait=PATIENCE, action="GLOBE-R-BV-Request")
        sim.get("/api/v1/notices?soort=email&count=1&wait=PT20S")
        citizen = Browser().open(sim.doors["portaal"] + "/mijn/inloggen")
        citizen.click("inloggen")
        digid.by_sms(citizen, sim, digid.ANNA)
        yield sim, contract


def request(sim, operation, address, body=None, headers=None):
    """As Simulator.api(), but of what never ends only the beginning is read."""
    endless = any("text/event-stream" in r.get("content", {}) for r in operation.responses.values())
    if not endless:
        return sim.api(operation.method, address, body, headers)
    connection = http.client.HTTPConnection("localhost", int(sim.doors["beheer"].rsplit(":", 1)[1]), timeout=PATIENCE)
    try:
        connection.request(operation.method, address, body, headers or {})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read1(1000) if answer.status < 400 else answer.read())
    finally:
        connection.close()

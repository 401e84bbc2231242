#!/usr/bin/env python3
"""An ICT supplier as intermediary: one certificate and one CPA of its own, messages in the name of those organisations that
authorised it, and of no other. Results return to the one who sent.

intermediair.py PROGRAM
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from sim import Organisation, Simulator, batch, bericht, expect  # noqa: E402

SUPPLIER = "00000003690000010000"  # an HRN: of a company, from its KVK number
CLIENTS = ("00000099000000111000", "00000099000000222000")
STRANGER = "00000099000000333000"
ANNA = "999990019"
FOREIGN = "OinInCPAKomtNietOvereenMetOinInBericht"


def make(sim, oin, name, berichttype=None):
    answer = sim.api("PUT", f"/api/v1/organisaties/{oin}", {"naam": name})
    expect(answer.status == 200, answer.text())
    if berichttype:
        answer = sim.api("PUT", f"/api/v1/organisaties/{oin}/berichttypen/{berichttype}", {"naam": berichttype, "actief": True})
        expect(answer.status == 200, answer.text())
        sim.api("PUT", f"/api/v1/burgers/{ANNA}/abonnementen/{oin}", {"aan": True})


def authorise(sim, client, method="PUT"):
    answer = sim.api(method, f"/api/v1/organisaties/{client}/intermediairs/{SUPPLIER}")
    expect(answer.status == 200, answer.text())


def codes(supplier, client, berichttype):
    """Delivers a message in the name of `client` and returns the codes of the result, which must come to the supplier."""
    now = supplier.sim.get("/api/v1/clock").json()["nu"]
    _, result = supplier.deliver(batch(bericht(berichttype=berichttype, onderwerp=f"Van {client}"), created=now, oin=client))
    return re.findall(r"<[\w:]*VerwerkingsCode>(\w+)<", result.payload.decode())


def in_box(sim):
    return sorted((b["leverancier"], b["onderwerp"]) for b in sim.box(ANNA))


with Simulator(sys.argv[1]) as sim:
    make(sim, SUPPLIER, "ICT-bedrijf Voorbeeld")
    for n, client in enumerate(CLIENTS):
        make(sim, client, f"Gemeente {n}", f"TYPE{n}")
        authorise(sim, client)
    make(sim, STRANGER, "Gemeente Vreemd", "TYPE0")
    before = in_box(sim)

    with Organisation(sim, oin=SUPPLIER) as supplier:
        for n, client in enumerate(CLIENTS):
            expect(codes(supplier, client, f"TYPE{n}") == ["Verwerkt"], f"{client} authorised it")
        expect(codes(supplier, STRANGER, "TYPE0") == [FOREIGN], "who did not authorise it is not sent for")
        expect(codes(supplier, SUPPLIER, "TYPE0") == ["BerichtTypeNietOndersteund"], "in its own name it has no berichttype of a client")
        expect(codes(supplier, CLIENTS[0], "TYPE1") == ["BerichtTypeNietOndersteund"], "a berichttype is one of the client it sends for")
        placed = [m for m in in_box(sim) if m not in before]
        expect(placed == [(client, f"Van {client}") for client in CLIENTS], f"the citizen sees the clients as senders: {placed}")

        authorise(sim, CLIENTS[0], "DELETE")
        expect(codes(supplier, CLIENTS[0], "TYPE0") == [FOREIGN], "a withdrawal works at once")
        expect(codes(supplier, CLIENTS[1], "TYPE1") == ["Verwerkt"], "and ends nothing for another client")
        authorise(sim, CLIENTS[0])
        expect(codes(supplier, CLIENTS[0], "TYPE0") == ["Verwerkt"], "it may be authorised again")

        hits = [h["regel"] for e in sim.journal(direction="work", outcome="processed") for h in e.get("hits", [])]
        expect(hits.count("BB-R-005") == 2, f"the journal names the rule for each refusal: {hits}")
print("ok: an intermediary sends for those who authorised it")

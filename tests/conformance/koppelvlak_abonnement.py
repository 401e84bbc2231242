"""AbonnementService: a question over ebMS, and within four hours a gzip answer that tells who is subscribed."""
import gzip
import xml.etree.ElementTree as ET

import case as cases
import checks
from sim import ANSWER, OIN, QUESTION, Organisation, expect

A = "{http://schemas.overheid.nl/GEB/AbonnementServiceProcessor/2014/02}"
KEYS = ("replace set drop twice before base document encoding sender payloads change answer-after burger "
        "burgers order")


def run(sim, case):
    checks.prepare(sim, case)
    text = case.one("document", case.document)
    if text is None:
        text = cases.load(case.path.parent / case.one("base")).document
    text = cases.fill(cases.edited(case, text), checks.now(sim), oin=OIN)
    with Organisation(sim, case.one("sender", OIN)) as organisation:
        for value in case.all("change"):  # after {now}, so that a Mutatie finds it
            method, path, body = value.split(" ", 2)
            expect(sim.api(method, path, body).status == 200, value)
        octets = text.encode(case.one("encoding", "utf-8"))
        acknowledgment = organisation.send(QUESTION, [(f"vraag-{n}", "text/xml", octets) for n in range(int(case.one("payloads", "1")))])
        expect(acknowledgment.action == "Acknowledgment", f"{acknowledgment.action} {acknowledgment.errors()}")
        checks.journal_names(sim, case.rules(), 1)
        if case.verdict == "antwoord":
            answered(sim, organisation, case, ET.fromstring(text))
        else:
            waiting = [m["action"] for m in sim.get("/api/v1/uitgaand").json()["berichten"]]
            expect(not waiting, f"there is to be no answer, but {waiting} goes out")
        for message in organisation.inbox:
            checks.valid(message.soap, "ebms/message.xsd", message.action)


def answered(sim, organisation, case, question):
    if case.one("answer-after"):
        expect(not sim.journal(direction="out", action=ANSWER), "the answer went out at once")
        sim.advance(case.one("answer-after"))
    message = organisation.wait(lambda m: m.action == ANSWER)
    kind = message.parts[1][0]["Content-Type"]
    expect(kind == "application/gzip", f"the answer is {kind}")
    document = gzip.decompress(message.payload)
    checks.valid(document, "berichtenbox/abonnement.xsd", "the answer")
    root = ET.fromstring(document)
    for name in ("BerichtLeverancier/OIN", "VerzoekId"):
        expect(root.findtext(name) == question.findtext(name), f"{name} is {root.findtext(name)}")
    got = [f"{a.findtext('BSN')} {a.findtext('Geabonneerd')}" for a in root.iter("Abonnement")]
    wanted = everybody(sim, question.findtext("BerichtLeverancier/OIN")) if case.one("burgers") == "all subscribed" else case.all("burger")
    expect(sorted(got) == sorted(wanted) if case.one("order") == "free" else got == wanted, f"expected {wanted}, got {got}")


def everybody(sim, oin):
    """Who is subscribed, by what the control API tells of each burger."""
    out = []
    for burger in sim.get("/api/v1/burgers?limit=1000").json()["burgers"]:
        kept = {a["oin"]: a["aan"] for a in sim.get(f"/api/v1/burgers/{burger['bsn']}/abonnementen").json()["abonnementen"]}
        if burger["account"] == "actief" and kept[oin]:
            out.append(f"{burger['bsn']} true")
    expect(1 < len(out) < 20, f"{len(out)} subscribers prove nothing")
    return out

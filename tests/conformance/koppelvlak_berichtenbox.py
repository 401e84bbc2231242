"""BerichtVerwerkService: a batch goes in over ebMS, its result comes back, and the boxes hold what was placed and nothing else."""
import base64
import re
import xml.etree.ElementTree as ET

import case as cases
import checks
from sim import BATCH, OIN, RESULT, Organisation, expect

V = "{http://schemas.rdw.nl/GEB/BerichtVerwerkService/Types/2009/01}"
B = "{http://schemas.rdw.nl/GEB/BerichtenProsessor/Bericht/Types/2009/01}"
R = "{http://schemas.rdw.nl/GEB/BerichtVerwerkService/BerichtResultaat/Types/2009/01}"
NIL = "00000000-0000-0000-0000-000000000000"
# Which counter a code adds to; what has none of its own counts as a technical problem (spec 4.2).
COUNTERS = ("AantalBerichtenSuccesvolVerwerkt", "AantalBerichtenGeenActieveBoxOfGeabonneertOpLeverancier",
            "AantalBerichtenMetTechnischProbleem", "AantalBerichtenBerichtTypeNietCorrect",
            "AantalBerichtenPublicatieDatumNietCorrect", "AantalBerichtenAanmaakDatumNietCorrect")
COUNTER_OF = {"Verwerkt": 0, "NietActiefOfGeabonneerd": 1, "BerichtTypeNietOndersteund": 3,
              "PublicatieDatumLigtTeVerInDeToekomst": 4, "AanmaakDatumLigtTeVerInHetVerleden": 5}
KEYS = ("replace set drop twice before base document encoding sender earlier payloads result result-after "
        "outcome total counts batch-id")


def run(sim, case):
    checks.prepare(sim, case)
    with Organisation(sim, case.one("sender", OIN)) as organisation:
        placed, sent = {}, 0
        for earlier in case.all("earlier"):
            other = cases.load(case.path.parent / earlier)
            deliver(sim, organisation, other, placed)
            sent += 1
        if case.one("result") == "never":
            no_result(sim, organisation, case, placed)
        else:
            deliver(sim, organisation, case, placed)
        checks.journal_names(sim, case.rules(), sent + 1)
        in_the_boxes(sim, placed)
        for message in organisation.inbox:
            checks.valid(message.soap, "ebms/message.xsd", message.action)


def document(sim, case):
    moment = checks.now(sim)
    text = case.one("document", case.document)
    if text is None:
        text = cases.load(case.path.parent / case.one("base")).document
    return cases.fill(cases.edited(case, text), moment, oin=OIN)


def identity(case):
    """A MessageId that is the same each time this case is sent."""
    return cases.fill("{guid:message-of-" + re.sub(r"\W", "-", case.name) + "}@test.example", "2026-01-01T00:00:00Z")


def deliver(sim, organisation, case, placed):
    text = document(sim, case)
    message_id, conversation = identity(case), "conversation-of-" + case.name
    octets = text.encode(case.one("encoding", "utf-8"))
    payloads = [(f"payload-{n}", "text/xml", octets) for n in range(int(case.one("payloads", "1")))]
    organisation.send(BATCH, payloads, message_id=message_id, conversation=conversation)
    if case.one("result-after"):
        comes_later(sim, conversation, case.one("result-after"))
    message = organisation.wait(lambda m: m.action == RESULT and m.conversation == conversation)
    expect(message.ref_to == message_id, f"RefToMessageId is {message.ref_to}")
    checks.valid(message.payload, "berichtenbox/result.xsd", "the result")
    judge(case, text, ET.fromstring(message.payload))
    remember(case, text, placed)


def messages(text):
    try:
        return ET.fromstring(text).findall(f"{B}Bericht")
    except ET.ParseError:
        return []


def field(bericht, name):
    return bericht.findtext(f"{B}BerichtInformatie/{B}{name}")


def outcomes(case):
    """[(code, stadium, is it the one nil Bericht)] from the lines "outcome: CODE STADIUM [nil] [xN]"."""
    out = []
    for line in case.all("outcome"):
        words = line.split()
        times = int(words[-1][1:]) if re.fullmatch(r"x\d+", words[-1]) else 1
        out += [(words[0], words[1], "nil" in words)] * times
    expect(out, "a case of the Berichtenbox tells its outcomes")
    expect(case.verdict in {code for code, *_ in out} | {"geen-resultaat"}, f"no outcome {case.verdict}, which the folder promises")
    return out


def judge(case, text, result):
    expect(result.tag == f"{V}BerichtVerwerkResponse", result.tag)
    info, answered = result.find("BatchInformatie"), result.find("Berichten").findall(f"{R}Bericht")
    asked = messages(text)
    expected = outcomes(case)
    got = [(b.findtext("VerwerkingsCode"), b.findtext("Stadium"), b.findtext("BerichtID") == NIL) for b in answered]
    expect(got == expected, f"outcomes: expected {expected}, got {got}")
    wanted = NIL if case.one("batch-id") == "nil" else re.search(r"BatchID>([^<]*)<", text)[1].strip()
    expect(info.findtext("BatchID") == wanted, f"BatchID: expected {wanted}, got {info.findtext('BatchID')}")
    for bericht, answer in zip(asked, answered):
        if answer.findtext("BerichtID") == NIL:
            expect(answer.findtext("BerichtType") == "Onbekend", "the nil Bericht has another type")
        else:
            same = (field(bericht, "BerichtID").strip(), field(bericht, "BerichtType"))
            expect((answer.findtext("BerichtID"), answer.findtext("BerichtType")) == same, f"not the echo of {same}")
    counters(case, info, expected)
    for moment in ("DatumOntvangen", "DatumVerwerkt"):
        expect(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", info.findtext(moment)), f"{moment} is {info.findtext(moment)}")


def counters(case, info, expected):
    total = int(case.one("total", len(expected)))
    counts = [0] * 6
    for code, *_ in expected:
        counts[COUNTER_OF.get(code, 2)] += 1
    counts[2] += total - sum(counts)
    got = [int(info.findtext(name)) for name in ("TotaalAantalOntvangenBerichten",) + COUNTERS]
    expect(got == [total] + counts, f"counts: expected {[total] + counts}, got {got}")
    declared = case.one("counts")
    expect(declared in (None, "/".join(map(str, got))), f"counts: the case says {declared}, got {got}")


def remember(case, text, placed):
    """Notes what must lie in the boxes after this batch."""
    asked, expected = messages(text), outcomes(case)
    if len(expected) != len(asked):
        return  # refused as a whole
    leverancier = ET.fromstring(text).findtext(f"{V}BatchInformatie/{V}BerichtLeverancierID")
    for bericht, (code, *_) in zip(asked, expected):
        if code != "Verwerkt":
            continue
        files = {}
        for bijlage in bericht.iter(f"{B}Bijlage"):
            number = int(bijlage.findtext(f"{B}Volgorde"))
            number += number in files  # of two with one number the second gets the next
            files[number] = (number, bijlage.findtext(f"{B}Omschrijving"), len(base64.b64decode(bijlage.findtext(f"{B}Inhoud"))))
        placed[(field(bericht, "GebruikerID").strip(), field(bericht, "BerichtID").strip().lower())] = {
            "leverancier": leverancier, "berichtType": field(bericht, "BerichtType"), "onderwerp": field(bericht, "Onderwerp"),
            "tekst": field(bericht, "BerichtTekst") or "", "referentie": field(bericht, "Referentie") or "",
            "bijlagen": [dict(zip(("volgorde", "omschrijving", "bytes"), f)) for _, f in sorted(files.items())],
            "publicatie": field(bericht, "PublicatieDatum")}


def in_the_boxes(sim, placed):
    found = checks.boxes(sim)
    expect({(bsn, i.lower()) for bsn, i in found} == set(placed), f"the boxes hold {sorted(found)}, expected {sorted(placed)}")
    later = []
    for (bsn, bericht_id), message in found.items():
        wanted = dict(placed[(bsn, bericht_id.lower())])
        publication = wanted.pop("publicatie")
        got = {name: message[name] for name in wanted}
        expect(got == wanted, f"in the box of {bsn}: {got}, expected {wanted}")
        if message["zichtbaarVanaf"] > message["geplaatst"]:
            later.append((bsn, bericht_id, message["zichtbaarVanaf"]))
            expect(publication, "nobody asked for a later publication")
        elif publication:
            expect(message["geplaatst"] == message["zichtbaarVanaf"], "a past PublicatieDatum publishes at once")
    for bsn, bericht_id, moment in later:
        visible = lambda: any(m["berichtId"] == bericht_id for m in sim.box(bsn))
        expect(not visible(), f"{bericht_id} is visible before {moment}")
        sim.set_clock(moment)
        expect(visible(), f"{bericht_id} is not visible at {moment}")


def no_result(sim, organisation, case, placed):
    text = document(sim, case)
    organisation.send(BATCH, [("payload", "text/xml", text.encode())])
    sim.journal(wait=30, direction="work")
    sim.advance("P2D")
    waiting = [m["action"] for m in sim.get("/api/v1/uitgaand").json()["berichten"]]
    expect(waiting == [], f"there is to be no result, but {waiting} goes out")
    remember(case, text, placed)


def comes_later(sim, conversation, delay):
    sim.journal(wait=30, direction="work", conversation=conversation)
    waiting = [m["status"] for m in sim.get("/api/v1/uitgaand").json()["berichten"] if m["conversationId"] == conversation]
    expect(waiting == ["wachtend"], f"before {delay} is over, the result is {waiting}")
    expect(not sim.journal(direction="out", action=RESULT), "the result went out at once")
    sim.advance(delay)

"""What goes over the wire, judged by the ebMS, CPA and Berichtenbox schemas in two engines that share nothing: xmllint (libxml2,
which the server uses too) and python3-xmlschema, which is written in Python; and by facts of the OASIS schema that stand here once
more. A document that the engines refuse, the server refuses.

Usage: schemas.py PROGRAM SCHEMAS
"""
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import xmlschema

import sim as simulator
from capture import Tap
from sim import EB, SOAP, expect

SCHEMAS = pathlib.Path(sys.argv[2])
MESSAGE, REQUEST, RESULT, CPA = "ebms/message.xsd", "berichtenbox/request.xsd", "berichtenbox/result.xsd", "ebms/cpa.xsd"
HEADER_ORDER = ["From", "To", "CPAId", "ConversationId", "Service", "Action", "MessageData", "DuplicateElimination", "Description"]
DATA_ORDER = ["MessageId", "Timestamp", "RefToMessageId", "TimeToLive"]


class Judges:
    def __init__(self, scratch):
        self.scratch, self.parsed = scratch / "judged.xml", {}

    def verdicts(self, schema, document):
        """(xmllint, xmlschema): whether each finds these octets valid."""
        self.scratch.write_bytes(document)
        lint = subprocess.run(["xmllint", "--nonet", "--noout", "--schema", str(SCHEMAS / schema), str(self.scratch)], capture_output=True, timeout=30)
        expect(lint.returncode in (0, 3), f"xmllint: {lint.stderr.decode()}")  # 3: not valid
        if schema not in self.parsed:
            self.parsed[schema] = xmlschema.XMLSchema(str(SCHEMAS / schema))
        return lint.returncode == 0, self.parsed[schema].is_valid(document.decode())

    def demand(self, schema, document, what):
        expect(self.verdicts(schema, document) == (True, True), f"{what} is not valid by {schema}: {document.decode()}")


def in_order(element, names):
    places = [names.index(child.tag.removeprefix(f"{{{EB}}}")) for child in element]
    return places == sorted(places)


def facts(soap, what):
    """Facts of msg-header-2_0.xsd: what is qualified, required, and in which order."""
    root = ET.fromstring(soap)
    header, body = root.find(f"{{{SOAP}}}Header"), root.find(f"{{{SOAP}}}Body")
    expect(list(root) == [header, body], f"{what}: Header, then Body")
    for element in root.iter():
        for name in element.attrib if element.tag.startswith(f"{{{EB}}}") else ():
            expect(name.startswith("{"), f"{what}: {element.tag}/@{name} is not qualified")
    for block in header:
        expect(block.get(f"{{{SOAP}}}mustUnderstand") == "1", f"{what}: {block.tag} has no mustUnderstand")
    for block in [*header, *body]:
        expect(block.get(f"{{{EB}}}version") == "2.0", f"{what}: {block.tag} has no version 2.0")
    message = header.find(f"{{{EB}}}MessageHeader")
    expect(in_order(message, HEADER_ORDER), f"{what}: order of MessageHeader")
    expect(in_order(message.find(f"{{{EB}}}MessageData"), DATA_ORDER), f"{what}: order of MessageData")
    expect(message.find(f".//{{{EB}}}Timestamp").text.endswith("Z"), f"{what}: a Timestamp is in UTC")
    for description in root.iter(f"{{{EB}}}Description"):
        expect(description.get("{http://www.w3.org/XML/1998/namespace}lang"), f"{what}: Description without xml:lang")


def message_is_valid(judges, soap, what):
    judges.demand(MESSAGE, soap, what)
    facts(soap, what)


def what_send_emits(judges, sim, program):
    pdf = sim.dir / "brief.pdf"
    pdf.write_bytes(b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n")
    with Tap(sim) as tap:
        batch, acknowledgment = tap.send(program, "--bsn", "999990019", "--onderwerp", "Zoë & <Čapek>", "--referentie", "P-1", "--bijlage", str(pdf))
    (_, soap), (_, payload) = simulator.split(batch.request_headers["Content-Type"], batch.request)
    message_is_valid(judges, soap, "the batch of send")
    judges.demand(REQUEST, payload, "the payload of send")
    message_is_valid(judges, acknowledgment.request, "the acknowledgment of send")
    return soap


def what_the_server_answers(judges, sim):
    with simulator.Organisation(sim) as organisation:
        acknowledgment, result = organisation.deliver(simulator.batch(simulator.bericht(), simulator.bericht("999990020")))
        _, refused = organisation.deliver(simulator.batch(simulator.bericht(onderwerp="x" * 51)))
        organisation.post(*organisation.business("GLOBE-R-BV-Request", simulator.batch(), change=lambda soap: soap.replace("<eb:Role>SR<", "<eb:Role>ZZ<")))
        organisation.post(*organisation.signal("Ping"))
        error, pong = (organisation.wait(lambda m, a=action: m.action == a) for action in ("MessageError", "Pong"))
    expect([code for code, *_ in error.errors()] == ["Inconsistent"], f"{error.errors()}")
    for what in (acknowledgment, result, refused, error, pong):
        message_is_valid(judges, what.soap, f"the server's {what.action}")
    for what in (result, refused):
        judges.demand(RESULT, what.payload, "a result")


def changed(soap):
    """Documents made of a valid one, each with whether it is valid still by the OASIS schema."""
    def edit(pattern, by, valid=False):
        out, count = re.subn(pattern, by, soap, count=1, flags=re.S)
        expect(count == 1, f"the message holds no {pattern}")
        return out, valid
    return {
        "mustUnderstand in words": edit('mustUnderstand="1"', 'mustUnderstand="true"'),
        "no mustUnderstand": edit(' soap:mustUnderstand="1"', ""),
        "no version": edit(' eb:version="2.0"', ""),
        "an unqualified attribute": edit('eb:type="urn:osb:oin"', 'type="urn:osb:oin"'),
        "AckRequested without signed": edit(' eb:signed="false"', ""),
        "From after To": edit("(<eb:From>.*</eb:From>)(<eb:To>.*</eb:To>)", r"\2\1"),
        "no From": edit("<eb:From>.*</eb:From>", ""),
        "two CPAIds": edit("(<eb:CPAId>.*</eb:CPAId>)", r"\1\1"),
        "an empty ConversationId": edit("<eb:ConversationId>.*</eb:ConversationId>", "<eb:ConversationId/>"),
        "a Timestamp in words": edit("<eb:Timestamp>.*</eb:Timestamp>", "<eb:Timestamp>vandaag</eb:Timestamp>"),
        "an element in no namespace": edit("<eb:Action>(.*)</eb:Action>", r'<Action xmlns="">\1</Action>'),
        "href without namespace": edit("xlink:href", "href"),
        "an empty Manifest": edit("<eb:Reference[^>]*/>", ""),
        "Body missing": edit("<soap:Body>.*</soap:Body>", ""),
        "an extension of another namespace": edit("</eb:MessageHeader>", '<x:x xmlns:x="urn:x"/></eb:MessageHeader>', True),
        "a foreign attribute": edit("<eb:MessageHeader ", '<eb:MessageHeader xmlns:x="urn:x" x:x="" ', True),
        "a Timestamp with fraction and offset": edit("<eb:Timestamp>.*?Z</eb:Timestamp>", "<eb:Timestamp>2026-11-24T09:30:00.123456789+01:00</eb:Timestamp>", True),
        "a Description": edit("</eb:MessageHeader>", '<eb:Description xml:lang="nl">tekst</eb:Description></eb:MessageHeader>', True),
    }


def three_judges_agree(judges, sim):
    """xmllint, xmlschema and the server find the same documents valid."""
    sim.set_switch("berichtenbox.resultaat", "nooit")  # so that nothing comes in but what is sent here
    last = max(entry["id"] for entry in sim.journal())
    with simulator.Organisation(sim) as organisation:
        soap = organisation.envelope(organisation.header("GLOBE-R-BV-Request", extra="<eb:DuplicateElimination/>"), organisation.ACK_REQUESTED, organisation.manifest("payload"))
        for name, (document, valid) in changed(soap).items():
            verdicts = judges.verdicts(MESSAGE, document.encode())
            expect(verdicts == (valid, valid), f"{name}: xmllint and xmlschema say {verdicts}")
            fresh = lambda _, document=document: re.sub("<eb:MessageId>[^<]*", f"<eb:MessageId>{simulator.uuid.uuid4()}@test.example", document)
            answer = organisation.post(*organisation.business("GLOBE-R-BV-Request", simulator.batch(simulator.bericht()), change=fresh))
            entry, = sim.journal(wait=20, after=last, direction="in", door="koppelvlak")
            last = entry["id"]
            rules = {hit["regel"] for hit in entry["hits"]}
            expect((entry["uitkomst"], rules) == (("accepted", set()) if valid else ("refused", {"EB-R-005"})), f"{name}: the server says {entry}")
            if answer.body:
                judges.demand(MESSAGE, answer.body, f"the SOAP Fault about {name}")
        for error in [message for message in organisation.inbox if message.action == "MessageError"]:
            message_is_valid(judges, error.soap, "a MessageError about the schema")


def main(program):
    with simulator.tempfile.TemporaryDirectory(prefix="mosim-peer-") as home, simulator.Simulator(program, data_dir=f"{home}/data") as sim:
        judges = Judges(sim.dir)
        what_send_emits(judges, sim, program)
        what_the_server_answers(judges, sim)
        judges.demand(CPA, sim.get(f"/api/v1/cpas/{sim.cpa_id}").body, "the CPA")
        three_judges_agree(judges, sim)


main(sys.argv[1])

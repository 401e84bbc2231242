"""The multiparts of `send` and server, taken apart by GMime and by Python's email; and what those two build, accepted by the server.

Usage: mime.py PROGRAM
"""
import email.encoders
import email.generator
import email.mime.base
import email.mime.multipart
import email.policy
import gzip
import io
import sys
import uuid

import gi

gi.require_version("GMime", "3.0")
from gi.repository import GMime

import sim as simulator
from capture import Tap
from sim import expect

ANNA = "999990019"
TEKST = r"Beste Zoë,\r\n\r\n--geen-grens\r\n100 % & <zeker> € 12,50 =3D "
QUESTION = ('<a:AbonnementAanvraag xmlns:a="http://schemas.overheid.nl/GEB/AbonnementServiceProcessor/2014/02"><BerichtLeverancier>'
            f"<OIN>{simulator.OIN}</OIN></BerichtLeverancier><VerzoekId>vraag-1</VerzoekId></a:AbonnementAanvraag>")


def octets_of(write):
    stream = GMime.StreamMem.new()
    write(stream)
    array = stream.get_byte_array()
    return bytes(getattr(array, "data", array))


def split_by_gmime(content_type, body):
    """[(Content-ID, type, octets)]"""
    stream = GMime.StreamMem.new_with_buffer(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    whole = GMime.Parser.new_with_stream(stream).construct_part(None)
    expect(isinstance(whole, GMime.Multipart), "GMime sees no multipart")
    parts = [whole.get_part(i) for i in range(whole.get_count())]
    return [(p.get_content_id(), p.get_content_type().get_mime_type(), octets_of(p.get_content().write_to_stream)) for p in parts]


def split_by_email(content_type, body):
    return [(part["Content-ID"].strip("<>"), part.get_content_type(), octets) for part, octets in simulator.split(content_type, body)]


def split(content_type, body):
    """As both libraries see it."""
    by_gmime, by_email = split_by_gmime(content_type, body), split_by_email(content_type, body)
    expect(by_gmime == by_email, f"GMime and Python read other parts: {by_gmime} {by_email}")
    start = email.policy.HTTP.header_factory("Content-Type", content_type).params.get("start")
    expect(start is None or start.strip("<>") == by_gmime[0][0], "start does not name the first part")
    return by_gmime


def send_is_read_to_the_byte(sim, program):
    """`send --batch` sends a file as it is: line ends of every kind, trailing white space, what looks like a boundary."""
    batch = simulator.batch(simulator.bericht(onderwerp="Zoë &amp; Čapek", tekst="--\r\n--grens--\n\r\r  "))
    octets = (batch + "\r\n<?grens \r\n--\n?>\r\n\n").encode()
    file = sim.dir / "batch.xml"
    file.write_bytes(octets)
    with Tap(sim) as tap:
        exchange = tap.send(program, "--batch", str(file))[0]
    parts = split(exchange.request_headers["Content-Type"], exchange.request)
    expect([kind for _, kind, _ in parts] == ["text/xml", "text/xml"], f"{parts}")
    expect(parts[1][2] == octets, "the payload of send is not the file")
    expect(f"cid:{parts[1][0]}".encode() in parts[0][2], "the Manifest does not name the payload")


def results_are_read_to_the_byte(sim):
    with simulator.Organisation(sim) as organisation:
        _, result = organisation.deliver(simulator.batch(simulator.bericht(), simulator.bericht("999990020")))
        organisation.post(*organisation.business("GLOBE-R-A-Request", QUESTION))
        answer = organisation.wait(lambda m: m.action == "GLOBE-R-A-Result")
    soap, payload = split(result.headers["Content-Type"], result.body)
    expect(simulator.ET.fromstring(payload[2]).tag.endswith("BerichtVerwerkResponse"), "the payload is a result")
    expect(f"cid:{payload[0]}".encode() in soap[2], "the Manifest does not name the payload")
    binary = split(answer.headers["Content-Type"], answer.body)[1][2]  # gzip holds a checksum: one octet amiss and this fails
    expect(b"<VerzoekId>vraag-1</VerzoekId>" in gzip.decompress(binary), "the answer is not that on the question")


# --- the other way

def built_by_gmime(encoding, newline):
    def build(soap, payload):
        whole = GMime.Multipart.new_with_subtype("related")
        whole.set_boundary(f"=-{uuid.uuid4()}'()+_,./:=?")
        for cid, octets, how in (("soap@gmime", soap, GMime.ContentEncoding.BINARY), ("payload", payload, encoding)):
            part = GMime.Part.new_with_type("text", "xml")
            part.set_content_id(cid)
            part.set_content(GMime.DataWrapper.new_with_stream(GMime.StreamMem.new_with_buffer(octets), GMime.ContentEncoding.DEFAULT))
            part.set_content_encoding(how)
            whole.add(part)
        options = GMime.FormatOptions.new()
        options.set_newline_format(newline)
        content_type = whole.get_content_type()
        content_type.set_parameter("type", "text/xml")
        written = octets_of(lambda stream: whole.write_to_stream(options, stream))
        return " ".join(content_type.encode(None).removeprefix("Content-Type:").split()), written[written.index(b"--=-"):]
    return build


def built_by_email(encode, start):
    def build(soap, payload):
        whole = email.mime.multipart.MIMEMultipart("related", type="text/xml", **({"start": "<soap@email>"} if start else {}))
        for cid, octets in (("soap@email", soap), ("payload", payload)):
            part = email.mime.base.MIMEBase("text", "xml", charset="utf-8")
            part.set_payload(octets)
            part["Content-ID"] = f"<{cid}>"
            part["Content-Description"] = "met een naam die zo lang is dat de regel wordt gevouwen " * 3
            encode(part)
            whole.attach(part)
        out = io.BytesIO()
        email.generator.BytesGenerator(out, policy=email.policy.SMTP.clone(cte_type="8bit")).flatten(whole)
        head, _, body = out.getvalue().partition(b"\r\n\r\n")
        content_type = next(value for name, value in email.message_from_bytes(head, policy=email.policy.HTTP).items() if name == "Content-Type")
        return content_type, body
    return build


BUILDERS = {
    "GMime, binary, CRLF": built_by_gmime(GMime.ContentEncoding.BINARY, GMime.NewLineFormat.DOS),
    "GMime, binary, LF": built_by_gmime(GMime.ContentEncoding.BINARY, GMime.NewLineFormat.UNIX),
    "GMime, base64": built_by_gmime(GMime.ContentEncoding.BASE64, GMime.NewLineFormat.DOS),
    "GMime, quoted-printable": built_by_gmime(GMime.ContentEncoding.QUOTEDPRINTABLE, GMime.NewLineFormat.DOS),
    "email, base64, with start": built_by_email(email.encoders.encode_base64, True),
    "email, quoted-printable, without start": built_by_email(email.encoders.encode_quopri, False),
}


def what_others_build_is_accepted(sim):
    with simulator.Organisation(sim) as organisation:
        for name, build in BUILDERS.items():
            conversation, bericht_id = str(uuid.uuid4()), str(uuid.uuid4())
            header = organisation.header("GLOBE-R-BV-Request", extra="<eb:DuplicateElimination/>", conversation=conversation)
            soap = organisation.envelope(header, organisation.ACK_REQUESTED, organisation.manifest("payload"))
            tekst = TEKST.replace("&", "&amp;").replace("<", "&lt;")
            batch = simulator.batch(simulator.bericht(bericht_id=bericht_id, tekst=tekst), created=sim.get("/api/v1/clock").json()["nu"])
            content_type, body = build(soap.encode(), batch.encode())
            answer = organisation.post({"SOAPAction": '"ebXML"', "Content-Type": content_type}, body)
            expect(answer.status < 300, f"{name}: HTTP {answer.status} {answer.text()}: {content_type} {body}")
            organisation.wait(lambda m, c=conversation: m.action == "GLOBE-R-BV-Result" and m.conversation == c)
            placed = {bericht["berichtId"]: bericht["tekst"] for bericht in sim.box(ANNA)}
            expect(placed.get(bericht_id) == TEKST, f"{name}: in the box is {placed.get(bericht_id)!r}")


def main(program):
    GMime.init()
    with simulator.tempfile.TemporaryDirectory(prefix="mosim-peer-") as home, simulator.Simulator(program, data_dir=f"{home}/data") as sim:
        send_is_read_to_the_byte(sim, program)
        results_are_read_to_the_byte(sim)
        what_others_build_is_accepted(sim)


main(sys.argv[1])

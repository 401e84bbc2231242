"""The simulator as a test sees it from outside: the real program on free ports, and an organisation that speaks ebMS to it.

Written with Python's standard library only, so that it shares no code with the server: its TLS is Python's ssl, its MIME is
Python's email, its XML is Python's expat.
"""
import email.parser
import email.policy
import http.client
import http.server
import json
import pathlib
import socket
import ssl
import subprocess
import tempfile
import threading
import uuid
import xml.etree.ElementTree as ET

OIN = "00000099000000001000"        # of the example organisation
LOGIUS = "00000004003214345001"
SERVICE = "MIJNOVERHEID.ebMS.BB.2.0"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
EB = "http://www.oasis-open.org/committees/ebxml-msg/schema/msg-header-2_0.xsd"
MSH_SERVICE = "urn:oasis:names:tc:ebxml-msg:service"
BATCH, RESULT = "GLOBE-R-BV-Request", "GLOBE-R-BV-Result"
QUESTION, ANSWER = "GLOBE-R-A-Request", "GLOBE-R-A-Result"  # of the AbonnementService
DOORS = ("koppelvlak", "portaal", "leverancier", "beheer")


class Failed(AssertionError):
    """What a user was promised and did not get."""


def expect(condition, text):
    if not condition:
        raise Failed(text)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def text(self):
        return self.body.decode("utf-8", "replace")


class Https(http.client.HTTPSConnection):
    """To a door of this machine under a name that its resolver need not know, such as anna.localhost."""

    def connect(self):
        self.sock = self._context.wrap_socket(socket.create_connection(("127.0.0.1", self.port), self.timeout), server_hostname=self.host)


class Simulator:
    """A server of its own for one test; `with Simulator(program) as sim:`. Ends it by SIGTERM and expects a clean end."""

    def __init__(self, program, *options, citizens=20, data_dir=None):
        self.work = tempfile.TemporaryDirectory(prefix="mosim-test-")
        self.dir = pathlib.Path(self.work.name)
        self.data_dir = data_dir
        self.name = "localhost"  # what the doors are called
        where = ["--data-dir", str(data_dir)] if data_dir else ["--ephemeral"]
        ports = [word for door in DOORS for word in (f"--{door}-port", "0")]
        self.process = subprocess.Popen([program, "--log-level", "warn", "serve", *where, *ports, "--citizens", str(citizens), *options],
                                        stdout=subprocess.PIPE, text=True)
        self.token = None
        self._wait_until_ready()
        self.token = self._token(options)
        self.ca = self.dir / "ca.pem"
        self.ca.write_bytes(self.get("/api/v1/pki/ca.pem").body)
        self.cpa_id = self.doors["cpaId"]

    def _wait_until_ready(self):
        for line in self.process.stdout:
            if line.startswith("{"):
                self.doors = json.loads(line)
                return
            if "is ready" in line:
                self.doors = json.loads((pathlib.Path(self.data_dir) / "doors.json").read_text())
                threading.Thread(target=self.process.stdout.read, daemon=True).start()
                return
        raise Failed(f"the server did not start; exit code {self.process.wait(10)}")

    def _token(self, options):
        """Of the beheer door, where it demands one."""
        if "--beheer-token" in options:
            return options[options.index("--beheer-token") + 1]
        file = self.data_dir and pathlib.Path(self.data_dir) / "beheer-token"
        return file.read_text().strip() if file and file.exists() else self.doors.get("beheerToken")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        code = self.stop()
        self.work.cleanup()
        if kind is None:
            expect(code == 0, f"SIGTERM is not a clean end: exit code {code}")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(60)

    def kill(self):
        self.process.kill()
        self.process.wait(10)

    # --- the control API
    def api(self, method, path, body=None, headers=None):
        """With the token of the door, unless headers say what to send."""
        if headers is None and self.token:
            headers = {"Authorization": f"Bearer {self.token}"}
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        connection = http.client.HTTPConnection("localhost", int(self.doors["beheer"].rsplit(":", 1)[1]), timeout=90)
        try:
            connection.request(method, path, body, {"Host": f"{self.name}:{connection.port}"} | (headers or {}))
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def get(self, path):
        answer = self.api("GET", path)
        expect(answer.status == 200, f"GET {path} gave HTTP {answer.status}: {answer.text()}")
        return answer

    def set_switch(self, name, value):
        answer = self.api("PUT", f"/api/v1/switches/{name}", value)
        expect(answer.status == 200, f"switch {name}={value}: {answer.text()}")

    def set_clock(self, moment):
        answer = self.api("PUT", "/api/v1/clock", moment)
        expect(answer.status == 200, answer.text())

    def advance(self, duration):
        answer = self.api("POST", "/api/v1/clock/advance", duration)
        expect(answer.status == 200, answer.text())

    def journal(self, wait=None, count=1, **filters):
        query = "&".join(f"{k}={v}" for k, v in filters.items())
        if wait:
            query += f"&count={count}&wait=PT{wait}S"
        return self.get("/api/v1/journal?" + query).json()["entries"]

    def box(self, bsn, everything=False):
        return self.get(f"/api/v1/burgers/{bsn}/berichten?limit=1000" + ("&alles=ja" if everything else "")).json()["berichten"]

    def cpa_of(self, oin, **wishes):
        """The CPA of an organisation; one is made when there is none, or when it has wishes (`synchroon`, `profiel`)."""
        if not wishes:
            for cpa in self.get("/api/v1/cpas").json()["cpas"]:
                if oin in cpa["partijen"]:
                    return cpa["cpaId"]
        answer = self.api("POST", "/api/v1/cpas/genereer", {"oin": oin, "endpoint": "https://localhost:8445/ebms", **wishes})
        expect(answer.status == 201, f"no CPA for {oin}: {answer.text()}")
        return answer.json()["cpaId"]

    # --- certificates
    def credential(self, oin=OIN, kind=None, name=None):
        """(certificate file, key file) of an organisation; `kind`: one that must be refused, as `pki soorten` names it."""
        kept = self.api("GET", f"/api/v1/pki/certificaten/{oin}") if kind is None else None
        return self._files(kept.json()) if kept and kept.status == 200 else self.new_credential(oin, kind, name)

    def new_credential(self, oin=OIN, kind=None, name=None):
        """The same, always made anew."""
        answer = self.api("POST", "/api/v1/pki/certificaten", {"oin": oin, "naam": name or oin, **({"soort": kind} if kind else {})})
        expect(answer.status == 201, f"no certificate for {oin} {kind}: {answer.text()}")
        return self._files(answer.json())

    def _files(self, made):
        stem = self.dir / uuid.uuid4().hex
        stem.with_suffix(".crt").write_text(made["certificaat"])
        stem.with_suffix(".key").write_text(made["sleutel"])
        return str(stem.with_suffix(".crt")), str(stem.with_suffix(".key"))

    def tls(self, credential):
        context = ssl.create_default_context(cafile=str(self.ca))
        if credential:
            context.load_cert_chain(*credential)
        return context

    def tls_server(self, credential):
        """For an endpoint that asks its clients for a certificate of the test PKI."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*credential)
        context.load_verify_locations(str(self.ca))
        context.verify_mode = ssl.CERT_REQUIRED
        return context


class World(Simulator):
    """One more world of a running server, made when it is not there: the same control API and doors, by its own host name."""

    def __init__(self, sim, name, **wishes):
        self.sim, self.dir, self.ca, self.token, self.name = sim, sim.dir, sim.ca, sim.token, f"{name}.localhost"
        known = sim.api("GET", f"/api/v1/worlds/{name}")
        made = known if known.status == 200 else sim.api("POST", "/api/v1/worlds", {"naam": name, "burgers": 20, **wishes})
        expect(made.status in (200, 201), f"no world {name}: HTTP {made.status}: {made.text()}")
        self.doors, self.cpa_id = made.json()["deuren"], made.json()["deuren"]["cpaId"]

    def __exit__(self, *_):
        pass


class Received:
    """A message that the organisation's endpoint got: the SOAP envelope, and the parts of a multipart by Content-ID."""

    def __init__(self, headers, body):
        self.headers, self.body = headers, body
        self.parts = split(headers["Content-Type"], body)
        self.soap = self.parts[0][1]
        self.root = ET.fromstring(self.soap)

    def text_of(self, name):
        found = self.root.find(f".//{{{EB}}}{name}")
        return None if found is None else (found.text or "").strip()

    def has(self, name):
        return self.root.find(f".//{{{EB}}}{name}") is not None

    action = property(lambda self: self.text_of("Action"))
    message_id = property(lambda self: self.text_of("MessageId"))
    conversation = property(lambda self: self.text_of("ConversationId"))
    ref_to = property(lambda self: self.root.find(f".//{{{EB}}}MessageData").findtext(f"{{{EB}}}RefToMessageId"))
    payload = property(lambda self: self.parts[1][1] if len(self.parts) > 1 else None)

    def errors(self):
        return [(e.get(f"{{{EB}}}errorCode"), e.get(f"{{{EB}}}location"), e.findtext(f"{{{EB}}}Description"))
                for e in self.root.iter(f"{{{EB}}}Error")]


def split(content_type, body):
    """[(headers, octets)], by Python's email package; one part when it is no multipart."""
    if not content_type.startswith("multipart/"):
        return [({"Content-Type": content_type}, body)]
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    expect(message.is_multipart() and not message.defects, f"not a sound multipart: {message.defects}")
    return [(part, part.get_payload(decode=True)) for part in message.iter_parts()]


def join(soap, payloads, boundary="a-boundary-of-the-test"):
    """(Content-Type, octets) of an envelope with payloads [(Content-ID, Content-Type, octets)]."""
    parts = [("soap@test", "text/xml; charset=UTF-8", soap.encode()), *payloads]
    body = b""
    for cid, kind, octets in parts:
        body += f"--{boundary}\r\nContent-Type: {kind}\r\nContent-ID: <{cid}>\r\nContent-Transfer-Encoding: binary\r\n\r\n".encode() + octets + b"\r\n"
    return f'multipart/related; boundary="{boundary}"; type="text/xml"; start="<soap@test>"', body + f"--{boundary}--\r\n".encode()


class Organisation:
    """An ebMS adapter: sends over mTLS, listens on a port of its own, acknowledges what asks for it, remembers all."""

    def __init__(self, sim, oin=OIN, cpa_id=None, listen=True, acknowledge=True):
        self.sim, self.oin, self.cpa_id, self.acknowledge = sim, oin, cpa_id or sim.cpa_of(oin), acknowledge
        self.credential = sim.credential(oin)
        self.inbox, self.changed = [], threading.Condition()
        self.answer_with = 204  # the HTTP status for what is pushed
        self.server, self.answering = None, 0
        if listen:
            self._listen()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with self.changed:
            self.changed.wait_for(lambda: not self.answering, 20)  # nothing of this test is on its way in the next
        if self.server:
            self.server.shutdown()
            self.server.server_close()

    def _listen(self):
        organisation = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                message = Received(self.headers, body)
                with organisation.changed:
                    organisation.answering += 1
                try:
                    self.send_response(organisation.answer_with)
                    if organisation.answer_with != 204:
                        self.send_header("Content-Length", "0")
                    self.end_headers()
                    organisation._got(message)
                finally:
                    with organisation.changed:
                        organisation.answering -= 1
                        organisation.changed.notify_all()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.socket = self.sim.tls_server(self.credential).wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.listen_at(f"https://localhost:{self.server.server_address[1]}/ebms")

    def listen_at(self, url):
        answer = self.sim.api("PUT", f"/api/v1/cpas/{self.cpa_id}/endpoint", {"oin": self.oin, "url": url})
        expect(answer.status == 200, answer.text())

    def _got(self, message):
        with self.changed:
            self.inbox.append(message)
            self.changed.notify_all()
        if self.acknowledge and self.answer_with < 300 and message.has("AckRequested"):
            self.post(*self.signal("Acknowledgment", message))

    def wait(self, wanted, seconds=20):
        """The first message received, now or soon, for which `wanted(message)`."""
        with self.changed:
            self.changed.wait_for(lambda: any(wanted(m) for m in self.inbox), seconds)
            found = [m for m in self.inbox if wanted(m)]
        expect(found, f"no such message came; there are {[(m.action, m.errors()) for m in self.inbox]}")
        return found[0]

    # --- sending
    def post(self, headers, body, path="/ebms", credential=...):
        connection = self.connection(credential)
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def connection(self, credential=...):
        context = self.sim.tls(self.credential if credential is ... else credential)
        port = int(self.sim.doors["koppelvlak"].rsplit(":", 1)[1])
        return Https(self.sim.name, port, context=context, timeout=60)

    def header(self, action, service=f'<eb:Service eb:type="urn:osb:services">{SERVICE}</eb:Service>', message_id=None, conversation=None, ref_to=None, roles=True, extra="", moment=None):
        """A MessageHeader of this organisation to Logius, as text that a test may change with str.replace."""
        moment = moment or self.sim.get("/api/v1/clock").json()["nu"]
        role = (lambda name: f"<eb:Role>{name}</eb:Role>") if roles else (lambda name: "")
        ref = f"<eb:RefToMessageId>{ref_to}</eb:RefToMessageId>" if ref_to else ""
        return (f'<eb:MessageHeader soap:mustUnderstand="1" eb:version="2.0">'
                f'<eb:From><eb:PartyId eb:type="urn:osb:oin">{self.oin}</eb:PartyId>{role("SR")}</eb:From>'
                f'<eb:To><eb:PartyId eb:type="urn:osb:oin">{LOGIUS}</eb:PartyId>{role("SP")}</eb:To>'
                f'<eb:CPAId>{self.cpa_id}</eb:CPAId><eb:ConversationId>{conversation or uuid.uuid4()}</eb:ConversationId>'
                f'{service}<eb:Action>{action}</eb:Action>'
                f'<eb:MessageData><eb:MessageId>{message_id or str(uuid.uuid4()) + "@test.example"}</eb:MessageId><eb:Timestamp>{moment}</eb:Timestamp>{ref}</eb:MessageData>'
                f'{extra}</eb:MessageHeader>')

    @staticmethod
    def envelope(header, blocks="", body=""):
        return (f'<soap:Envelope xmlns:soap="{SOAP}" xmlns:eb="{EB}" xmlns:xlink="http://www.w3.org/1999/xlink">'
                f'<soap:Header>{header}{blocks}</soap:Header><soap:Body>{body}</soap:Body></soap:Envelope>')

    ACK_REQUESTED = ('<eb:AckRequested soap:mustUnderstand="1" eb:version="2.0" eb:signed="false" '
                     'soap:actor="urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH"/>')
    SYNC_REPLY = '<eb:SyncReply soap:mustUnderstand="1" eb:version="2.0" soap:actor="http://schemas.xmlsoap.org/soap/actor/next"/>'

    @staticmethod
    def manifest(*cids):
        references = "".join(f'<eb:Reference xlink:type="simple" xlink:href="cid:{cid}"/>' for cid in cids)
        return f'<eb:Manifest eb:version="2.0">{references}</eb:Manifest>' if cids else ""

    def business(self, action, payload, change=lambda soap: soap, blocks=ACK_REQUESTED, **header):
        """(headers, body) of a reliable business message. `payload`: an XML text, or parts [(Content-ID, Content-Type, octets)];
        `change` edits the SOAP text."""
        parts = payload if isinstance(payload, list) else [("payload", "text/xml", payload.encode() if isinstance(payload, str) else payload)]
        manifest = self.manifest(*(cid for cid, *_ in parts))
        soap = change(self.envelope(self.header(action, extra="<eb:DuplicateElimination/>", **header), blocks, manifest))
        content_type, body = join(soap, parts)
        return {"SOAPAction": '"ebXML"', "Content-Type": content_type}, body

    def send(self, action, payload, **header):
        """Sends a business message and returns its acknowledgment, from the HTTP answer or as it is pushed."""
        header.setdefault("conversation", str(uuid.uuid4()))
        header.setdefault("message_id", f"{uuid.uuid4()}@test.example")
        answer = self.post(*self.business(action, payload, **header))
        expect(answer.status in (200, 204), f"HTTP {answer.status}: {answer.text()}")
        if answer.body:
            return Received(answer.headers, answer.body)
        return self.wait(lambda m: m.ref_to == header["message_id"] and m.action in ("Acknowledgment", "MessageError"))

    def signal(self, action, about=None, blocks="", body="", conversation=None, change=lambda soap: soap, **header):
        """(headers, body) of an MSH signal; `about` is the Received message that it answers."""
        service = f"<eb:Service>{MSH_SERVICE}</eb:Service>"
        ref = about.message_id if about else header.pop("ref_to", None)
        moment = header.setdefault("moment", self.sim.get("/api/v1/clock").json()["nu"])
        if action == "Acknowledgment" and not blocks:
            blocks = (f'<eb:Acknowledgment soap:mustUnderstand="1" eb:version="2.0" soap:actor="urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH">'
                      f'<eb:Timestamp>{moment}</eb:Timestamp><eb:RefToMessageId>{ref}</eb:RefToMessageId></eb:Acknowledgment>')
        soap = change(self.envelope(self.header(action, service, roles=False, ref_to=ref, conversation=conversation or (about.conversation if about else None), **header), blocks, body))
        return {"SOAPAction": '"ebXML"', "Content-Type": "text/xml; charset=UTF-8"}, soap.encode()

    def deliver(self, batch, seconds=20, **header):
        """Sends a Berichten document and returns (acknowledgment, result) as they come in, the result within `seconds`."""
        conversation = header.setdefault("conversation", str(uuid.uuid4()))
        acknowledgment = self.send(BATCH, batch, **header)
        return acknowledgment, self.wait(lambda m: m.action == RESULT and m.conversation == conversation, seconds)


def batch(*messages, batch_id=None, created="2026-11-24T08:30:00Z", oin=OIN, inner_batch_id=None):
    """A Berichten document around messages that bericht() made."""
    batch_id = batch_id or str(uuid.uuid4())
    return ('<?xml version="1.0" encoding="UTF-8"?><v:Berichten xmlns:v="http://schemas.rdw.nl/GEB/BerichtVerwerkService/Types/2009/01" '
            'xmlns:b="http://schemas.rdw.nl/GEB/BerichtenProsessor/Bericht/Types/2009/01"><v:BatchInformatie>'
            f'<v:BatchID>{batch_id}</v:BatchID><v:AanmaakDatum>{created}</v:AanmaakDatum><v:BerichtLeverancierID>{oin}</v:BerichtLeverancierID></v:BatchInformatie>'
            + "".join(messages).replace("{batch}", inner_batch_id or batch_id) + "</v:Berichten>")


def bericht(bsn="999990019", berichttype="PARKVERG", onderwerp="Uw parkeervergunning", tekst="Beste aanvrager", bericht_id=None, publicatie=None, bijlagen=()):
    """A Bericht; bijlagen: base64 texts."""
    optional = f"<b:PublicatieDatum>{publicatie}</b:PublicatieDatum>" if publicatie else ""
    files = "".join(f"<b:Bijlage><b:Inhoud>{inhoud}</b:Inhoud><b:BijlageType>Pdf</b:BijlageType><b:Omschrijving>Bijlage {n}</b:Omschrijving><b:Volgorde>{n}</b:Volgorde></b:Bijlage>"
                    for n, inhoud in enumerate(bijlagen, 1))
    return (f"<b:Bericht><b:BerichtInformatie><b:BatchID>{{batch}}</b:BatchID><b:BerichtID>{bericht_id or uuid.uuid4()}</b:BerichtID>"
            f"<b:BerichtType>{berichttype}</b:BerichtType>{optional}<b:Onderwerp>{onderwerp}</b:Onderwerp><b:BerichtTekst>{tekst}</b:BerichtTekst>"
            f"<b:GebruikerID>{bsn}</b:GebruikerID><b:SoortGebruiker>Burger</b:SoortGebruiker></b:BerichtInformatie>"
            + (f"<b:Bijlagen>{files}</b:Bijlagen>" if files else "") + "</b:Bericht>")

"""The ebMS message service: what it answers to good and bad messages, in the HTTP answer or as a message of its own."""
import base64
import quopri
import uuid
import xml.etree.ElementTree as ET

import case as cases
import checks
from sim import BATCH, EB, LOGIUS, OIN, RESULT, Answer, Organisation, Received, batch, bericht, expect

SIGNALS = ("Acknowledgment", "MessageError", "Pong", "StatusResponse")
ERRORS = ("ValueNotRecognized", "NotSupported", "Inconsistent", "OtherXml", "SecurityFailure", "MimeProblem", "TimeToLiveExpired", "Unknown")
KEYS = ("replace set drop twice before cpa cpa-set wish endpoint acknowledge placed back send http wire "
        "encode sync body method certificate advance answer faultcode status refers")


def run(sim, case):
    checks.prepare(sim, case)
    cpa = edited_cpa(sim, case) if case.all("cpa") + case.all("cpa-set") else sim.cpa_of(OIN, **wishes(case))
    with Organisation(sim, cpa_id=cpa, acknowledge=case.one("acknowledge") != "no") as organisation:
        if case.one("endpoint") == "none":
            organisation.listen_at("")
        talk = Talk(sim, organisation, case)
        steps = case.steps()
        for step in steps:
            talk.step(step, step.one("answer", case.verdict if step is steps[-1] else None))
        if case.verdict == "DeliveryFailure":
            give_up(sim)
        checks.journal_names(sim, case.rules(), talk.accepted)
        placed = len(checks.boxes(sim))
        wanted = int(case.one("placed", talk.accepted))
        expect(placed == wanted, f"{placed} messages were placed, expected {wanted}")
        for message in organisation.inbox + talk.answers:
            checks.valid(message.soap, "ebms/message.xsd", f"{message.action}, which the server sent,")


def wishes(case):
    return {key: True if value == "true" else value for key, _, value in (line.partition("=") for line in case.all("wish"))}


def edited_cpa(sim, case):
    """Another CPA of the example organisation: its own, changed as the case says and under an id of its own."""
    text = sim.get(f"/api/v1/cpas/{sim.cpa_id}").text()
    for key, value in case.lines:
        value = cases.fill(value, checks.now(sim))
        if key == "cpa":
            text = cases.swap(text, value, case.path)
        elif key == "cpa-set":
            name, _, new = value.partition(" = ")
            text = cases.element(text, name, lambda start, _, end: start + new + end, case.path)
    fresh = sim.cpa_id[:-32] + uuid.uuid4().hex
    answer = sim.api("POST", "/api/v1/cpas", text.replace(sim.cpa_id, fresh))
    expect(answer.status == 200, f"the CPA of the case is refused: {answer.text()}")
    return fresh


def give_up(sim):
    """Lets the virtual clock run until the server no longer resends its result."""
    for attempts in range(1, 20):
        outcome = sim.journal(wait=20, count=attempts, direction="out", action=RESULT)[-1]
        if outcome["hits"]:
            state = [m["status"] for m in sim.get("/api/v1/uitgaand").json()["berichten"] if m["action"] == RESULT]
            expect(state == ["verlopen"], f"a result that nobody acknowledged is {state}")
            expect(attempts == 10, f"given up after {attempts - 1} attempts, the CPA says one and 8 more")
            return
        sim.advance("PT3H1S")
    expect(False, "the server never gives up")


class Talk:
    """What one case says and hears."""

    def __init__(self, sim, organisation, case):
        self.sim, self.organisation, self.case = sim, organisation, case
        self.ids, self.answers, self.accepted, self.last = [], [], 0, None

    def step(self, step, verdict):
        if step.one("advance"):
            self.sim.advance(step.one("advance"))
        again = step.one("send") == "again"
        if not again:
            self.ids.append(f"{uuid.uuid4()}@test.example")
            self.last = self.message(step)
        headers, body = self.last
        answer = self.post(step, headers, body)
        self.judge(step, verdict, answer)
        if verdict in ("Acknowledgment", "DeliveryFailure", "nothing") and step.one("send", "business") == "business":
            self.accepted += 1
            self.sim.journal(wait=30, count=self.accepted, direction="work")

    def fill(self, text):
        values = {f"id:{n}": value for n, value in enumerate(self.ids, 1)}
        return cases.fill(text, checks.now(self.sim), oin=OIN, logius=LOGIUS, cpa=self.organisation.cpa_id, example=self.sim.cpa_id, **values)

    def message(self, step):
        """(headers, octets) of what the step sends, with its edits of SOAP text, HTTP headers and octets."""
        kind = step.one("send", "business")
        step = cases.Case(step.path, [(key, self.fill(value)) for key, value in step.lines])
        soap = lambda text: cases.edited(step, text)
        same = {"message_id": self.ids[-1], "conversation": "conversation-" + str(len(self.ids))}
        if kind == "raw":
            headers, body = {"SOAPAction": '"ebXML"', "Content-Type": "text/xml; charset=UTF-8"}, self.raw(step)
        elif kind == "business":
            headers, body = self.business(step, soap, same)
        else:
            headers, body = self.signal(kind, soap, same)
        lines = "\n".join(f"{name}: {value}" for name, value in headers.items())
        for edit in step.all("http"):
            lines = cases.swap(lines, edit, step.path)
        for edit in step.all("wire"):
            old = body
            body = cases.swap(body.decode("latin-1"), edit, step.path).encode("latin-1")
            expect(body != old, f"'{edit}' changes nothing")
        return dict(line.split(": ", 1) for line in lines.splitlines() if line), body

    def business(self, step, soap, same):
        text = batch(bericht(), created=checks.now(self.sim))
        part = ("payload", "text/xml", text.encode())
        blocks = self.organisation.SYNC_REPLY + self.organisation.ACK_REQUESTED if step.one("sync") == "yes" else self.organisation.ACK_REQUESTED
        headers, body = self.organisation.business(BATCH, [part], change=soap, blocks=blocks, **same)
        encode = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(step.one("encode"))
        if encode:
            plain = b"binary\r\n\r\n" + text.encode()
            expect(plain in body, "the payload is not where it is expected")
            body = body.replace(plain, step.one("encode").encode() + b"\r\n\r\n" + encode(text.encode()))
        return headers, body

    def signal(self, kind, soap, same):
        about = self.ids[-2] if len(self.ids) > 1 else "nobody@test.example"
        if kind == "acknowledgment":
            return self.organisation.signal("Acknowledgment", ref_to=about, change=soap, **same)
        if kind == "message-error":
            error = '<eb:ErrorList soap:mustUnderstand="1" eb:version="2.0" eb:highestSeverity="Error"><eb:Error eb:errorCode="Unknown" eb:severity="Error"/></eb:ErrorList>'
            return self.organisation.signal("MessageError", ref_to=about, blocks=error, change=soap, **same)
        if kind == "status-request":
            body = f'<eb:StatusRequest eb:version="2.0"><eb:RefToMessageId>{about}</eb:RefToMessageId></eb:StatusRequest>'
            return self.organisation.signal("StatusRequest", body=body, change=soap, **same)
        return self.organisation.signal({"ping": "Ping", "pong": "Pong"}[kind], ref_to=about if kind == "pong" else None, change=soap, **same)

    def raw(self, step):
        deep = lambda n: "<a>" * n + "</a>" * n
        return step.one("body", "").replace("{deep}", deep(100_000)).encode("latin-1")

    def post(self, step, headers, body):
        credential = ...
        if step.one("certificate") == "new":
            credential = self.sim.new_credential(OIN)
        elif step.one("certificate"):
            credential = self.sim.credential(step.one("certificate"))
        connection = self.organisation.connection(credential)
        try:
            connection.request(step.one("method", "POST"), "/ebms", body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    # --- what came back
    def judge(self, step, verdict, answer):
        if verdict == "nothing":
            return self.nothing(answer)
        if verdict.startswith("http-"):
            expect(answer.status == int(verdict[5:]), f"HTTP {answer.status}: {answer.text()}")
            return None
        if verdict == "soap-fault-500":
            return self.fault(step, answer)
        signal = self.heard(step, answer)
        expect(signal.conversation == f"conversation-{len(self.ids)}", f"the answer is in conversation {signal.conversation}")
        expect(signal.ref_to == step.one("refers", self.ids[-1]), f"the answer refers to {signal.ref_to}")
        if verdict in ERRORS:
            self.error(signal, verdict)
        else:
            wanted = "Acknowledgment" if verdict == "DeliveryFailure" else verdict
            expect(signal.action == wanted, f"expected {wanted}, got {signal.action} {signal.errors()}")
            if wanted == "StatusResponse":
                state = signal.root.find(f".//{{{EB}}}StatusResponse").get(f"{{{EB}}}messageStatus")
                expect(state == step.one("status"), f"messageStatus is {state}")

    def heard(self, step, answer):
        """The signal, from where the step says that it comes: the HTTP answer or a message of its own."""
        in_http = step.one("back", self.case.one("back", "pushed")) == "http"
        expect(answer.status == (200 if in_http else 204), f"HTTP {answer.status}: {answer.text()}")
        if in_http:
            expect(answer.headers["SOAPAction"] == '"ebXML"', f"SOAPAction of the answer is {answer.headers['SOAPAction']}")
            self.answers.append(Received(answer.headers, answer.body))
            return self.answers[-1]
        expect(not answer.body, f"the signal is pushed, yet the HTTP answer has {answer.body!r}")
        before = [m for m in self.answers if m.action in SIGNALS]
        fresh = lambda m: m.ref_to == step.one("refers", self.ids[-1]) and m.action in SIGNALS and m not in before
        self.answers.append(self.organisation.wait(fresh))
        return self.answers[-1]

    def error(self, signal, code):
        errors = signal.errors()
        expect([e[0] for e in errors] == [code], f"expected {code}, got {signal.action} {errors}")
        _, location, description = errors[0]
        severity = {e.get(f"{{{EB}}}severity") for e in signal.root.iter(f"{{{EB}}}Error")}
        expect(severity == {"Error"} and location and description, f"severity {severity}, location {location}, description {description}")
        places = [hit["plaats"] for entry in self.sim.journal() for hit in entry["hits"]]
        expect(any(location in place or place in location for place in places), f"location {location} is not a place in the journal: {places}")

    def fault(self, step, answer):
        expect(answer.status == 500 and answer.headers["Content-Type"].startswith("text/xml"), f"HTTP {answer.status} {answer.headers['Content-Type']}: {answer.text()}")
        root = ET.fromstring(answer.body)
        code = root.findtext(".//faultcode").partition(":")[2]
        expect(code == step.one("faultcode", "Client"), f"faultcode is {code}")
        text = root.findtext(".//faultstring")
        expect(any(rule in text for rule, _ in self.case.rules()), f"the fault names no rule: {text}")
        checks.valid(answer.body, "ebms/message.xsd", "the fault")

    def nothing(self, answer):
        """No answer ever: after a Ping, which comes later and is answered, there still is none."""
        expect(answer.status == 204 and not answer.body, f"HTTP {answer.status}: {answer.text()}")
        mark = f"{uuid.uuid4()}@test.example"
        self.organisation.post(*self.organisation.signal("Ping", message_id=mark))
        self.organisation.wait(lambda m: m.ref_to == mark)
        stray = [(m.action, m.errors()) for m in self.organisation.inbox if m.ref_to == self.ids[-1] and m.action in SIGNALS]
        expect(not stray, f"there is an answer after all: {stray}")

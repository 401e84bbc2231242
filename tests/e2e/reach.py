#!/usr/bin/env python3
"""Can MijnOverheid reach you? The check of an endpoint names the step that fails, against real listeners that each fail in one way.

reach.py PROGRAM
"""
import contextlib
import http.server
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from sim import LOGIUS, OIN, Organisation, Received, Simulator, expect  # noqa: E402

STEPS = ["dns", "tcp", "tls", "certificaat", "http", "ebms"]


@contextlib.contextmanager
def listener(context, answer):
    """A server at a free port that gives each POST what answer(body) says: (status, Content-Type, octets)."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            status, kind, octets = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        def log_message(self, *_):
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_):  # a handshake that fails is what some of these tests are about
            pass

    server = Server(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def foreign_credential(folder):
    """Of nobody's CA, for localhost."""
    key, crt = folder / "foreign.key", folder / "foreign.crt"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", crt, "-days", "30",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
    return str(crt), str(key)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Check:
    def __init__(self, sim):
        self.sim, self.cpa = sim, sim.cpa_of(OIN)

    def ask(self, url, wait="PT20S"):
        answer = self.sim.api("POST", f"/api/v1/cpas/{self.cpa}/bereik", {"url": url, "wacht": wait})
        expect(answer.status == 200, answer.text())
        told = answer.json()
        expect([s["stap"] for s in told["stappen"]] == STEPS, f"all steps are told: {told}")
        return told

    def fails(self, step, url, says, wait="PT20S"):
        told = self.ask(url, wait)
        at = STEPS.index(step)
        outcomes = [s["uitkomst"] for s in told["stappen"]]
        found = told["stappen"][at]
        expect(not told["bereikbaar"] and outcomes[at] == "fout" and "fout" not in outcomes[:at] and set(outcomes[at + 1:]) <= {"overgeslagen"},
               f"{url} is to fail at {step}: {told['stappen']}")
        expect(says in found["tekst"] and found["advies"], f"{step} does not say '{says}' with what to do: {found}")
        return told


def steps_before_the_certificate(check, _):
    check.fails("dns", "https://no-such-host.invalid:8443/ebms", "no-such-host.invalid")
    check.fails("dns", "nowhere at all", "not an http or https URL")
    check.fails("tcp", f"https://localhost:{free_port()}/ebms", "nobody listens")
    with listener(None, lambda _: (200, "text/plain", b"no TLS here")) as port:
        check.fails("tls", f"https://localhost:{port}/ebms", "no TLS")


def certificates(check, folder):
    sim = check.sim
    own = sim.credential(OIN)
    silent = lambda _: (204, "text/plain", b"")
    foreign = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    foreign.load_cert_chain(*foreign_credential(folder))
    with listener(foreign, silent) as port:
        check.fails("certificaat", f"https://localhost:{port}/ebms", "not trusted")
    with listener(sim.tls_server(own), silent) as port:
        check.fails("certificaat", f"https://other.localhost:{port}/ebms", "other.localhost is not in the certificate")
    nobody_asked = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    nobody_asked.load_cert_chain(*own)
    with listener(nobody_asked, silent) as port:
        check.fails("tls", f"https://localhost:{port}/ebms", "does not ask for a client certificate")
    distrusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    distrusting.load_cert_chain(*own)
    distrusting.load_verify_locations(foreign_credential(folder)[0])
    distrusting.verify_mode = ssl.CERT_REQUIRED
    with listener(distrusting, silent) as port:
        told = check.fails("http", f"https://localhost:{port}/ebms", "no answer over HTTP")
        expect("trust the CA" in told["stappen"][4]["advies"], f"it does not say who distrusts whom: {told}")


def http_and_what_is_behind_it(check, _):
    context = check.sim.tls_server(check.sim.credential(OIN))
    for status in (404, 403, 500, 302):
        with listener(context, lambda _, status=status: (status, "text/html", b"<html/>")) as port:
            check.fails("http", f"https://localhost:{port}/ebms", f"HTTP {status}")
    with listener(context, lambda _: (200, "text/html", b"<html><body>Welkom</body></html>")) as port:
        check.fails("ebms", f"https://localhost:{port}/ebms", "no ebMS: text/html")
    with listener(context, lambda _: (204, "text/plain", b"")) as port:
        check.fails("ebms", f"https://localhost:{port}/ebms", "no Pong came", wait="PT0.2S")


def pongs(check, _):
    """In the HTTP answer, and as a message of its own; an error that an ebMS answers is told too."""
    sim = check.sim
    with Organisation(sim, listen=False) as organisation:
        def signal(body, action, **more):
            ping = Received({"Content-Type": "text/xml"}, body)
            expect(ping.action == "Ping" and ping.text_of("CPAId") == check.cpa, f"not a Ping of this CPA: {body}")
            expect(ping.root.find(".//{*}To/{*}PartyId").text == OIN and ping.root.find(".//{*}From/{*}PartyId").text == LOGIUS, "the parties are wrong")
            return organisation.signal(action, ping, **more)

        def at_once(body):
            headers, octets = signal(body, "Pong")
            return 200, headers["Content-Type"], octets

        def later(body):
            threading.Thread(target=lambda: organisation.post(*signal(body, "Pong"))).start()
            return 204, "text/plain", b""

        def error(body):
            blocks = ('<eb:ErrorList soap:mustUnderstand="1" eb:version="2.0" eb:highestSeverity="Error"><eb:Error eb:errorCode="ValueNotRecognized" '
                      'eb:severity="Error" eb:location="//eb:CPAId"><eb:Description xml:lang="nl">geen CPA</eb:Description></eb:Error></eb:ErrorList>')
            headers, octets = signal(body, "MessageError", blocks=blocks)
            return 200, headers["Content-Type"], octets

        context = sim.tls_server(organisation.credential)
        for answer in (at_once, later):
            with listener(context, answer) as port:
                told = check.ask(f"https://localhost:{port}/ebms")
                expect(told["bereikbaar"] and {s["uitkomst"] for s in told["stappen"]} == {"goed"}, f"{answer.__name__}: {told['stappen']}")
        with listener(context, error) as port:
            check.fails("ebms", f"https://localhost:{port}/ebms", "ValueNotRecognized")
    sent = sim.journal(direction="out", action="Ping")
    expect(len(sent) >= 3 and all(e["aan"] == OIN for e in sent[-3:]), f"the journal does not tell of it: {sent}")


def refusals(check, _):
    sim = check.sim
    for path, body, status in ((f"{check.cpa}/bereik", {"wacht": "PT2H"}, 422), (f"{check.cpa}/bereik", {"oin": "00000099000000009000"}, 422),
                               (f"{check.cpa}/bereik", {"url": 3}, 422), ("no-such-cpa/bereik", {}, 404)):
        answer = sim.api("POST", f"/api/v1/cpas/{path}", body)
        expect(answer.status == status and answer.headers["Content-Type"] == "application/problem+json", f"{body}: HTTP {answer.status} {answer.text()}")
    with Organisation(sim, listen=False) as organisation:
        organisation.listen_at("")
        answer = sim.api("POST", f"/api/v1/cpas/{check.cpa}/bereik")
        expect(answer.status == 422 and "no endpoint" in answer.text(), answer.text())


def by_the_command(check, _):
    with Organisation(check.sim, listen=False) as organisation:
        organisation.listen_at(f"https://localhost:{free_port()}/ebms")
    said = subprocess.run([PROGRAM, "cpa", "reach", check.cpa, "--beheer", check.sim.doors["beheer"]], capture_output=True, text=True, timeout=60)
    expect(said.returncode == 1, f"exit code {said.returncode}: {said.stderr}")
    lines = [line.split()[:2] for line in said.stdout.splitlines() if line.split()[:1] and line.split()[0] in STEPS]
    expect(lines == [["dns", "goed"], ["tcp", "fout"]] + [[s, "overgeslagen"] for s in STEPS[2:]], said.stdout)
    expect("is the adapter up" in said.stdout, f"it does not say what to do: {said.stdout}")


PROGRAM = sys.argv[1]
with Simulator(PROGRAM) as simulator, tempfile.TemporaryDirectory() as name:
    for promise in (steps_before_the_certificate, certificates, http_and_what_is_behind_it, pongs, refusals, by_the_command):
        promise(Check(simulator), pathlib.Path(name))
        print(f"ok: {promise.__name__}")

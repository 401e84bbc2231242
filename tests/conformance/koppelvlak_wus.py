"""BerichtenboxValidatieService: a SOAP question over mutual TLS, and its answer or fault in the same HTTP exchange."""
import http.client
import xml.etree.ElementTree as ET

import case as cases
import checks
from sim import OIN, expect

SERVICE = "{http://schemas.rdw.nl/GEB/BerichtenboxValidatieService/2009/01}"
TYPES = "{http://schemas.rdw.nl/GEB/BerichtenboxValidatieService/Types/2009/01}"
SHARED = "{http://schemas.rdw.nl/GEB/Shared/Types/2009/01}"
WSA = "{http://www.w3.org/2005/08/addressing}"
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
ACTION = SERVICE[1:-1] + "/IBerichtenboxValidatieService/ValidateAbonnementen"
KEYS = ("replace set drop twice before base document encoding http http-status certificate klant faultcode "
        "relates-to")


def run(sim, case):
    checks.prepare(sim, case)
    text = case.one("document", case.document)
    if text is None:
        text = cases.load(case.path.parent / case.one("base")).document
    text = cases.fill(cases.edited(case, text), checks.now(sim), oin=OIN, action=ACTION)
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{ACTION}"'}
    for line in case.all("http"):
        name, _, value = line.partition("=")
        headers.pop(name.strip())
        if value.strip():
            headers[name.strip()] = cases.fill(value.strip(), checks.now(sim), action=ACTION)
    status, kind, body = ask(sim, case.one("certificate", OIN), text.encode(case.one("encoding", "utf-8")), headers)
    expect(kind.startswith("text/xml"), f"HTTP {status} {kind}: {body!r}")
    checks.valid(body, "berichtenbox/validatie-message.xsd", "the answer")
    judge(case, status, ET.fromstring(body))
    checks.journal_names(sim, case.rules())


def ask(sim, oin, body, headers):
    port = int(sim.doors["koppelvlak"].rsplit(":", 1)[1])
    connection = http.client.HTTPSConnection("localhost", port, context=sim.tls(sim.credential(oin)), timeout=60)
    try:
        connection.request("POST", "/BerichtenboxValidatieService", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers["Content-Type"], answer.read()
    finally:
        connection.close()


def judge(case, status, root):
    content = root.find(f"{SOAP}Body")[0]
    if case.verdict == "antwoord":
        expect(status == 200, f"HTTP {status}: {ET.tostring(root)}")
        got = [f"{a.findtext(f'{TYPES}klant/{SHARED}Key')} {a.findtext(f'{TYPES}isBerichtSturen')}" for a in content.iter(f"{TYPES}Abonnement")]
        told = [value.split() for value in case.all("klant")]
        wanted = [f"{bsn} {answer}" for bsn, answer, *times in told for _ in range(int(times[0][1:]) if times else 1)]
        expect(wanted and got == wanted, f"expected {wanted}, got {got}")
    else:
        expect(status == int(case.one("http-status", "500")) and content.tag == f"{SOAP}Fault", f"HTTP {status} {content.tag}")
        code, detail = content.findtext("faultcode"), content.find("detail")
        expect(code == "soap:" + case.one("faultcode", "Client"), f"faultcode is {code}")
        if case.verdict == "soap-fault":
            expect(detail is None, "a fault that the WSDL does not know has detail all the same")
        else:
            expect(detail is not None and detail[0].tag == SHARED + case.verdict and detail[0].findtext(f"{SHARED}Message"), "the detail is not as the WSDL says")
    addressing(case, root)


def addressing(case, root):
    """WS-Addressing comes back exactly when it was used, and relates to the question."""
    header = root.find(f"{SOAP}Header")
    related = case.one("relates-to")
    if not related:
        return expect(header is None, "WS-Addressing that nobody asked for")
    suffix = {"antwoord": "Response"}.get(case.verdict, case.verdict + "Fault")
    expect(header is not None and header.findtext(f"{WSA}RelatesTo") == related, f"RelatesTo is not {related}")
    expect(header.findtext(f"{WSA}Action") == ACTION + suffix, f"wsa:Action is {header.findtext(f'{WSA}Action')}")
    expect(header.findtext(f"{WSA}MessageID"), "the answer has no MessageID")

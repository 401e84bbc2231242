"""BerichtenboxValidatieService as its users' own software calls it, from the WSDL that the server serves: python3-zeep, and PHP's
SoapClient. What both are told is what a delivery then does.

Usage: wus.py PROGRAM
"""
import json
import pathlib
import re
import subprocess
import sys
import urllib.parse
import uuid

import lxml.etree
import requests
import zeep
import zeep.exceptions
import zeep.plugins
import zeep.transports
from zeep.wsa import WsAddressingPlugin

import sim as simulator
from sim import expect

PHP = pathlib.Path(__file__).with_name("validate.php")
WSA = "{http://www.w3.org/2005/08/addressing}"
SHARED = "{http://schemas.rdw.nl/GEB/Shared/Types/2009/01}"
ANNA, BERT, CARLA = "999990019", "999990020", "999990032"  # all is well; no box; organisation switched off


def zeep_client(sim, *plugins):
    session = requests.Session()
    session.trust_env = False  # else REQUESTS_CA_BUNDLE wins from what is said here
    session.cert, session.verify = sim.credential(), str(sim.ca)
    url = sim.doors["koppelvlak"] + "/BerichtenboxValidatieService?wsdl"
    return zeep.Client(url, transport=zeep.transports.Transport(session=session), plugins=list(plugins))


def ask_zeep(client, bsns, berichttype="PARKVERG", oin=simulator.OIN):
    answer = client.service.ValidateAbonnementen({"berichtleverancierCode": oin, "berichtTypeCode": berichttype,
                                                  "klanten": {"Klant": [{"Key": bsn, "Rol": "Burger"} for bsn in bsns]}})
    return [(one.klant.Key, one.isBerichtSturen) for one in answer]


def ask_php(sim, bsns, berichttype="PARKVERG", oin=simulator.OIN):
    """The same by PHP; a fault comes back as (code, text, [detail element, message])."""
    url = sim.doors["koppelvlak"] + "/BerichtenboxValidatieService"
    run = subprocess.run(["php", str(PHP), url, str(sim.ca), *sim.credential()], text=True, capture_output=True, timeout=60,
                         input=json.dumps({"oin": oin, "berichttype": berichttype, "bsns": bsns}))
    expect(run.returncode == 0 and run.stdout.startswith("{"), f"php: {run.stdout} {run.stderr}")
    out = json.loads(run.stdout)
    if "fout" in out:
        return tuple(out["fout"].values())
    return [tuple(one) for one in out["antwoord"]]


def zeep_fault(client, *question, **more):
    """(code, element of the detail, its message) of the fault that this question must get."""
    try:
        answer = ask_zeep(client, *question, **more)
    except zeep.exceptions.Fault as fault:
        expect(fault.detail is not None and len(fault.detail) == 1, f"a fault without its declared detail: {fault.message}")
        declared = fault.detail[0]
        # zeep finds the element in the WSDL's own schemas, so it is one that was declared there.
        value = client.get_element(declared.tag).parse(declared, client.wsdl.types)
        return fault.code, declared.tag, value.Message
    raise simulator.Failed(f"no fault but {answer}")


def one_is_answered(sim, client):
    for ask in (lambda bsns: ask_zeep(client, bsns), lambda bsns: ask_php(sim, bsns)):
        expect(ask([ANNA]) == [(ANNA, True)], "Anna receives this type")
        expect(ask([BERT, CARLA, BERT]) == [(BERT, False), (CARLA, False), (BERT, False)], "in the order of the question, twice is twice")


def check_agrees_with_delivery(sim, client):
    burgers = [b["bsn"] for b in sim.get("/api/v1/burgers?limit=250").json()["burgers"]]
    expect(len(burgers) == 250, f"{len(burgers)} burgers")
    said = ask_zeep(client, burgers)
    expect([bsn for bsn, _ in said] == burgers, "one answer for each question, in its order")
    expect(ask_php(sim, burgers) == said, "PHP reads another answer than zeep")
    ids = {str(uuid.uuid4()): bsn for bsn in burgers}
    with simulator.Organisation(sim) as organisation:
        batch = simulator.batch(*(simulator.bericht(bsn, bericht_id=i) for i, bsn in ids.items()), created=sim.get("/api/v1/clock").json()["nu"])
        _, result = organisation.deliver(batch)
    outcomes = simulator.ET.fromstring(result.payload).find("Berichten")
    placed = {ids[b.findtext("BerichtID")]: b.findtext("VerwerkingsCode") == "Verwerkt" for b in outcomes}
    expect(placed == dict(said), "a delivery does other than the check said")
    expect(len(set(placed.values())) == 2, "this world should hold both kinds of burgers")


def faults_are_the_declared_ones(sim, client):
    refused = {"an unknown type": ([ANNA], "NIKS"), "251 klanten": ([ANNA] * 251,), "no klant": ([],),
               "another organisation": ([ANNA], "PARKVERG", "00000099000000002000")}
    for name, question in refused.items():
        code, tag, message = zeep_fault(client, *question)
        expect((code, tag) == ("soap:Client", SHARED + "ApplicationFault") and message, f"{name}: {code} {tag} {message}")
        expect(ask_php(sim, *question) == (code, message, ["ApplicationFault", message]), f"{name}: PHP reads {ask_php(sim, *question)}")
    sim.set_switch("berichtenbox.validatie", "dependent-fault")
    code, tag, message = zeep_fault(client, [ANNA])
    expect((code, tag) == ("soap:Server", SHARED + "DependentServiceFault") and message, f"{code} {tag} {message}")
    expect(ask_php(sim, [ANNA]) == (code, message, ["DependentServiceFault", message]), "PHP reads another fault")
    sim.set_switch("berichtenbox.validatie", "normaal")


def addressing_is_answered(sim, client, history):
    sent, got = history.last_sent["envelope"], history.last_received["envelope"]
    action, asked = (sent.findall(f".//{WSA}{name}")[-1].text for name in ("Action", "MessageID"))
    expect(got.findtext(f".//{WSA}RelatesTo") == asked, "RelatesTo is not the MessageID of the question")
    expect(got.findtext(f".//{WSA}Action") == action + "Response", "wsa:Action of the answer is not that of the WSDL")
    expect(got.findtext(f".//{WSA}MessageID") not in (None, "", asked), "the answer has no MessageID of its own")


def addressing_can_be_demanded(sim, client):
    expect(ask_php(sim, [ANNA]) == [(ANNA, True)], "without WS-Addressing all is well by default")
    sim.set_switch("wus.ws-addressing", "verplicht")
    code, text, detail = ask_php(sim, [ANNA])
    expect(code == "soap:Client" and "MessageID" in text and not detail, f"{code} {text} {detail}")
    expect(ask_zeep(client, [ANNA]) == [(ANNA, True)], "zeep sends WS-Addressing")
    sim.set_switch("wus.ws-addressing", "vrij")


def node_soap_could_read_it(sim, client):
    """node-soap (not in Debian) looks up the prefix of a type at the root of the WSDL; one that is not there made strings of booleans."""
    url = client.wsdl.location
    root = lxml.etree.fromstring(client.transport.load(url))
    for place in re.findall(r'schemaLocation="([^"]+)"', lxml.etree.tostring(root).decode()):
        schema = lxml.etree.fromstring(client.transport.load(urllib.parse.urljoin(url, place)))
        for prefix, namespace in schema.nsmap.items():
            expect(root.nsmap.get(prefix) == namespace, f"the WSDL does not declare {prefix} of {place}")


def main(program):
    with simulator.Simulator(program, citizens=300) as sim:
        for addressing in ([], [WsAddressingPlugin()]):  # the WSDL names actions, so zeep addresses by itself; with the plugin twice
            history = zeep.plugins.HistoryPlugin()
            client = zeep_client(sim, *addressing, history)
            one_is_answered(sim, client)
            addressing_is_answered(sim, client, history)
        node_soap_could_read_it(sim, client)
        check_agrees_with_delivery(sim, client)
        faults_are_the_declared_ones(sim, client)
        addressing_can_be_demanded(sim, client)


main(sys.argv[1])

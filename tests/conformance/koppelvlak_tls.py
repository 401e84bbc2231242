"""The TLS of the koppelvlak door: who is let in, what the client sees otherwise, and the PKI rule in the journal."""
import http.client
import socket
import ssl
import subprocess
import uuid

import case as cases
import checks
from sim import OIN, Organisation, expect

KEYS = "certificate advance speaks versions ciphers"


def run(sim, case):
    checks.prepare(sim, case)
    kind = case.one("certificate", "good")
    with Organisation(sim) as organisation:
        credential = {"good": lambda: organisation.credential, "none": lambda: None, "issued-by-a-leaf": lambda: below_a_leaf(sim, organisation.credential),
                      "self-signed": lambda: self_signed(sim), "revoked-later": lambda: revoked_later(sim)}.get(kind)
        credential = credential() if credential else sim.credential(kind=kind)
        if case.one("advance"):
            sim.advance(case.one("advance"))
        seen = talk(sim, organisation, credential, case)
        expect(seen == case.verdict, f"the client saw: {seen}")
        checks.journal_names(sim, case.rules())
        if case.verdict == "geweigerd":
            refused = sim.journal(wait=10, outcome="refused")
            expect([e["protocol"] for e in refused] == ["tls"], f"one refused handshake, not {checks.summary(refused)}")


def talk(sim, organisation, credential, case):
    """What a client sees of a Ping: geweigerd (no TLS), soap-fault-500, or aangenomen (HTTP 204)."""
    if case.one("speaks") == "http":
        return plain_http(sim)
    context = sim.tls(credential)
    if case.one("versions"):
        lowest, highest = case.one("versions").split(" to ")
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version, context.maximum_version = ssl.TLSVersion[lowest], ssl.TLSVersion[highest]
    if case.one("ciphers"):
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(case.one("ciphers"))
    headers, body = organisation.signal("Ping")
    connection = http.client.HTTPSConnection("localhost", port(sim), context=context, timeout=60)
    try:
        connection.request("POST", "/ebms", body, headers)
        answer = connection.getresponse()
        return {204: "aangenomen", 500: "soap-fault-500"}.get(answer.status, f"HTTP {answer.status}")
    except (ssl.SSLError, ConnectionError):  # an alert, or when its own request was under way the closed connection
        return "geweigerd"
    finally:
        connection.close()


def port(sim):
    return int(sim.doors["koppelvlak"].rsplit(":", 1)[1])


def plain_http(sim):
    with socket.create_connection(("localhost", port(sim))) as connection:
        connection.sendall(b"POST /ebms HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try:
            heard = connection.recv(1000)
        except ConnectionError:
            heard = b""
    return "geweigerd" if not heard.startswith(b"HTTP/") else "HTTP without TLS"


def revoked_later(sim):
    """A certificate that was good when the server started and is revoked while it runs."""
    credential = sim.new_credential(OIN)
    serial = sim.get("/api/v1/pki/certificaten?limit=1000").json()["certificaten"][-1]["serienummer"]
    expect(sim.api("POST", f"/api/v1/pki/certificaten/{serial}/intrekken").status == 200, "it cannot be revoked")
    return credential


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True, timeout=60)


def request(sim, *words):
    stem = str(sim.dir / uuid.uuid4().hex)
    subject = f"/C=NL/O=Voorbeeld/CN=localhost/serialNumber={OIN}"
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", stem + ".key", "-subj", subject, *words, "-out", stem + ".crt")
    return stem + ".crt", stem + ".key"


def self_signed(sim):
    return request(sim, "-x509", "-days", "30")


def below_a_leaf(sim, leaf):
    """A certificate that the organisation made below its own, which is no CA."""
    certificate, key = request(sim)
    signed = certificate + ".signed"
    openssl("x509", "-req", "-in", certificate, "-CA", leaf[0], "-CAkey", leaf[1], "-set_serial", "7", "-days", "30", "-out", signed)
    with open(signed, "a") as file, open(leaf[0]) as above:
        file.write(above.read())
    return signed, key

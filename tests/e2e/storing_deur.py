"""Storingen of any door, and of TLS."""
import http.client
import socket
import ssl
import time

from sim import OIN, expect
from storing import delivery, effect, told


def get(sim, door="portaal", path="/"):
    host = http.client.HTTPConnection if sim.doors[door].startswith("http:") else http.client.HTTPSConnection
    connection = host("localhost", int(sim.doors[door].rsplit(":", 1)[1]), timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def fails(error, call):
    try:
        got = call()
    except error as e:
        return e
    raise AssertionError(f"expected {error}, got {got}")


@effect("deur.onbereikbaar", bereik={"door": "portaal"})
def unreachable(sim):
    fails(http.client.RemoteDisconnected, lambda: get(sim))
    expect(get(sim)[0] == 200, "it does not work again")
    expect(told(sim, "deur.onbereikbaar")["status"] == 0, "the journal tells of an answer")


@effect("deur.http-fout", bereik={"oin": OIN}, status=502)
def http_error(sim):
    expect(get(sim)[0] == 200, "it fires for who is not in its scope")
    with delivery(sim) as one:
        expect(one.post().status == 502, "not the status that was asked for")
        expect(not one.in_box(), "the message was taken all the same")
        expect(one.post().status == 204, "it does not work again")


@effect("deur.geen-antwoord", bereik={"service": "MIJNOVERHEID.ebMS.BB.2.0"})
def no_answer(sim):
    with delivery(sim) as one:
        fails(http.client.RemoteDisconnected, one.post)
        one.result()
        expect(one.in_box(), "the message is not in the box")


@effect("deur.traag", bereik={"door": "portaal"}, duur="PT0.4S")
def slow(sim):
    began = time.monotonic()
    expect(get(sim)[0] == 200, "no answer at all")
    expect(time.monotonic() - began >= 0.4, "it was not slow")


@effect("deur.half-antwoord", bereik={"door": "portaal"})
def half(sim):
    error = fails(http.client.IncompleteRead, lambda: get(sim))
    expect(0 < len(error.partial) and 0 < error.expected, f"not half an answer: {len(error.partial)} and {error.expected} missing")


def shake_hands(sim, context=None):
    context = context or sim.tls(sim.credential())
    with socket.create_connection(("localhost", int(sim.doors["koppelvlak"].rsplit(":", 1)[1])), timeout=60) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as secure:
            return secure.getpeercert()


def refused_by_client(words):
    def run(sim):
        error = fails(ssl.SSLCertVerificationError, lambda: shake_hands(sim))
        expect(any(word in str(error) for word in words), f"refused, but for another reason: {error}")
        shake_hands(sim)
    return run


effect("tls.certificaat-verlopen")(refused_by_client(["certificate has expired"]))
effect("tls.certificaat-nog-niet-geldig")(refused_by_client(["certificate is not yet valid"]))
effect("tls.verkeerde-naam")(refused_by_client(["Hostname mismatch"]))
effect("tls.vreemde-ca")(refused_by_client(["certificate signature failure", "unable to get", "self-signed", "self signed"]))


@effect("tls.certificaat-ingetrokken", aantal=2)
def revoked(sim):
    shown = shake_hands(sim)["serialNumber"]  # who does not look at the CRL sees nothing
    crl = sim.dir / "crl.pem"
    crl.write_bytes(sim.get("/api/v1/pki/crl.pem").body)
    context = sim.tls(sim.credential())
    context.load_verify_locations(str(crl))
    context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
    error = fails(ssl.SSLCertVerificationError, lambda: shake_hands(sim, context))
    expect("certificate revoked" in str(error), f"refused, but for another reason: {error}")
    expect(shake_hands(sim)["serialNumber"] != shown, "the door's own certificate was revoked")


@effect("tls.handdruk-geweigerd")
def refused(sim):
    error = fails(ssl.SSLError, lambda: shake_hands(sim))
    expect("HANDSHAKE_FAILURE" in str(error), f"another alert: {error}")
    shake_hands(sim)

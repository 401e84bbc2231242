"""OpenSSL's command line as second judge of certificates, CRLs and the TLS of the koppelvlak door, by the profile of PKIoverheid and
Digikoppeling: who is refused, and that it is for the right reason.

Usage: pki.py PROGRAM
"""
import os
import re
import subprocess
import sys

import sim as simulator
from sim import expect

ALERTS = {"handshake failure": 40, "bad certificate": 42, "certificate revoked": 44, "certificate expired": 45, "unknown ca": 48,
          "protocol version": 70, "certificate required": 116}
# How `openssl verify` words it, and the TLS alert that the server sends.
REFUSED = {"expired": ("certificate has expired", "certificate expired"), "not-yet-valid": ("certificate is not yet valid", "bad certificate"),
           "revoked": ("certificate revoked", "certificate revoked"),
           "foreign-ca": ("unable to get local issuer certificate", "unknown ca")}
TLS12 = {f"ECDHE-{auth}-{cipher}" for auth in ("ECDSA", "RSA") for cipher in ("AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305")}


def openssl(*arguments, given=b"", stays=False):
    """(exit code, what it printed). `stays`: its input does not end, so it is the other side that must end it."""
    reading, writing = os.pipe()
    with open(reading, "rb") as stdin, open(writing, "wb", buffering=0) as typed:
        typed.write(given)
        if not stays:
            typed.close()
        run = subprocess.run(["openssl", *arguments], stdin=stdin, capture_output=True, timeout=30)
    return run.returncode, (run.stdout + run.stderr).decode("utf-8", "replace")


class Door:
    """Handshakes with the koppelvlak door."""

    def __init__(self, sim):
        self.sim, self.credential = sim, sim.credential()
        self.address = "localhost:" + sim.doors["koppelvlak"].rsplit(":", 1)[1]

    def shake(self, *options, credential=..., **more):
        credential = self.credential if credential is ... else credential
        shown = ("-cert", credential[0], "-cert_chain", credential[0], "-key", credential[1]) if credential else ()
        return openssl("s_client", "-connect", self.address, "-servername", "localhost", "-verify_return_error", "-verify_hostname", "localhost",
                       "-CAfile", str(self.sim.ca), *shown, *options, **more)

    def agreed(self, *options):
        code, text = self.shake(*options)
        expect(code == 0 and "Verification: OK" in text, f"no handshake with {options}: {text}")
        protocol, cipher = re.search(r"New, (\S+), Cipher is (\S+)", text).groups()
        return protocol, cipher, text

    def refused(self, alert, *options, **more):
        code, text = self.shake(*options, stays=True, **more)
        number = re.search(r"SSL alert number (\d+)", text)
        expect(code != 0 and number, f"not refused by the server with {options} {more}: {text}")
        expect(int(number[1]) == ALERTS[alert], f"refused with alert {number[1]} where {alert} was due, with {options} {more}")


def versions(door):
    expect(door.agreed()[0] == "TLSv1.3", "TLS 1.3 is not preferred")
    expect(door.agreed("-tls1_2")[0] == "TLSv1.2", "TLS 1.2 is not offered")
    for old in ("-tls1", "-tls1_1"):
        door.refused("protocol version", old, "-cipher", "ALL:@SECLEVEL=0")


def ciphers(door, key):
    for cipher in sorted(c for c in TLS12 if f"-{key}-" in c):
        expect(door.agreed("-tls1_2", "-cipher", cipher)[1] == cipher, f"{cipher} is not taken")
    all_known = openssl("ciphers", "-s", "-tls1_2", "ALL:COMPLEMENTOFALL:@SECLEVEL=0")[1].strip().split(":")
    others = [c for c in all_known if c not in TLS12 and not c.startswith("TLS_")]
    expect(TLS12 <= set(all_known) and len(others) > 50, f"OpenSSL knows only {all_known}")
    door.refused("handshake failure", "-tls1_2", "-cipher", ":".join(others) + ":@SECLEVEL=0")
    expect(door.agreed("-tls1_3")[1] in ("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"), "TLS 1.3")


def what_is_switched_off(door):
    _, _, text = door.agreed("-tls1_2", "-comp")
    expect("Compression: NONE" in text and "Secure Renegotiation IS supported" in text, f"compression or renegotiation: {text}")
    code, text = door.shake("-tls1_2", given=b"R\n", stays=True)
    expect(code != 0 and "no renegotiation" in text, f"a client may renegotiate: {text}")
    ask = b"GET /BerichtenboxValidatieService?wsdl HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    for version in ("-tls1_2", "-tls1_3"):
        _, text = door.shake(version, "-ign_eof", given=ask)
        expect("wsdl:definitions" in text, f"no answer over TLS: {text}")
        expect("Session Ticket arrived" not in text and "session ticket:" not in text, "sessions can be resumed, so 0-RTT is near")


def client_certificates(door):
    door.refused("handshake failure", "-tls1_2", credential=None)
    door.refused("certificate required", "-tls1_3", credential=None)
    crls = door.sim.dir / "crl.pem"
    verify = ("verify", "-x509_strict", "-crl_check_all", "-purpose", "sslclient", "-CAfile", str(door.sim.ca), "-CRLfile", str(crls))
    made = {kind: door.sim.credential(kind=kind) for kind in REFUSED}
    crls.write_bytes(door.sim.get("/api/v1/pki/crl.pem").body)  # with the revoked one on it
    for kind, (reason, alert) in REFUSED.items():
        code, text = openssl(*verify, "-untrusted", made[kind][0], made[kind][0])
        expect(code != 0 and reason in text, f"{kind}: OpenSSL says {text}")
        door.refused(alert, "-tls1_2", credential=made[kind])
    code, text = openssl(*verify, "-untrusted", door.credential[0], door.credential[0])
    expect(code == 0, f"a good certificate: {text}")


def crls_of_all_levels(sim):
    text = sim.get("/api/v1/pki/crl.pem").text()
    crls = re.findall(r"-----BEGIN X509 CRL-----.*?-----END X509 CRL-----", text, re.S)
    expect(len(crls) == 3, f"{len(crls)} CRLs for root, domain and TSP")
    issuers = set()
    for crl in crls:
        code, told = openssl("crl", "-noout", "-issuer", "-CAfile", str(sim.ca), given=crl.encode())
        expect(code == 0 and "verify OK" in told, f"a CRL that its CA did not sign: {told}")
        issuers.add(told)
    expect(len(issuers) == 3, f"not a CRL of each CA: {issuers}")


def profile(door, key):
    """Four levels; OIN as PrintableString in serialNumber; usages, policies and key of a PKIoverheid private TLS certificate."""
    _, text = door.shake("-showcerts")
    served = re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", text, re.S)
    expect(len(served) == 3, f"the server sends {len(served)} certificates, not its own and two CAs")
    own = open(door.credential[0]).read()
    for pem, oin in ((served[0], simulator.LOGIUS), (own, simulator.OIN)):
        code, told = openssl("x509", "-noout", "-text", "-nameopt", "multiline,show_type", given=pem.encode())
        for wanted in (rf"serialNumber +=+ PRINTABLESTRING:{oin}\n", r"organizationIdentifier += UTF8STRING:NTRNL-\d{8}\n", r"countryName += PRINTABLESTRING:NL\n",
                       r"Basic Constraints: critical\s+CA:FALSE", r"TLS Web Server Authentication, TLS Web Client Authentication", r"DNS:localhost",
                       r"Policy: 0\.4\.0\.2042\.1\.1\s+Policy: 2\.16\.528\.1\.1003\.1\.2\.41\.", r"Signature Algorithm: \S*[sS][hH][aA]256",
                       r"Key Usage: critical\s+Digital Signature" + (", Key Encipherment" if key == "RSA" else r"\n")):
            expect(re.search(wanted, told), f"the certificate of {oin} lacks {wanted}: {told}")
    for purpose, pem in (("sslserver", served[0]), ("sslclient", own)):
        leaf = door.sim.dir / "leaf.pem"
        leaf.write_text(pem)
        root = door.sim.dir / "root.pem"
        root.write_text(re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", door.sim.ca.read_text(), re.S)[0])
        code, told = openssl("verify", "-x509_strict", "-purpose", purpose, "-show_chain", "-CAfile", str(root), "-untrusted", str(door.sim.ca), str(leaf))
        expect(code == 0 and len(re.findall(r"^depth=\d", told, re.M)) == 4, f"not a chain of four levels for {purpose}: {told}")


def judge(sim, key):
    door = Door(sim)
    versions(door)
    ciphers(door, key)
    what_is_switched_off(door)
    profile(door, key)
    crls_of_all_levels(sim)
    client_certificates(door)


def main(program):
    with simulator.Simulator(program) as sim:  # in memory the keys are P-256, in a data dir RSA
        judge(sim, "ECDSA")
    with simulator.tempfile.TemporaryDirectory(prefix="mosim-peer-") as home, simulator.Simulator(program, data_dir=f"{home}/data") as sim:
        judge(sim, "RSA")


main(sys.argv[1])

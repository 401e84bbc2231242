"""What the tests of DigiD logins share: a service with its certificate, metadata and back channel, a listener for single logout, and
a citizen who walks DigiD's screens.

Whatever has to do with SAML itself is left to the library that a test is about.
"""
import http.server
import re
import subprocess
import textwrap
import threading
import urllib.parse
import urllib.request

from browser import Browser
from sim import expect

PASSWORD = "Voorbeeld-1"
ANNA, FRITS = ("anna.voorbeeld", "999990019"), ("frits.paarweg", "999990081")
CLASS = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
BASIS, MIDDEN, SUBSTANTIEEL, HOOG = (CLASS + name for name in ("PasswordProtectedTransport", "MobileTwoFactorContract", "Smartcard", "SmartcardPKI"))
STATUS = "urn:oasis:names:tc:SAML:2.0:status:"
METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"


def name_id(bsn):
    return f"s00000000:{bsn}"


def run(*command):
    done = subprocess.run(command, capture_output=True, timeout=60)
    expect(done.returncode == 0, f"{' '.join(command)}: {(done.stdout + done.stderr).decode('utf-8', 'replace')}")
    return done.stdout.decode()


class Service:
    """A webdienst with its own organisation. Its site needs no server: the browser stops at what begins with `site`."""

    def __init__(self, sim, program, name, oin, assertions_signed=True):
        self.sim, self.name, self.assertions_signed = sim, name, assertions_signed
        self.site = f"https://{name}.example.test"
        self.entity_id, self.acs, self.logged_out = f"{self.site}/metadata", f"{self.site}/acs", f"{self.site}/uitgelogd"
        run(program, "pki", "issue", "--data-dir", str(sim.data_dir), "--oin", oin, "--naam", f"TEST {name}")
        self.certificate, self.key = (f"{sim.data_dir}/pki/{oin}.{part}.pem" for part in ("crt", "key"))
        self.listener = None

    def listen(self, answer):
        """Opens its door for LogoutRequests over SOAP; `answer(body)` gives what to answer, None is a refusal."""
        self.listener = Listener(self, answer)
        return self.listener

    def register(self, metadata, **fields):
        """Fields as the control API names them."""
        query = urllib.parse.urlencode({"naam": self.name, **fields})
        answer = self.sim.api("PUT", f"/api/v1/digid/diensten?{query}", metadata)
        expect(answer.status == 200, f"the metadata of {self.name} is refused: {answer.text()}")
        self.id = answer.json()["dienst"]["id"]

    def back_channel(self, url, body=None, content_type="text/xml"):
        """The text that a POST, or without body a GET, over mutual TLS gives."""
        context = self.sim.tls((self.certificate, self.key))
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
        request = urllib.request.Request(url, body and body.encode(), {"Content-Type": content_type, "SOAPAction": ""} if body else {})
        with opener.open(request, timeout=30) as answer:
            return answer.read().decode()

    def idp_metadata(self):
        """DigiD's, from the address that is its entityID; and (file of it, file of the certificate in it)."""
        self.idp = self.sim.doors["koppelvlak"] + "/saml/idp/metadata"
        text = self.back_channel(self.idp)
        certificate = re.search("<ds:X509Certificate>(.*?)<", text, re.S)[1]
        files = [self.sim.dir / f"{self.name}-digid.{kind}" for kind in ("xml", "pem")]
        files[0].write_text(text)
        files[1].write_text(f"-----BEGIN CERTIFICATE-----\n{textwrap.fill(certificate, 64)}\n-----END CERTIFICATE-----\n")
        return text, *map(str, files)

    def browser(self, *others):
        """That stops at the site of this service, and of others."""
        sites = tuple(f"{one.site}/" for one in (self, *others))
        return Browser(stops=lambda url: url.startswith(sites))


class Listener:
    """TLS on a port of its own, only for who shows a certificate of the test PKI. Remembers who came, and what they sent."""

    def __init__(self, service, answer):
        listener, self.clients, self.bodies = self, [], []
        self.answer = answer

        class Handler(http.server.BaseHTTPRequestHandler):
            timeout = 30

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.clients.append({name: value for ((name, value),) in self.connection.getpeercert()["subject"]})
                listener.bodies.append(body)
                answer = listener.answer(body)
                self.send_response(500 if answer is None else 200)
                self.send_header("Content-Type", "text/xml")
                self.end_headers()
                self.wfile.write((answer or "").encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.socket = service.sim.tls_server((service.certificate, service.key)).wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://localhost:{self.server.server_address[1]}/slo"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def sp_metadata(service):
    """Metadata of a service as text that is not signed yet: see sign()."""
    pem = open(service.certificate).read()
    certificate = re.search("-----BEGIN CERTIFICATE-----(.*?)-----END", pem, re.S)[1].strip()
    soap = (f'<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:SOAP" Location="{service.listener.url}"/>'
            if service.listener else "")
    return (f'<md:EntityDescriptor xmlns:md="{METADATA}" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" ID="_metadata" entityID="{service.entity_id}">'
            '<ds:Signature><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>'
            '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
            '<ds:Reference URI="#_metadata"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>'
            '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms>'
            '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference></ds:SignedInfo>'
            '<ds:SignatureValue/></ds:Signature>'
            f'<md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="{str(service.assertions_signed).lower()}"'
            ' protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
            f'<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:KeyName>{service.name}</ds:KeyName><ds:X509Data>'
            f'<ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>'
            f'{soap}<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{service.logged_out}"/>'
            f'<md:AssertionConsumerService index="0" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact" Location="{service.acs}"/>'
            '</md:SPSSODescriptor></md:EntityDescriptor>')


def sign(service, metadata):
    """By the command line of xmlsec1."""
    file = service.sim.dir / f"{service.name}.xml"
    file.write_text(metadata)
    return run("xmlsec1", "--sign", "--id-attr:ID", f"{METADATA}:EntityDescriptor", "--privkey-pem", service.key, str(file))


def verify_metadata(file, certificate):
    """The same, of DigiD's."""
    run("xmlsec1", "--verify", "--id-attr:ID", f"{METADATA}:EntityDescriptor", "--pubkey-cert-pem", certificate, file)


def sms_code(sim, bsn):
    """The last one that was sent to this person."""
    notices = sim.get(f"/api/v1/notices?soort=sms&bsn={bsn}").json()["berichten"]
    expect(notices, f"no SMS was sent to {bsn}")
    return re.search(r"\d{3}-\d{3}", notices[0]["tekst"])[0]


def by_password(browser, who):
    browser.click("kies-wachtwoord")
    return browser.click("inloggen", gebruikersnaam=who[0], wachtwoord=PASSWORD)


def by_sms(browser, sim, who):
    browser.click("kies-sms")
    browser.click("inloggen", gebruikersnaam=who[0], wachtwoord=PASSWORD)
    return browser.click("verder", smscode=sms_code(sim, who[1]))


def by_app(browser, who):
    """In two windows: the site, and the phone that the simulator plays."""
    browser.click("kies-app")
    phone = Browser()
    phone.open(urllib.parse.urljoin(browser.url, "/digid/telefoon"))
    phone.click("app-openen", **{"gebruikersnaam": who[0]})
    browser.click("verder", koppelcode=phone.read("getoonde-koppelcode"))
    phone.click("verversen")
    phone.click("scannen")
    phone.click("pin-bevestigen", pincode="12345")
    expect(phone.has("telefoon-klaar"), f"the phone does not say that it is done: {phone.told()}")
    return browser.click("verversen")


def by_test_level(browser, who, level):
    browser.click("kies-testniveau")
    return browser.click("inloggen", niveau=level, gebruikersnaam=who[0], wachtwoord=PASSWORD)


def cancel(browser):
    browser.click("annuleren")
    return browser.click("annuleren-ja")


def artifact(browser, service):
    """What the browser brings to the service."""
    expect(browser.stopped and browser.url.startswith(service.acs + "?"), f"the browser is not back at {service.name}: {browser.told()}")
    query = browser.query()
    expect("SAMLart" in query, f"no artifact in {browser.url}")
    return query["SAMLart"]

"""pysaml2 as a service with a DigiD login: AuthnRequest by POST, artifact, ArtifactResolve over mutual TLS, single logout by Redirect and
SOAP. pysaml2 makes the metadata, writes, signs, verifies and judges all SAML, and resolves the artifact itself.

Usage: pysaml2_sp.py PROGRAM
"""
import logging
import os
import re
import sys
import urllib.parse
import warnings
import xml.etree.ElementTree as ET

try:
    import saml2
except ImportError:
    sys.exit("python3-pysaml2 is not installed: run scripts/setup --tests")
from saml2 import BINDING_HTTP_ARTIFACT, BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, BINDING_SOAP, saml, samlp, xmldsig
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.metadata import entity_descriptor, sign_entity_descriptor
from saml2.s_utils import error_status_factory
from saml2.response import StatusError, UnsolicitedResponse
from saml2.sigver import SignatureError, security_context, verify_redirect_signature
from saml2.validate import ToEarly

import digid
import walks
from digid import MIDDEN, METADATA, STATUS
from sim import expect
from walks import Citizen, Refused

# pysaml2 writes what came over SOAP anew before it verifies it: DigiD's prefixes must stay, or no signature is right.
for prefix, uri in (("samlp", samlp.NAMESPACE), ("saml", saml.NAMESPACE), ("ds", xmldsig.NAMESPACE),
                    ("ec", "http://www.w3.org/2001/10/xml-exc-c14n#")):
    ET.register_namespace(prefix, uri)


class Service(digid.Service):
    CHANGED, STRANGER, EARLY = "SignatureError", "UnsolicitedResponse", "ToEarly"

    def configuration(self, idp_certificate):
        own = self.sim.dir / f"{self.name}-own.pem"  # pysaml2 takes a file with one certificate, not a chain
        own.write_text(open(self.certificate).read().partition("-----END CERTIFICATE-----\n")[0] + "-----END CERTIFICATE-----\n")
        slo = [(self.logged_out, BINDING_HTTP_REDIRECT)] + ([(self.listener.url, BINDING_SOAP)] if self.listener else [])
        return {
            "entityid": self.entity_id, "key_file": self.key, "cert_file": str(own), "metadata_key_usage": "signing",
            "verify_ssl_cert": True, "ca_certs": str(self.sim.ca),  # without the first no client certificate is shown
            "metadata": {"remote": [{"url": self.sim.doors["portaal"] + "/saml/idp/metadata", "cert": idp_certificate,
                                     "node_name": f"{METADATA}:EntityDescriptor"}]},
            "service": {"sp": {
                "endpoints": {"assertion_consumer_service": [(self.acs, BINDING_HTTP_ARTIFACT, 0)], "single_logout_service": slo},
                "signing_algorithm": xmldsig.SIG_RSA_SHA256, "digest_algorithm": xmldsig.DIGEST_SHA256,
                "authn_requests_signed": True, "logout_requests_signed": True,
                "want_assertions_signed": self.assertions_signed, "want_response_signed": False}}}

    def enroll(self, **fields):
        _, _, certificate = self.idp_metadata()
        try:
            SPConfig().load(self.configuration(self.certificate))
            expect(False, "pysaml2 does not verify the metadata of DigiD")
        except SignatureError:
            pass
        config = SPConfig().load(self.configuration(certificate))
        self.client = Saml2Client(config)
        metadata = entity_descriptor(config)
        for one in metadata.spsso_descriptor.key_descriptor:
            one.key_info.key_name = [xmldsig.KeyName(text=self.name)]
        _, text = sign_entity_descriptor(metadata, None, security_context(config), xmldsig.SIG_RSA_SHA256, xmldsig.DIGEST_SHA256)
        self.register(text, **fields)

    def begin(self, browser, level=MIDDEN, force=False):
        destination = self.client.sso_location(self.idp, BINDING_HTTP_POST)
        context = samlp.RequestedAuthnContext(comparison="minimum", authn_context_class_ref=[saml.AuthnContextClassRef(text=level)])
        login, request = self.client.create_authn_request(destination, binding=None, assertion_consumer_service_index="0",
                                                          requested_authn_context=context, force_authn=force, sign=True)
        form = self.client.apply_binding(BINDING_HTTP_POST, request, destination, relay_state="naar/huis")["data"]
        browser.show(form, self.site + "/inloggen").submit()
        return login

    def fetch(self, _, artifact):
        return self.client.artifact2message(artifact, "idpsso", sign=True).text

    def read(self, login, text):
        try:
            response = self.client.parse_artifact_resolve_response(text)
            found = self.client.parse_authn_request_response(str(response), None, outstanding={login: "/"})
        except IndexError:
            raise Refused("Success")  # an ArtifactResponse without Response
        except StatusError as error:
            raise refusal(error)
        except (SignatureError, UnsolicitedResponse, ToEarly) as error:
            raise Refused(type(error).__name__)
        self.session = found.name_id
        return Citizen(found.name_id.text, found.authn_info()[0][0])

    def begin_logout(self, browser):
        (_, message), = self.client.global_logout(self.session).values()
        url = dict(message["headers"])["Location"]
        browser.open(url)
        return dict(urllib.parse.parse_qsl(url.partition("?")[2]))["RelayState"], None

    def read_logout(self, _, query):
        parameters = dict(urllib.parse.parse_qsl(query))
        certificate, = self.client.metadata.certs(self.idp, "idpsso", "signing")
        if not verify_redirect_signature(parameters, self.client.sec.sec_backend, certificate):
            raise Refused(self.CHANGED)
        try:
            response = self.client.parse_logout_request_response(parameters["SAMLResponse"], BINDING_HTTP_REDIRECT)
        except StatusError as error:
            raise refusal(error)
        self.client.handle_logout_response(response)
        expect(self.session.text not in [one.text for one in self.client.users.subjects()], "pysaml2 keeps the citizen")

    def answer_logout(self, body):
        request = self.client.parse_logout_request(body.decode(), BINDING_SOAP).message
        self.told = request.name_id.text
        status = None if request.name_id == self.session else error_status_factory((samlp.STATUS_UNKNOWN_PRINCIPAL, "Unknown"))
        response = self.client.create_logout_response(request, [BINDING_SOAP], status=status, sign=True)
        return self.client.apply_binding(BINDING_SOAP, response, sign=False)["data"]


def refusal(error):
    """The codes of the status that pysaml2 puts in an error."""
    return Refused(*(one.removeprefix(STATUS) for one in re.findall(STATUS + r"\w+", str(error))[:2]))


os.environ["NO_PROXY"] = "localhost"
warnings.simplefilter("ignore")
logging.disable()
walks.walk(sys.argv[1], Service)

"""lasso as a service with a DigiD login: AuthnRequest by Redirect, artifact, ArtifactResolve over mutual TLS, single logout by Redirect
and SOAP. lasso writes, signs, verifies and judges all SAML; only HTTP is done here.

Usage: lasso_sp.py PROGRAM
"""
import sys
import time
import urllib.parse

try:
    import lasso
except ImportError:
    sys.exit("python3-lasso is not installed: run scripts/setup --tests")

import digid
import walks
from digid import MIDDEN, STATUS
from sim import expect
from walks import Citizen, Refused

REDIRECT, ARTIFACT = lasso.HTTP_METHOD_REDIRECT, lasso.HTTP_METHOD_ARTIFACT_GET
VALID, INVALID = lasso.SAML2_ASSERTION_VALID, lasso.SAML2_ASSERTION_INVALID
NO_SUCCESS = (lasso.LoginStatusNotSuccessError, lasso.ProfileRequestDeniedError, lasso.ProfileMissingResponseError, lasso.LogoutPartialLogoutError)


class Service(digid.Service):
    CHANGED, STRANGER, EARLY = "ProfileCannotVerifySignatureError", "LoginAssertionDoesNotMatchRequestIdError", "time"

    def enroll(self, **fields):
        metadata = digid.sign(self, digid.sp_metadata(self))
        self.register(metadata, **fields)
        text, file, certificate = self.idp_metadata()
        digid.verify_metadata(file, certificate)  # lasso's Python has no way to
        self.server = lasso.Server.newFromBuffers(metadata, open(self.key).read(), None, open(self.certificate).read())
        self.server.signatureMethod = lasso.SIGNATURE_METHOD_RSA_SHA256
        self.server.addProviderFromBuffer(lasso.PROVIDER_ROLE_IDP, text)

    def begin(self, browser, level=MIDDEN, force=False):
        login = lasso.Login(self.server)
        login.initAuthnRequest(self.idp, REDIRECT)
        request = login.request
        request.nameIdPolicy = None
        request.protocolBinding = None  # DigiD refuses it beside an index
        request.assertionConsumerServiceIndex = 0
        request.forceAuthn = force
        request.requestedAuthnContext = lasso.Samlp2RequestedAuthnContext()
        request.requestedAuthnContext.comparison = "minimum"
        request.requestedAuthnContext.authnContextClassRef = (level,)
        login.msgRelayState = "naar/huis"
        login.buildAuthnRequestMsg()
        browser.open(login.msgUrl)
        return login

    def fetch(self, login, artifact):
        login.initRequest("SAMLart=" + urllib.parse.quote(artifact, safe=""), ARTIFACT)
        login.buildRequestMsg()
        return self.back_channel(login.msgUrl, login.msgBody)

    def read(self, login, text):
        process(login, text)
        assertion = login.assertion
        if assertion.validateTimeChecks(0, 0) != VALID:
            raise Refused(self.EARLY)
        expect(assertion.validateTimeChecks(0, int(time.time()) + 3600) == INVALID, "an assertion without an end")
        expect(assertion.validateAudience(self.entity_id) == VALID, "lasso misses the audience")
        expect(assertion.validateAudience("https://another.example.test") == INVALID, "an assertion for everybody")
        login.acceptSso()
        self.session = login.session.dump()
        return Citizen(login.nameIdentifier.content, assertion.authnStatement[0].authnContext.authnContextClassRef)

    def begin_logout(self, browser):
        logout = lasso.Logout(self.server)
        logout.setSessionFromDump(self.session)
        logout.initRequest(self.idp, REDIRECT)
        logout.msgRelayState = "tot ziens"
        logout.buildRequestMsg()
        browser.open(logout.msgUrl)
        return logout.msgRelayState, logout

    def read_logout(self, logout, query):
        process(logout, query)

    def answer_logout(self, body):
        logout = lasso.Logout(self.server)
        logout.processRequestMsg(body.decode())
        self.told = logout.request.nameId.content
        logout.setSessionFromDump(self.session)
        try:
            logout.validateRequest()
        except lasso.Error:
            pass  # the answer says so
        logout.buildResponseMsg()
        return logout.msgBody


def process(profile, message):
    """lasso takes a response, or it is told why not."""
    try:
        profile.processResponseMsg(message)
    except NO_SUCCESS:
        codes, code = [], profile.response.status.statusCode
        while code:
            codes.append(code.value.removeprefix(STATUS))
            code = code.statusCode
        raise Refused(*codes)
    except lasso.Error as error:
        raise Refused(type(error).__name__)


walks.walk(sys.argv[1], Service)

"""lasso as a service with a DigiD login: AuthnRequest by Redirect, artifact, ArtifactResolve over mutual TLS, single logout by Redirect
and SOAP. lasso writes, signs, verifies and judges all SAML; only HTTP is done here.

Usage: lasso_sp.py PROGRAM
"""
import sys
import tempfile
import time

try:
    import lasso
except ImportError:
    sys.exit("python3-lasso is not installed: run scripts/setup --tests")

import digid
import sim as simulator
from digid import ANNA, BASIS, FRITS, MIDDEN, STATUS, SUBSTANTIEEL
from sim import expect

DIGID_OIN = "00000004166909913000"
REDIRECT, ARTIFACT = lasso.HTTP_METHOD_REDIRECT, lasso.HTTP_METHOD_ARTIFACT_GET


class Service(digid.Service):
    session = None  # of the citizen who is logged in, as lasso dumps it

    def enroll(self, **fields):
        metadata = digid.sign(self, digid.sp_metadata(self))
        self.id = self.register(metadata, **fields)["dienst"]["id"]
        text, file, certificate = self.idp_metadata()
        digid.verify_metadata(file, certificate)  # lasso's Python has no way to
        self.server = lasso.Server.newFromBuffers(metadata, open(self.key).read(), None, open(self.certificate).read())
        self.server.signatureMethod = lasso.SIGNATURE_METHOD_RSA_SHA256
        self.server.addProviderFromBuffer(lasso.PROVIDER_ROLE_IDP, text)
        return self

    def ask(self, level=MIDDEN, force=False, relay_state="naar/huis"):
        """A login that begins, with the AuthnRequest in its msgUrl."""
        login = lasso.Login(self.server)
        login.initAuthnRequest(self.idp, REDIRECT)
        request = login.request
        request.nameIdPolicy = None
        request.protocolBinding = None
        request.assertionConsumerServiceIndex = 0
        request.forceAuthn = force
        context = lasso.Samlp2RequestedAuthnContext()
        context.comparison = "minimum"
        context.authnContextClassRef = (level,)
        request.requestedAuthnContext = context
        login.msgRelayState = relay_state
        login.buildAuthnRequestMsg()
        return login

    def resolve(self, login, query):
        """What DigiD tells for the artifact in this query, as text."""
        login.initRequest(query, ARTIFACT)
        login.buildRequestMsg()
        return self.back_channel(login.msgUrl, login.msgBody)

    def process(self, login, text):
        """The citizen as lasso lets them in."""
        login.processResponseMsg(text)
        assertion = login.assertion
        expect(assertion.validateConditions(self.entity_id) == lasso.SAML2_ASSERTION_VALID, "lasso finds conditions that are not met")
        expect(assertion.validateTimeChecks(0, 0) == lasso.SAML2_ASSERTION_VALID, "lasso says that it is not the time for this assertion")
        expect(assertion.validateAudience(self.entity_id) == lasso.SAML2_ASSERTION_VALID, "lasso misses the audience")
        login.acceptSso()
        return login

    def answer_logout(self, body):
        """LogoutRequest over SOAP, for the session that login kept."""
        self.logout = lasso.Logout(self.server)
        self.logout.processRequestMsg(body.decode())
        if self.session:
            self.logout.setSessionFromDump(self.session)
        try:
            self.logout.validateRequest()
        except lasso.Error:
            pass  # the answer says so
        self.logout.buildResponseMsg()
        return self.logout.msgBody


def question(browser, service):
    """The query that the browser brings back."""
    digid.artifact(browser, service)
    return browser.url.split("?", 1)[1]


def status(profile):
    """The code of the message that lasso read last, and those within it."""
    codes, code = [], profile.response.status.statusCode
    while code:
        codes.append(code.value.removeprefix(STATUS))
        code = code.statusCode
    return codes


def refused(kind, call, *arguments):
    """`call` must raise this error of lasso."""
    try:
        call(*arguments)
    except kind:
        return
    raise simulator.Failed(f"lasso takes what it should refuse with {kind.__name__}")


def log_in(sim, service, browser, who=ANNA):
    """All of a login by SMS; the session is kept."""
    login = service.ask()
    browser.open(login.msgUrl)
    digid.by_sms(browser, sim, who)
    return keep(service, login, browser)


def keep(service, login, browser):
    login = service.process(login, service.resolve(login, question(browser, service)))
    service.session = login.session.dump()
    return login


def every_level(sim, service):
    """Each method that a citizen has, and the level that the service then sees."""
    for asked, walk, who, reported in ((MIDDEN, lambda b: digid.by_sms(b, sim, ANNA), ANNA, MIDDEN),
                                       (BASIS, lambda b: digid.by_password(b, ANNA), ANNA, BASIS),
                                       (BASIS, lambda b: digid.by_app(b, FRITS), FRITS, MIDDEN),
                                       (SUBSTANTIEEL, lambda b: digid.by_app(b, ANNA), ANNA, SUBSTANTIEEL)):
        login, browser = service.ask(asked), service.browser()
        request_id = login.request.id
        browser.open(login.msgUrl)
        walk(browser)
        expect(browser.query().get("RelayState") == "naar/huis", f"RelayState is lost: {browser.url}")
        text = service.resolve(login, question(browser, service))
        signed_parts = text.count("<ds:SignatureValue>")
        expect(signed_parts == 1 + service.assertions_signed, f"{signed_parts} signatures for a service that wants assertions signed: {service.assertions_signed}")
        service.process(login, text)
        expect(login.nameIdentifier.content == digid.name_id(who[1]), f"another citizen: {login.nameIdentifier.content}")
        expect(login.assertion.getInResponseTo() == request_id, "the assertion answers another request")
        context = login.assertion.authnStatement[0].authnContext.authnContextClassRef
        expect(context == reported, f"asked {asked}, reported {context}")


def only_what_is_meant_for_it(sim, service):
    """lasso is a strict reader: what it took above, it refuses when it was changed, late, or meant for somebody else."""
    login, other, browser = service.ask(), service.ask(), service.browser()
    browser.open(login.msgUrl)
    digid.by_sms(browser, sim, ANNA)
    text = service.resolve(login, question(browser, service))
    refused(lasso.ProfileCannotVerifySignatureError, login.processResponseMsg, text.replace(ANNA[1], FRITS[1]))
    service.process(login, text)
    hour = int(time.time()) + 3600
    expect(login.assertion.validateTimeChecks(0, hour) == lasso.SAML2_ASSERTION_INVALID, "an assertion without an end")
    expect(login.assertion.validateAudience("https://another.example.test") == lasso.SAML2_ASSERTION_INVALID, "an assertion for everybody")
    browser.open(other.msgUrl)
    digid.by_sms(browser, sim, ANNA)
    stranger = service.ask()  # as if the browser were brought back in somebody else's login
    text = service.resolve(stranger, question(browser, service))
    refused(lasso.LoginAssertionDoesNotMatchRequestIdError, stranger.processResponseMsg, text)


def no_login(service):
    for walk, code in ((digid.cancel, "AuthnFailed"), (lambda b: digid.by_test_level(b, ANNA, "Basis"), "NoAuthnContext")):
        login, browser = service.ask(), service.browser()
        browser.open(login.msgUrl)
        walk(browser)
        text = service.resolve(login, question(browser, service))
        refused(lasso.LoginStatusNotSuccessError, login.processResponseMsg, text)
        expect(status(login) == ["Responder", code] and not login.assertion, f"not {code} but {status(login)}")


def artifacts(sim, service, other):
    """Once, by whom it was given to, in time."""
    login, browser = service.ask(), service.browser()
    browser.open(login.msgUrl)
    digid.by_sms(browser, sim, ANNA)
    query = question(browser, service)
    thief = other.ask()
    refused(lasso.ProfileRequestDeniedError, thief.processResponseMsg, other.resolve(thief, query))
    expect(status(thief) == ["Requester", "RequestDenied"], f"another's artifact: {status(thief)}")
    service.process(login, service.resolve(login, query))
    refused(lasso.ProfileRequestDeniedError, login.processResponseMsg, service.resolve(login, query))
    expect(status(login) == ["Requester", "RequestDenied"], f"an artifact twice: {status(login)}")


def late_artifact(sim, service):
    login, browser = service.ask(), service.browser()
    browser.open(login.msgUrl)
    digid.by_sms(browser, sim, ANNA)
    sim.set_switch("digid.tijdvenster", "PT1H")  # lasso lives by the clock of the machine
    sim.advance("PT15M")
    text = service.resolve(login, question(browser, service))
    refused(lasso.ProfileMissingResponseError, login.processResponseMsg, text)
    expect(status(login) == ["Success"] and not login.assertion, f"an artifact that is too late: {status(login)}")


def start_logout(service, browser):
    logout = lasso.Logout(service.server)
    logout.setSessionFromDump(service.session)
    logout.initRequest(service.idp, REDIRECT)
    logout.msgRelayState = "tot ziens"
    logout.buildRequestMsg()
    browser.open(logout.msgUrl)
    return logout


def end_logout(service, browser, logout):
    """lasso reads the LogoutResponse that the browser brings."""
    expect(browser.stopped and browser.url.startswith(service.logged_out + "?"), f"not back after logging out: {browser.told()}")
    expect(browser.query()["RelayState"] == "tot ziens", f"RelayState is lost: {browser.url}")
    logout.processResponseMsg(browser.url.split("?", 1)[1])


def logs_out(sim, service):
    """By Redirect, alone in the session; the signature as the real one makes it, and as modern software wants it."""
    for algorithm in ("sha1", "sha256"):
        sim.set_switch("digid.uitlog-algoritme", algorithm)
        browser = service.browser()
        log_in(sim, service, browser)
        logout = start_logout(service, browser)
        expect(browser.query()["SigAlg"].endswith(f"rsa-{algorithm}"), f"signed with {browser.query()['SigAlg']}")
        end_logout(service, browser, logout)
        expect(status(logout) == ["Success"] and not sessions(sim), f"logged out: {status(logout)}, {sessions(sim)}")
        changed = browser.url.split("?", 1)[1].replace("tot%20ziens", "tot%20nooit")
        refused(lasso.ProfileCannotVerifySignatureError, logout.processResponseMsg, changed)
        browser.open(service.ask().msgUrl)
        expect(browser.has("kies-sms"), "logged out, and still in")
    sim.set_switch("digid.uitlog-algoritme", "sha1")


def sessions(sim):
    return sim.get("/api/v1/digid/sessies").json()["sessies"]


def end_sessions(sim):
    for session in sessions(sim):
        sim.api("DELETE", f"/api/v1/digid/sessies/{session['id']}")


def logs_in_once(sim, first, second):
    """Eenmalig inloggen: the second service asks no credentials, unless it insists."""
    browser = first.browser(second)
    log_in(sim, first, browser)
    login = second.ask()
    browser.open(login.msgUrl)
    expect(first.name in browser.read("actieve-diensten"), "the citizen does not see where they are logged in")
    browser.click("verder")
    expect(keep(second, login, browser).nameIdentifier.content == digid.name_id(ANNA[1]), "another citizen at the second service")
    login = first.ask()
    browser.open(login.msgUrl)  # it is in the session: nothing is shown
    keep(first, login, browser)
    login = second.ask(force=True)
    browser.open(login.msgUrl)
    expect(browser.has("kies-sms"), f"ForceAuthn does not ask: {browser.told()}")
    digid.by_sms(browser, sim, ANNA)
    keep(second, login, browser)
    return browser


def logs_out_everywhere(sim, first, second):
    browser = logs_in_once(sim, first, second)
    logout = start_logout(first, browser)
    expect(second.name in browser.read("actieve-diensten"), "the citizen does not see where they will be logged out")
    browser.click("uitloggen-ja")
    end_logout(first, browser, logout)
    expect(status(logout) == ["Success"] and not sessions(sim), f"logged out: {status(logout)}, {sessions(sim)}")
    told = second.logout
    expect(len(second.listener.bodies) == 1 and told.request.nameId.content == digid.name_id(ANNA[1]), "the second service is not told who")
    client = second.listener.clients[0]
    expect(client["serialNumber"] == DIGID_OIN, f"the second service is called by {client}")


def logs_out_in_part(sim, first, second):
    """The second service does not answer as it should."""
    def fails(_):
        return None

    def changed(body):
        return second.answer_logout(body).replace("status:Success", "status:Responder")

    def of_another(body):
        second.session = other
        return second.answer_logout(body)

    log_in(sim, second, second.browser(), FRITS)
    other, good = second.session, second.listener.answer
    end_sessions(sim)
    for answer in (fails, changed, of_another):
        browser = logs_in_once(sim, first, second)
        second.listener.answer = answer
        partial_logout(sim, first, second, browser)
    second.listener.answer = good
    browser = logs_in_once(sim, first, second)
    second.listener.close()
    partial_logout(sim, first, second, browser)


def partial_logout(sim, first, second, browser):
    logout = start_logout(first, browser)
    browser.click("uitloggen-ja")
    refused(lasso.LogoutPartialLogoutError, end_logout, first, browser, logout)
    expect(status(logout) == ["Responder", "PartialLogout"], f"not in part: {status(logout)}")
    left = [one["entityId"] for session in sessions(sim) for one in session["diensten"]]
    expect(left == [second.entity_id], f"after a logout in part there are {left}")
    end_sessions(sim)


def main(program):
    with tempfile.TemporaryDirectory(prefix="mosim-peer-") as home, simulator.Simulator(program, data_dir=f"{home}/data") as sim:
        gemeente = Service(sim, program, "gemeente", "00000099000000004000").enroll()
        waterschap = Service(sim, program, "waterschap", "00000099000000005000", assertions_signed=False).enroll(domein="standaard")
        provincie = Service(sim, program, "provincie", "00000099000000006000")
        provincie.listen(provincie.answer_logout)
        provincie.enroll(domein="standaard")
        for service in (gemeente, waterschap):
            sim.api("PATCH", f"/api/v1/digid/diensten/{service.id}", {"substantieel": True})
            every_level(sim, service)
        only_what_is_meant_for_it(sim, gemeente)
        no_login(gemeente)
        artifacts(sim, gemeente, waterschap)
        end_sessions(sim)
        logs_out(sim, waterschap)
        logs_out_everywhere(sim, waterschap, provincie)
        logs_out_in_part(sim, waterschap, provincie)
        late_artifact(sim, gemeente)


main(sys.argv[1])

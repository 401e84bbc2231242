"""What every service with a DigiD login must live to see, told without its SAML library. The class of a service gives:

    enroll(**fields)                  makes its metadata, registers, takes DigiD's
    begin(browser, level, force)      an AuthnRequest, carried by the browser; what it returns is given back below as `login`
    fetch(login, artifact)            the answer to an ArtifactResolve, as text
    read(login, text)                 what the library makes of that: a Citizen, or it raises Refused
    begin_logout(browser)             a LogoutRequest, carried by the browser; returns (RelayState, `logout`)
    read_logout(logout, query)        what the library makes of the query with the LogoutResponse, or it raises Refused
    answer_logout(body)               the library's answer to a LogoutRequest over SOAP; keeps its NameID in `told`
    session                           of the citizen who logged in last; it can be swapped with another
    CHANGED, STRANGER, EARLY          how the library calls a signature that is wrong, an answer to somebody else's request, and an
                                      assertion that is not valid yet
"""
import dataclasses
import re
import tempfile

import digid
import sim as simulator
from digid import ANNA, BASIS, FRITS, MIDDEN, SUBSTANTIEEL
from sim import expect

DIGID_OIN = "00000004166909913000"


@dataclasses.dataclass
class Citizen:
    name_id: str
    level: str


class Refused(Exception):
    """By the library: with the status codes that it read, or with its own word for what is wrong."""

    def __init__(self, *why):
        super().__init__(*why)
        self.why = list(why)


def refused(why, call, *arguments):
    try:
        call(*arguments)
    except Refused as refusal:
        expect(refusal.why == why, f"refused with {refusal.why} instead of {why}")
        return
    raise simulator.Failed(f"the library takes what it should refuse with {why}")


def finish(service, login, browser):
    return service.read(login, service.fetch(login, digid.artifact(browser, service)))


def log_in(service, browser, who=ANNA):
    login = service.begin(browser)
    digid.by_sms(browser, service.sim, who)
    return finish(service, login, browser)


def every_level(service):
    """Each method that a citizen has, and the level that the service then sees."""
    for asked, walk, who, reported in ((MIDDEN, lambda b: digid.by_sms(b, service.sim, ANNA), ANNA, MIDDEN),
                                       (BASIS, lambda b: digid.by_password(b, ANNA), ANNA, BASIS),
                                       (BASIS, lambda b: digid.by_app(b, FRITS), FRITS, MIDDEN),
                                       (SUBSTANTIEEL, lambda b: digid.by_app(b, ANNA), ANNA, SUBSTANTIEEL)):
        browser = service.browser()
        login = service.begin(browser, asked)
        walk(browser)
        expect(browser.query().get("RelayState") == "naar/huis", f"RelayState is lost: {browser.url}")
        text = service.fetch(login, digid.artifact(browser, service))
        signatures = text.count("<ds:SignatureValue>")
        expect(signatures == 1 + service.assertions_signed, f"{signatures} signatures; signed assertions are wanted: {service.assertions_signed}")
        citizen = service.read(login, text)
        expect(citizen == Citizen(digid.name_id(who[1]), reported), f"asked {asked} of {who}, got {citizen}")


def only_what_is_meant_for_it(service):
    """The library is a strict reader: what it takes, it refuses when it was changed or answers somebody else."""
    browser = service.browser()
    login = service.begin(browser)
    digid.by_sms(browser, service.sim, ANNA)
    text = service.fetch(login, digid.artifact(browser, service))
    refused([service.CHANGED], service.read, login, text.replace(ANNA[1], FRITS[1]))
    refused([service.STRANGER], service.read, service.begin(service.browser()), text)
    service.read(login, text)


def no_login(service):
    for walk, code in ((digid.cancel, "AuthnFailed"), (lambda b: digid.by_test_level(b, ANNA, "Basis"), "NoAuthnContext")):
        browser = service.browser()
        login = service.begin(browser)
        walk(browser)
        refused(["Responder", code], finish, service, login, browser)


def artifacts(service, other):
    """Good for who it was given to, and once."""
    browser = service.browser()
    login = service.begin(browser)
    digid.by_sms(browser, service.sim, ANNA)
    artifact = digid.artifact(browser, service)
    thief = other.begin(other.browser())
    refused(["Requester", "RequestDenied"], lambda: other.read(thief, other.fetch(thief, artifact)))
    finish(service, login, browser)
    refused(["Requester", "RequestDenied"], finish, service, login, browser)


def on_the_virtual_clock(service):
    """Last, for the library lives by the clock of the machine."""
    sim, browser = service.sim, service.browser()
    sim.set_switch("digid.tijdvenster", "PT1H")
    login = service.begin(browser)
    digid.by_sms(browser, sim, ANNA)
    sim.advance("PT15M")
    refused(["Success"], finish, service, login, browser)  # too late: there is nothing in it
    refused([service.EARLY], log_in, service, service.browser())


def sessions(sim):
    return sim.get("/api/v1/digid/sessies").json()["sessies"]


def end_sessions(sim):
    for session in sessions(sim):
        sim.api("DELETE", f"/api/v1/digid/sessies/{session['id']}")


def end_logout(service, browser, relay_state, logout):
    expect(browser.stopped and browser.url.startswith(service.logged_out + "?"), f"not back after logging out: {browser.told()}")
    expect(browser.query()["RelayState"] == relay_state, f"RelayState is lost: {browser.url}")
    service.read_logout(logout, browser.url.split("?", 1)[1])


def logs_out(service):
    """By Redirect, alone in the session; the answer signed as the real one does it, and as modern software wants it."""
    for algorithm in ("sha256", "sha1"):
        service.sim.set_switch("digid.uitlog-algoritme", algorithm)
        browser = service.browser()
        log_in(service, browser)
        logout = service.begin_logout(browser)
        expect(browser.query()["SigAlg"].endswith(f"rsa-{algorithm}"), f"signed with {browser.query()['SigAlg']}")
        changed = re.sub("RelayState=[^&]*", "RelayState=elders", browser.url.split("?", 1)[1])
        refused([service.CHANGED], service.read_logout, logout[1], changed)
        end_logout(service, browser, *logout)
        expect(not sessions(service.sim), "logged out, and still in")
        service.begin(browser)
        expect(browser.has("kies-sms"), f"logged out, and still in: {browser.told()}")


def logs_in_once(first, second):
    """Eenmalig inloggen: the second service asks no credentials, unless it insists."""
    browser = first.browser(second)
    log_in(first, browser)
    login = second.begin(browser)
    expect(first.name in browser.read("actieve-diensten"), "the citizen does not see where they are logged in")
    browser.click("verder")
    expect(finish(second, login, browser).name_id == digid.name_id(ANNA[1]), "another citizen at the second service")
    login = first.begin(browser)  # it is in the session: nothing is shown
    finish(first, login, browser)
    login = second.begin(browser, force=True)
    expect(browser.has("kies-sms"), f"ForceAuthn does not ask: {browser.told()}")
    digid.by_sms(browser, second.sim, ANNA)
    finish(second, login, browser)
    return browser


def logs_out_everywhere(first, second):
    browser = logs_in_once(first, second)
    logout = first.begin_logout(browser)
    expect(second.name in browser.read("actieve-diensten"), "the citizen does not see where they will be logged out")
    browser.click("uitloggen-ja")
    end_logout(first, browser, *logout)
    expect(not sessions(first.sim), "logged out, and still in")
    expect(len(second.listener.clients) == 1 and second.told == digid.name_id(ANNA[1]), f"the second service is told of {second.told}")
    client = second.listener.clients[0]
    expect(client["serialNumber"] == DIGID_OIN, f"the second service is called by {client}")


def logs_out_in_part(first, second):
    """The second service does not answer, or not as it should."""
    log_in(second, second.browser(), FRITS)
    other, good = second.session, second.listener.answer
    end_sessions(second.sim)

    def of_somebody_else(body):
        second.session = other
        return good(body)

    for answer in (lambda body: None, lambda body: good(body).replace("status:Success", "status:Responder"), of_somebody_else):
        browser = logs_in_once(first, second)
        second.listener.answer = answer
        partial_logout(first, second, browser)
    browser = logs_in_once(first, second)
    second.listener.close()
    partial_logout(first, second, browser)


def partial_logout(first, second, browser):
    logout = first.begin_logout(browser)
    browser.click("uitloggen-ja")
    refused(["Responder", "PartialLogout"], end_logout, first, browser, *logout)
    left = [one["entityId"] for session in sessions(first.sim) for one in session["diensten"]]
    expect(left == [second.entity_id], f"after a logout in part there are {left}")
    end_sessions(first.sim)


def walk(program, kind):
    """All of it, with services of this class."""
    with tempfile.TemporaryDirectory(prefix="mosim-peer-") as home, simulator.Simulator(program, data_dir=f"{home}/data") as sim:
        gemeente = kind(sim, program, "gemeente", "00000099000000004000")
        waterschap = kind(sim, program, "waterschap", "00000099000000005000", assertions_signed=False)
        provincie = kind(sim, program, "provincie", "00000099000000006000")
        provincie.listen(provincie.answer_logout)
        gemeente.enroll()
        for service in (waterschap, provincie):
            service.enroll(domein="standaard")
        for service in (gemeente, waterschap):
            sim.api("PATCH", f"/api/v1/digid/diensten/{service.id}", {"substantieel": True})
            every_level(service)
            only_what_is_meant_for_it(service)
            no_login(service)
        artifacts(gemeente, waterschap)
        end_sessions(sim)
        logs_out(waterschap)
        logs_out_everywhere(waterschap, provincie)
        logs_out_in_part(waterschap, provincie)
        on_the_virtual_clock(gemeente)

"""Storingen of DigiD, as the site of MijnOverheid and its visitor see them."""
import base64
import re
import time
import urllib.parse
import zlib

import digid
from browser import Browser
from sim import expect
from storing import ANNA, effect, told, whole

WHO = digid.ANNA


def at_digid(sim):
    browser = Browser()
    browser.open(sim.doors["portaal"] + "/mijn").click("inloggen")
    return browser


def log_in(sim):
    browser = at_digid(sim)
    digid.by_sms(browser, sim, WHO)
    return browser


def answered(sim, kind):
    """What DigiD answered to the ArtifactResolve, as text."""
    return whole(sim, told(sim, kind, action="ArtifactResolve"))["response"]


def fails_to_log_in(sim, kind):
    browser = log_in(sim)
    expect(browser.has("mislukt"), f"logged in, or something else: {browser.told()}")
    response = answered(sim, kind)
    expect(not log_in(sim).has("mislukt"), "it does not work again")
    return response


@effect("digid.status", bereik={"bsn": ANNA}, status="NoAuthnContext")
def status(sim):
    response = fails_to_log_in(sim, "digid.status")
    expect("status:NoAuthnContext" in response and "<saml:Assertion" not in response, response)
    for name in ("AuthnFailed", "RequestDenied", "NoSupportedIDP", "Responder", "Requester"):
        sim.api("POST", "/api/v1/faults", {"soort": "digid.status", "aantal": 1, "waarden": {"status": name}})
        browser = log_in(sim)
        expect("mijn-home" not in browser.text and not browser.has("uitloggen"), f"{name}: {browser.told()}")


@effect("digid.artifact-verloren")
def artifact(sim):
    response = fails_to_log_in(sim, "digid.artifact-verloren")
    expect("status:RequestDenied" in response and "<samlp:Response" not in response, response)


@effect("digid.assertie-verkeerd-publiek")
def audience(sim):
    expect("een-andere-dienst.example" in fails_to_log_in(sim, "digid.assertie-verkeerd-publiek"), "the Audience is right")


@effect("digid.assertie-verlopen")
def expired(sim):
    response = fails_to_log_in(sim, "digid.assertie-verlopen")
    expect(re.search('NotOnOrAfter="(.*?)"', response)[1] < sim.get("/api/v1/clock").json()["nu"], response)


@effect("digid.handtekening-kapot")
def signature(sim):
    expect("SignatureValue" in fails_to_log_in(sim, "digid.handtekening-kapot"), "it is not signed at all")


@effect("digid.uitlogstatus", status="PartialLogout")
def logout(sim):
    browser = log_in(sim)
    browser.click("uitloggen")
    head = whole(sim, told(sim, "digid.uitlogstatus"))["response"]
    sent = urllib.parse.parse_qs(re.search(r"Location: \S*\?(\S+)", head)[1])["SAMLResponse"][0]
    expect(b"status:PartialLogout" in zlib.decompress(base64.b64decode(sent), -15), "another status")


@effect("digid.traag", duur="PT0.4S")
def slow(sim):
    began = time.monotonic()
    expect(at_digid(sim).has("kies-sms"), "not the page of DigiD")
    expect(time.monotonic() - began >= 0.4, "it was not slow")


@effect("digid.onbereikbaar")
def down(sim):
    browser = at_digid(sim)
    expect(browser.status == 503 and browser.has("onbereikbaar"), browser.told())
    expect(at_digid(sim).status == 200, "it does not work again")


def ask_for_sms(sim):
    browser = at_digid(sim)
    browser.click("kies-sms")
    return browser.click("inloggen", gebruikersnaam=WHO[0], wachtwoord=digid.PASSWORD)


def notices(sim, query=""):
    return sim.get(f"/api/v1/notices?soort=sms&bsn={ANNA}{query}").json()["berichten"]


@effect("digid.sms-niet-verstuurd")
def no_sms(sim):
    before = len(notices(sim))
    expect("smscode" in ask_for_sms(sim).text, "the code is not asked for")
    expect(len(notices(sim)) == before, "a code was sent")


@effect("notify.sms-niet-bezorgd", reden="geen bereik")
def lost_sms(sim):
    ask_for_sms(sim)
    failed = notices(sim, "&status=mislukt")
    expect(failed and failed[0]["toelichting"] == "geen bereik", f"{failed}")
    code = re.search(r"\d{3}-\d{3}", failed[0]["tekst"])[0]
    expect(code not in Browser().open(sim.doors["portaal"] + "/digid/berichten").text, "the phone got it all the same")


@effect("digid.app-reageert-niet")
def app(sim):
    browser, phone = at_digid(sim), Browser()
    browser.click("kies-app")
    phone.open(sim.doors["portaal"] + "/digid/telefoon")
    phone.click("app-openen", gebruikersnaam=WHO[0])
    browser.click("verder", koppelcode=phone.read("getoonde-koppelcode"))
    phone.click("verversen")
    phone.click("scannen")
    expect(phone.has("scannen") and not phone.has("pin-bevestigen"), f"the phone goes on: {phone.told()}")

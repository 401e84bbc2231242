#!/usr/bin/env python3
"""What docs/clock.md promises of the virtual clock, over the wire: journeys, and what moving it does to everything that has a time."""
import datetime
import pathlib
import ssl
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import digid  # noqa: E402
from browser import Browser  # noqa: E402
from sim import RESULT, Organisation, Simulator, batch, bericht, expect  # noqa: E402

BOX = "999990068"  # gets an e-mail for each message


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def now(sim):
    return sim.get("/api/v1/clock").json()["nu"]


def call(sim, method, path, body=None, status=200):
    answer = sim.api(method, f"/api/v1/clock{path}", body)
    expect(answer.status == status, f"{method} /clock{path}: HTTP {answer.status}: {answer.text()}")
    return answer.json()


def at(sim, **delta):
    return (moment(now(sim)) + datetime.timedelta(**delta)).isoformat().replace("+00:00", "Z")


def sent(sim):
    return [e for e in sim.journal(direction="out", action=RESULT, limit=1000)]


def deliver_without_result(sim, organisation, status):
    """A batch whose result meets `status`; gives the moment of the first attempt."""
    organisation.answer_with = status
    organisation.send("GLOBE-R-BV-Request", batch(bericht(), created=now(sim)))
    first = sim.journal(wait=20, count=1, direction="out", action=RESULT)[0]
    sim.journal(wait=20, count=1, direction="work", action="GLOBE-R-BV-Request")
    return first


# --- journeys

def every_attempt_at_its_moment(sim):
    with Organisation(sim) as organisation:
        call(sim, "POST", "/freeze")
        first = deliver_without_result(sim, organisation, 503)
        told = call(sim, "POST", "/advance", "P2D")
        attempts = [e for e in sent(sim) if e["status"]]
        hours = [(moment(e["tijd"]) - moment(first["tijd"])).total_seconds() / 3600 for e in attempts]
        expect(hours == [3 * n for n in range(9)], f"attempts after {hours} hours, the CPA says one and eight more, each three hours later")
        runs = [run for run in told["gelopen"] if run["wat"] == "uitgaand"]
        expect([r["tijd"] for r in runs[:8]] == [e["tijd"] for e in attempts[1:]], f"what ran is told: {told}")
        expect(told["volledig"] and told["aantal"] == sum(r["aantal"] for r in told["gelopen"]), f"{told}")
        expect(moment(told["nu"]) - moment(told["van"]) == datetime.timedelta(days=2), f"{told}")
        states = [m["status"] for m in sim.get("/api/v1/uitgaand").json()["berichten"] if m["action"] == RESULT]
        expect(states == ["verlopen"], f"{states}")


class Recovers(Organisation):
    """Fails until a result comes for the third time; from then on it acknowledges, over a connection of its own as most adapters do."""

    def _got(self, message):
        if sum(m.action == RESULT for m in self.inbox) >= 2:
            self.acknowledge, self.answer_with = True, 204
        super()._got(message)


def an_acknowledgement_stops_the_rest(sim):
    with Recovers(sim, acknowledge=False) as organisation:
        call(sim, "POST", "/freeze")
        deliver_without_result(sim, organisation, 503)
        told = call(sim, "POST", "/advance?wait=PT30S", "P2D")
        attempts = [run for run in told["gelopen"] if run["wat"] == "uitgaand"]
        expect(len(attempts) in (2, 3), f"{len(attempts)} attempts after the first: {told}")
        states = [m["status"] for m in sim.get("/api/v1/uitgaand").json()["berichten"] if m["action"] == RESULT]
        expect(states == ["afgeleverd"], f"{states}")


def publication(sim):
    """Visible and told of at its moment, not before; back in time it is invisible again."""
    with Organisation(sim) as organisation:
        call(sim, "POST", "/freeze")
        organisation.deliver(batch(bericht(bsn=BOX, publicatie=at(sim, days=3)), created=now(sim)))
        before = now(sim)
        call(sim, "POST", "/advance", {"duur": "P2D"})
        expect(sim.box(BOX) == [], "it is not published yet")
        expect(call(sim, "GET", "")["volgende"]["wat"] == "berichtenbox.meldingen", "the clock tells what comes next")
        told = call(sim, "POST", "/advance", "P2D")
        expect([r["wat"] for r in told["gelopen"]] == ["berichtenbox.meldingen"], f"{told}")
        expect(moment(told["gelopen"][0]["tijd"]) - moment(before) < datetime.timedelta(days=3, seconds=1), f"{told}")
        expect(len(sim.box(BOX)) == 1, "it is published")
        mails = [m for m in sim.get(f"/api/v1/notices?bsn={BOX}").json()["berichten"]]
        expect(len(mails) == 1, f"it is told of once: {mails}")
        call(sim, "PUT", "", before)
        expect(sim.box(BOX) == [], "back before its publication it is invisible")
        call(sim, "POST", "/advance", "P5D")
        expect(len(sim.get(f"/api/v1/notices?bsn={BOX}").json()["berichten"]) == 1, "what was told is not told again")


def speeds(sim):
    call(sim, "PUT", "/speed", {"snelheid": 100000})
    call(sim, "PUT", "/speed", "100000")
    state = call(sim, "GET", "")
    expect(state["snelheid"] == 100000 and not state["bevroren"], f"{state}")
    frozen = call(sim, "POST", "/freeze")
    expect(frozen["bevroren"] and now(sim) == frozen["nu"], f"a frozen clock stands still: {frozen}")
    expect(not call(sim, "POST", "/run")["bevroren"], "it runs again")
    real = call(sim, "POST", "/real")
    off = abs(moment(real["nu"]) - moment(real["werkelijk"]))
    expect(off < datetime.timedelta(seconds=5) and real["snelheid"] == 1, f"back to real time: {real}")
    for method, path, body in (("PUT", "", "tomorrow"), ("PUT", "", {"nu": 3}), ("PUT", "", "9999-01-01T00:00:00Z"), ("POST", "/advance", "-PT1H"),
                               ("POST", "/advance", {"uur": 1}), ("PUT", "/speed", "-1"), ("PUT", "/speed", "fast"), ("PUT", "/speed", "1e9"),
                               ("POST", "/advance?wait=soon", "PT1H")):
        call(sim, method, path, body, 422)


# --- what moving it does

def handshake(organisation):
    headers, body = organisation.signal("Ping")
    try:
        return organisation.post(headers, body).status
    except (ssl.SSLError, ConnectionError):
        return "refused"


def certificates(sim):
    organisation = Organisation(sim, listen=False)
    expect(handshake(organisation) == 204, "it is let in")
    moves = ((at(sim, days=1500), "PKI-R-002"), ("2020-01-01T00:00:00Z", "PKI-R-003"), (at(sim, days=4000), "PKI-R-009"))
    for times, (move, rule) in enumerate(moves, 1):
        call(sim, "POST", "/real")
        call(sim, "PUT", "", move)
        expect(handshake(organisation) == "refused", f"at {move} its certificate is not valid")
        hits = [hit["regel"] for hit in sim.journal(wait=10, count=times, outcome="refused")[times - 1]["hits"]]
        expect(rule in hits, f"at {move} the journal names {hits}")
    call(sim, "POST", "/real")
    expect(handshake(organisation) == 204, "back in real time it is let in again")


def our_own_certificate(sim):
    """Who checks it by the time of its machine finds it valid, whatever our clock says; and so do we find a receiver's."""
    with Organisation(sim) as organisation:
        call(sim, "POST", "/freeze")
        deliver_without_result(sim, organisation, 503)
        organisation.answer_with = 204
        call(sim, "POST", "/advance?wait=PT30S", "PT3H")
        call(sim, "PUT", "", at(sim, days=1500))
        try:
            organisation.connection().connect()
        except ssl.SSLCertVerificationError as error:
            expect(False, f"the server's certificate: {error}")
        except (ssl.SSLError, ConnectionError):
            pass  # it refuses that of the client
        states = [m["status"] for m in sim.get("/api/v1/uitgaand").json()["berichten"] if m["action"] == RESULT]
        expect(states == ["afgeleverd"], f"{states}")


def agreements_and_time_to_live(sim):
    organisation = Organisation(sim, listen=False)
    organisation.listen_at("")
    cpa = next(c for c in sim.get("/api/v1/cpas").json()["cpas"] if c["cpaId"] == sim.cpa_id)
    call(sim, "POST", "/freeze")
    start = now(sim)

    def outcome(change=lambda soap: soap):
        conversation = str(uuid.uuid4())
        organisation.post(*organisation.business("GLOBE-R-BV-Request", batch(bericht(), created=now(sim)), change=change, conversation=conversation))
        entry = sim.journal(wait=10, direction="in", conversation=conversation)[0]
        return entry["uitkomst"], [hit["regel"] for hit in entry["hits"]]

    expect(outcome() == ("accepted", []), "a message within its CPA")
    lives = at(sim, hours=1)
    mortal = lambda soap: soap.replace("</eb:MessageData>", f"<eb:TimeToLive>{lives}</eb:TimeToLive></eb:MessageData>")  # noqa: E731
    expect(outcome(mortal)[0] == "accepted", "its TimeToLive is to come")
    call(sim, "POST", "/advance", "PT2H")
    expect(outcome(mortal) == ("refused", ["EB-R-022"]), f"its TimeToLive has passed: {outcome(mortal)}")
    call(sim, "PUT", "", start)
    expect(outcome(mortal)[0] == "accepted", "back in time it holds again")
    for there in (moment(cpa["van"]) - datetime.timedelta(seconds=2), moment(cpa["tot"]) + datetime.timedelta(seconds=2)):
        call(sim, "PUT", "", there.isoformat().replace("+00:00", "Z"))
        seen = outcome() if handshake(organisation) != "refused" else ("refused", ["EB-R-013"])
        expect(seen == ("refused", ["EB-R-013"]), f"outside the period of its CPA, at {there}: {seen}")


def sessions(sim):
    portaal = sim.doors["portaal"]

    def logged_in():
        browser = Browser()
        browser.open(portaal + "/mijn").click("inloggen")
        digid.by_sms(browser, sim, digid.ANNA)
        expect(inside(browser), f"not logged in: {browser.told()}")
        return browser

    def inside(browser):
        return browser.open(portaal + "/mijn").has("uitloggen")

    call(sim, "POST", "/freeze")
    browser = logged_in()
    call(sim, "POST", "/advance", "PT14M")
    expect(inside(browser), "used within fifteen minutes it goes on")
    call(sim, "POST", "/advance", "PT16M")
    expect(not inside(browser), "fifteen minutes unused it is over")
    browser = logged_in()
    for _ in range(13):
        call(sim, "POST", "/advance", "PT14M")
        still = inside(browser)
    expect(not still, "three hours after it began it is over, however much it is used")
    start = now(sim)
    call(sim, "POST", "/advance", "PT5M")
    browser = logged_in()
    call(sim, "PUT", "", start)
    expect(not inside(browser), "a session that began later than now is over")
    browser = logged_in()
    call(sim, "POST", "/advance", "PT1H")
    expect(browser.open(portaal + "/mijn").has("inloggen"), "an hour later the site asks to log in")
    expect(browser.click("inloggen").has("kies-sms"), "and DigiD asks who it is")


def artifacts(sim):
    """A browser that comes back from DigiD with an artifact too late."""
    portaal = sim.doors["portaal"]
    call(sim, "POST", "/freeze")
    browser = Browser(stops=lambda url: "SAMLart=" in url)
    browser.open(portaal + "/mijn").click("inloggen")
    digid.by_sms(browser, sim, digid.ANNA)
    expect(browser.stopped, f"no artifact came: {browser.told()}")
    call(sim, "POST", "/advance", "PT15M")
    late = browser.url
    browser.stops = lambda url: False
    browser.open(late)
    expect(not browser.open(portaal + "/mijn").has("uitloggen"), "an artifact of a quarter of an hour ago opens nothing")


def a_restart(program):
    with Simulator(program) as throwaway, Simulator(program, data_dir=throwaway.dir / "kept") as sim:
        call(sim, "PUT", "", "2031-05-06T07:08:09Z")
        call(sim, "POST", "/freeze")
        before = now(sim)
        sim.stop()
        with Simulator(program, data_dir=throwaway.dir / "kept") as again:
            expect(now(again) == before, "the clock stands where it stood")


for promise in (every_attempt_at_its_moment, an_acknowledgement_stops_the_rest, publication, speeds, certificates, our_own_certificate,
                agreements_and_time_to_live, sessions, artifacts):
    with Simulator(sys.argv[1]) as simulator:
        promise(simulator)
    print(f"ok: {promise.__name__}")
a_restart(sys.argv[1])
print("ok: a_restart")

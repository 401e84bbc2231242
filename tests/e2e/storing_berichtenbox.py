"""Storingen of the Berichtenbox, and of the notices to a burger."""
import re

import koppelvlak_wus
from sim import ANSWER, OIN, QUESTION, Organisation, expect
from storing import HENK, Delivery, delivered, delivery, effect, told


def number(result, name):
    return int(re.search(rf"<{name}>(\d+)<".encode(), result.payload)[1])


def code(result):
    return re.search(b"<VerwerkingsCode>(.*?)<", result.payload)[1].decode()


@effect("berichtenbox.resultaat-nooit")
@delivered
def never(sim, one):
    told(sim, "berichtenbox.resultaat-nooit")
    sim.advance("P1D")
    expect(one.in_box() and not one.results(), "a result came, or no message")
    expect(not sim.get(f"/api/v1/uitgaand?status=wachtend&oin={OIN}").json()["berichten"], "a result waits")


@effect("berichtenbox.resultaat-laat", na="PT5H")
@delivered
def late(sim, one):
    one.processed()
    expect(not one.results(), "it came at once")
    sim.advance("PT5H")
    one.result()


@effect("berichtenbox.resultaat-dubbel")
@delivered
def twice(sim, one):
    with one.organisation.changed:
        one.organisation.changed.wait_for(lambda: len(one.results()) == 2, 20)
    first, second = one.results()
    expect(first.message_id != second.message_id and first.payload == second.payload, "not one result in two messages")


@effect("berichtenbox.resultaat-verkeerde-aantallen", verschil=3)
@delivered
def counts(sim, one):
    result = one.result()
    found = [number(result, name) for name in ("TotaalAantalOntvangenBerichten", "AantalBerichtenSuccesvolVerwerkt")]
    expect(found == [4, 4] and code(result) == "Verwerkt", f"{result.payload}")


CODES = ("TechnischProbleem", "NietActiefOfGeabonneerd", "BerichtTypeNietOndersteund", "PublicatieDatumLigtTeVerInDeToekomst",
         "AanmaakDatumLigtTeVerInHetVerleden", "BerichtBestaatAl", "BijlageTeGroot", "OinInCPAKomtNietOvereenMetOinInBericht",
         "XmlValidatieTegenXsdValtNegatiefUit", "Verwerkt")


@effect("berichtenbox.verwerkingscode", aantal=None, bereik={"bsn": HENK})
def each_code(sim):
    with Organisation(sim) as organisation:
        for wanted in CODES:
            answer = sim.api("PUT", "/api/v1/faults/code", {"soort": "berichtenbox.verwerkingscode", "bereik": {"bsn": HENK}, "waarden": {"code": wanted}})
            expect(answer.status in (200, 201), answer.text())
            sim.api("DELETE", "/api/v1/faults/onder-test")
            hit, spared = Delivery(organisation, bsn=HENK), Delivery(organisation)
            hit.post(), spared.post()
            expect(code(hit.result()) == wanted and not hit.in_box(), f"{wanted}: {hit.result().payload}")
            expect(code(spared.result()) == "Verwerkt" and spared.in_box(), "it hits a burger who is not in its scope")


@effect("berichtenbox.technisch-probleem")
@delivered
def technical(sim, one):
    result = one.result()
    expect(code(result) == "TechnischProbleem" and b"<Stadium>StoreMessage<" in result.payload, f"{result.payload}")
    expect(not one.in_box(), "the message was placed")


def question():
    ns = "http://schemas.overheid.nl/GEB/AbonnementServiceProcessor/2014/02"
    return (f'<a:AbonnementAanvraag xmlns:a="{ns}"><BerichtLeverancier><OIN>{OIN}</OIN></BerichtLeverancier>'
            "<VerzoekId>v-1</VerzoekId></a:AbonnementAanvraag>")


@effect("berichtenbox.abonnementen-nooit")
def no_subscriptions(sim):
    with Organisation(sim) as organisation:
        ack = organisation.send(QUESTION, question())
        expect(ack.action == "Acknowledgment", f"{ack.soap}")
        told(sim, "berichtenbox.abonnementen-nooit")
        sim.advance("P1D")
        expect(not [m for m in organisation.inbox if m.action == ANSWER], "an answer came")


@effect("berichtenbox.abonnementen-laat", na="PT5H")
def late_subscriptions(sim):
    with Organisation(sim) as organisation:
        organisation.send(QUESTION, question())
        told(sim, "berichtenbox.abonnementen-laat")
        expect(not [m for m in organisation.inbox if m.action == ANSWER], "it came at once")
        sim.advance("PT5H")
        organisation.wait(lambda m: m.action == ANSWER)


@effect("berichtenbox.validatie-fout", tekst="nu niet")
def wus_fault(sim):
    service, types, shared = (one[1:-1] for one in (koppelvlak_wus.SERVICE, koppelvlak_wus.TYPES, koppelvlak_wus.SHARED))
    body = (f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><v:ValidateAbonnementen xmlns:v="{service}" xmlns:t="{types}" xmlns:k="{shared}">'
            f"<v:validateAbonnementenAanvraag><t:berichtTypeCode>PARKVERG</t:berichtTypeCode><t:berichtleverancierCode>{OIN}</t:berichtleverancierCode>"
            f"<t:klanten><t:klant><k:Key>{HENK}</k:Key><k:Rol>Burger</k:Rol></t:klant></t:klanten>"
            "</v:validateAbonnementenAanvraag></v:ValidateAbonnementen></s:Body></s:Envelope>").encode()
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{koppelvlak_wus.ACTION}"'}
    status, _, answer = koppelvlak_wus.ask(sim, OIN, body, headers)
    expect(status == 500 and b"DependentServiceFault" in answer and b"nu niet" in answer, f"HTTP {status}: {answer}")
    status, _, answer = koppelvlak_wus.ask(sim, OIN, body, headers)
    expect(status == 200, f"it does not work again: {answer}")


@effect("notify.email-niet-bezorgd", bereik={"bsn": HENK}, reden="postvak vol")
def email(sim):
    with delivery(sim, bsn=HENK) as one:
        one.post()
        one.result()
    failed = sim.get(f"/api/v1/notices?soort=email&bsn={HENK}&status=mislukt&count=1&wait=PT20S").json()["berichten"]
    expect(failed and failed[0]["toelichting"] == "postvak vol", f"{failed}")

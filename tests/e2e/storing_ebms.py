"""Storingen of the message service: of the acknowledgements that it gives, and of what it sends."""
from sim import RESULT, expect
from storing import delivered, delivery, effect, told, whole

LATER = "PT6H"  # by then every message that was not acknowledged goes out again


@effect("ebms.bevestiging-verloren")
@delivered
def lost(sim, one):
    one.result()
    expect(not one.signals(), "an acknowledgement came")
    one.post()
    expect(one.signal().action == "Acknowledgment", "the repeat is not acknowledged")
    expect(len(one.results()) == 1, "the repeat was processed again")


@effect("ebms.bevestiging-laat", na="PT2H")
@delivered
def late(sim, one):
    one.result()
    expect(not one.signals(), "it came at once")
    sim.advance("PT2H")
    expect(one.signal().action == "Acknowledgment", "not an acknowledgement")


@effect("ebms.bevestiging-dubbel")
@delivered
def twice(sim, one):
    with one.organisation.changed:
        one.organisation.changed.wait_for(lambda: len(one.signals()) == 2, 20)
    expect(len({m.message_id for m in one.signals()}) == 1 and len(one.signals()) == 2, f"{len(one.signals())} came")


@effect("ebms.bevestiging-handtekening-kapot")
@delivered
def signature(sim, one):
    expect(b"<ds:SignatureValue>" in one.signal().soap, "it is not signed")


@effect("ebms.bevestiging-ander-bericht")
@delivered
def other(sim, one):
    ack = one.organisation.wait(lambda m: m.action == "Acknowledgment" and m.conversation == one.conversation)
    expect(ack.ref_to != one.message_id and one.message_id.encode() not in ack.soap, "it names our message")


@effect("ebms.bevestiging-met-waarschuwing", code="OtherXml", tekst="let op")
@delivered
def warning(sim, one):
    ack = one.signal()
    expect(ack.action == "Acknowledgment" and ack.errors() == [("OtherXml", None, "let op")], f"{ack.soap}")
    expect(b'highestSeverity="Warning"' in ack.soap, "not a warning")


@effect("ebms.resultaat-voor-bevestiging")
@delivered
def result_first(sim, one):
    one.signal()
    order = [m.action for m in one.organisation.inbox if m.conversation == one.conversation]
    expect(order == [RESULT, "Acknowledgment"], f"the order is {order}")


@effect("ebms.foutmelding", code="DeliveryFailure", tekst="nu niet")
@delivered
def message_error(sim, one):
    error = one.signal()
    expect(error.action == "MessageError" and error.errors() == [("DeliveryFailure", None, "nu niet")], f"{error.soap}")
    expect(not one.in_box(), "the message was taken all the same")
    one.post()
    one.result()
    expect(one.in_box(), "the same message is not taken afterwards")


@effect("ebms.soap-fout", code="Client", tekst="kapot")
def soap_fault(sim):
    with delivery(sim) as one:
        answer = one.post()
        expect(answer.status == 500 and b"Client</faultcode>" in answer.body and b"kapot" in answer.body, f"HTTP {answer.status}: {answer.text()}")


def comes_with_the_retry(kind, status):
    @delivered
    def run(sim, one):
        entry = told(sim, kind, direction="out")
        expect(entry["action"] == RESULT and entry["status"] == status and entry["uitkomst"] == "failed", f"{entry}")
        expect(not one.results(), "it came all the same")
        sim.advance(LATER)
        one.result()
    return run


effect("uitgaand.geen-verbinding")(comes_with_the_retry("uitgaand.geen-verbinding", 0))
effect("uitgaand.http-fout", status=503)(comes_with_the_retry("uitgaand.http-fout", 503))


@effect("uitgaand.time-out")
def timeout(sim):
    with delivery(sim) as one:
        one.organisation.acknowledge = False
        one.post()
        one.result()
        expect(told(sim, "uitgaand.time-out", direction="out")["uitkomst"] == "failed", "the attempt did not fail")
        one.organisation.acknowledge = True
        sim.advance(LATER)
        results(one, 2)


def results(one, count):
    with one.organisation.changed:
        one.organisation.changed.wait_for(lambda: len(one.results()) >= count, 20)
    expect(len(one.results()) == count, f"{len(one.results())} results, not {count}")
    return one.results()


@effect("uitgaand.dubbel")
@delivered
def out_twice(sim, one):
    first, second = results(one, 2)
    expect(first.message_id == second.message_id and first.soap == second.soap, "they are not the same")


@effect("uitgaand.handtekening-kapot")
@delivered
def out_signature(sim, one):
    expect(b"<ds:SignatureValue>" in one.result().soap, "it is not signed")


@effect("uitgaand.verkeerde-cpa", cpaId="een-andere")
@delivered
def out_cpa(sim, one):
    expect(one.result().text_of("CPAId") == "een-andere", "it names our CPA")


@effect("uitgaand.bevestiging-genegeerd")
@delivered
def ignored(sim, one):
    one.result()
    entry = told(sim, "uitgaand.bevestiging-genegeerd")
    expect(entry["uitkomst"] == "ignored" and whole(sim, entry)["status"] == 204, f"{entry}")
    sim.advance(LATER)
    first, second = results(one, 2)
    expect(first.message_id == second.message_id, "it is another message")

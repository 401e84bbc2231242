"""What the tests of storingen share: each is a function for one kind, named by @effect; the storing stands when it is called."""
import contextlib
import functools
import uuid

from sim import BATCH, RESULT, Organisation, batch, bericht, expect

ANNA, HENK = "999990019", "999990068"
EFFECTS = {}  # kind -> (the function, members of the storing)


def effect(kind, aantal=1, bereik=None, **waarden):
    def named(function):
        expect(kind not in EFFECTS, f"{kind} has two tests")
        EFFECTS[kind] = (function, {"soort": kind, "aantal": aantal, "bereik": bereik or {}, "waarden": waarden})
        return function
    return named


def told(sim, kind, **filters):
    """The first journal entry in which this kind fired, now or soon."""
    entries = sim.journal(wait=20, storing=kind, **filters)
    expect(entries, f"the journal does not name {kind}")
    expect(any(one["soort"] == kind for one in entries[0]["storingen"]), f"{entries[0]}")
    return entries[0]


def whole(sim, entry):
    return sim.get(f"/api/v1/journal/{entry['id']}").json()


class Delivery:
    """A batch with one message of an organisation that listens, on its way."""

    def __init__(self, organisation, bsn=ANNA, **header):
        self.organisation, self.bsn = organisation, bsn
        self.bericht_id, self.message_id, self.conversation = (str(uuid.uuid4()) for _ in range(3))
        self.message_id += "@test.example"
        now = organisation.sim.get("/api/v1/clock").json()["nu"]
        self.wire = organisation.business(BATCH, batch(bericht(bsn, bericht_id=self.bericht_id), created=now),
                                          message_id=self.message_id, conversation=self.conversation, **header)

    def post(self):
        return self.organisation.post(*self.wire)

    def about(self, message):
        return message.ref_to == self.message_id

    def signals(self):
        return [m for m in self.organisation.inbox if self.about(m) and m.action in ("Acknowledgment", "MessageError")]

    def signal(self):
        return self.organisation.wait(lambda m: self.about(m) and m.action in ("Acknowledgment", "MessageError"))

    def results(self):
        return [m for m in self.organisation.inbox if m.action == RESULT and m.conversation == self.conversation]

    def result(self, seconds=20):
        return self.organisation.wait(lambda m: m.action == RESULT and m.conversation == self.conversation, seconds)

    def processed(self):
        """Until the batch was judged."""
        self.organisation.sim.journal(wait=20, direction="work", conversation=self.conversation)

    def in_box(self):
        return any(one["berichtId"].lower() == self.bericht_id for one in self.organisation.sim.box(self.bsn, everything=True))


@contextlib.contextmanager
def delivery(sim, **options):
    with Organisation(sim) as organisation:
        yield Delivery(organisation, **options)


def delivered(function):
    """A test that gets a Delivery which was posted, and answered with HTTP 204."""
    @functools.wraps(function)
    def run(sim):
        with delivery(sim) as one:
            answer = one.post()
            expect(answer.status == 204 and not answer.body, f"HTTP {answer.status}: {answer.text()}")
            function(sim, one)
    return run

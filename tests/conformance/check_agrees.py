#!/usr/bin/env python3
"""`check` judges every case as the server does:  check_agrees.py PROGRAM offline|world [CASE]

Each case that breaks a rule is written to a file, as it would be sent, and given to `mijnoverheid-sim check`. It must name every
rule of the case at its place, with a line, the source and a hint, or say that it cannot judge that rule here; and it must find
nothing in a case that breaks nothing. `offline` has no world; `world` has the one of a server that runs, with what the case asks
for, so that there only what stands in NEVER may be left. CASE is left out: a build with sanitizers is too slow for it.
"""
import concurrent.futures
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import case as cases  # noqa: E402
import checks  # noqa: E402
import koppelvlak_berichtenbox as berichtenbox  # noqa: E402
import koppelvlak_ebms as ebms  # noqa: E402
import koppelvlak_wus as wus  # noqa: E402
from sim import BATCH, OIN, QUESTION, Failed, Organisation, Simulator, expect  # noqa: E402

SOORT = {"berichtenbox": "batch", "abonnement": "aanvraag", "wus": "vraag", "cpa": "cpa", "ebms": "ebms"}
# What is not in any document: `check` says so, or the rule is not about a document at all.
NEVER = {
    "EB-R-011": "a client certificate is shown in TLS",
    "EB-R-012": "a client certificate is shown in TLS",
    "EB-R-033": "whether a message came before is in the memory of the server that got it",
    "EB-R-034": "whether a message came before is in the memory of the server that got it",
    "EB-R-035": "it is about the answer of the server, not about the message",
    "EB-R-040": "whether a signal refers to something is in the memory of the server that sent that",
    "EB-R-041": "it tells that the server gives no answer",
    "EB-R-042": "it is about a message that the server sends again and again",
    "BB-R-018": "a scripted failure of the server",
}
# Without a world besides: what its burgers, organisations, CPAs and earlier messages tell.
WORLD = {"BB-R-005", "BB-R-008", "BB-R-014", "BB-R-015", "BB-R-016", "BB-R-017", "BB-R-031", "BB-R-040", "BB-R-041", "EB-R-010", "EB-R-021"}
# Nobody can tell by these contents what they were to be, so that is said with --soort.
UNRECOGNISABLE = ("/not-xml/plain-text", "/not-xml/empty", "/not-xml/json", "/not-xml/utf-16", "/schema/not-xml", "/mistakes/not-xml", "/envelope/empty", "/envelope/utf-16",
                  "/envelope/other-root")
# The server tells the first reason; `check` tells all that it finds. By the name of a file or of a row.
MORE = {
    "before-the-burger-is-looked-at": {"BB-R-015"},
    "each-message-of-the-batch": {"BB-R-008"},
    "a-batch-of-three": {"BB-R-008"},  # of another organisation, which has no such type
    "of-another-organisation": {"BB-R-008"},
    "nineteen-digits": {"BB-R-008"},
    "best-effort-with-duplicate-elimination": {"EB-R-024"},
    "from-without-type": {"EB-R-015"},
    "to-without-type": {"EB-R-016"},
    "from-not-in-the-cpa": {"BB-R-005"},  # nor is the batch of who sends it
    "from-with-a-test-suffix": {"BB-R-005"},
    "from-with-the-type-glued-on": {"BB-R-005"},
    "resend-after-the-cpa-ended": {"EB-R-013"},  # the server answers a repeat as the first time
    "http": {"WUS-R-008"},  # a warning about the envelope, behind a header that is wrong
}
GOOD = ("Verwerkt", "geen-resultaat", "antwoord", "aangenomen", "Acknowledgment", "Pong", "StatusResponse", "nothing", "DeliveryFailure")
OF_THE_WORLD = ("given", "switch", "clock", "earlier", "advance")


class Checked:
    """A case as files, and what `check` says of them."""

    def __init__(self, sim, folder, case):
        self.sim, self.case = sim, case
        self.folder = folder / case.name.replace("/", "_")
        self.folder.mkdir()
        self.options, self.files = [], []
        self.now = checks.now(sim)
        getattr(self, case.koppelvlak)()

    def write(self, octets):
        self.files.append(self.folder / f"{len(self.files)}.dat")
        self.files[-1].write_bytes(octets)

    # --- the documents, made as the cases make them
    def berichtenbox(self):
        self.payload(berichtenbox.document(self.sim, self.case), BATCH)

    def abonnement(self):
        case = self.case
        text = case.one("document", case.document)
        if text is None:
            text = cases.load(case.path.parent / case.one("base")).document
        self.payload(cases.fill(cases.edited(case, text), self.now, oin=OIN), QUESTION)

    def payload(self, text, action):
        octets, sender = text.encode(self.case.one("encoding", "utf-8")), self.case.one("sender", OIN)
        count = int(self.case.one("payloads", "1"))
        if count == 1:
            self.options += ["--afzender", sender]
            return self.write(octets)
        organisation = Organisation(self.sim, sender, cpa_id=self.sim.cpa_id if sender == OIN else None, listen=False)
        self.message(*organisation.business(action, [(f"payload-{n}", "text/xml", octets) for n in range(count)]))

    def message(self, headers, body, path="/ebms"):
        lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), f"Content-Length: {len(body)}", "", ""]
        self.write("\r\n".join(lines).encode() + body)

    def wus(self):
        case, headers = self.case, {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{wus.ACTION}"'}
        text = case.one("document", case.document)
        if text is None:
            text = cases.load(case.path.parent / case.one("base")).document
        for line in case.all("http"):
            name, _, value = line.partition("=")
            headers.pop(name.strip())
            if value.strip():
                headers[name.strip()] = cases.fill(value.strip(), self.now, action=wus.ACTION)
        text = cases.fill(cases.edited(case, text), self.now, oin=OIN, action=wus.ACTION)
        self.options += ["--afzender", case.one("certificate", OIN)]
        self.message(headers, text.encode(case.one("encoding", "utf-8")), "/BerichtenboxValidatieService")

    def cpa(self):
        import koppelvlak_cpa
        text = self.case.one("document")
        if text is None:
            text = cases.edited(koppelvlak_cpa.filled(self.sim, self.case), self.sim.get(f"/api/v1/cpas/{self.sim.cpa_id}").text())
        self.write(text.encode())

    def ebms(self):
        case = self.case
        cpa, wishes = self.sim.cpa_id, ebms.wishes(case)  # the first one: many cases share a server, and some make CPAs of their own
        if case.all("cpa") + case.all("cpa-set"):
            cpa = ebms.edited_cpa(self.sim, case)
        elif wishes:
            cpa = self.sim.cpa_of(OIN, **wishes)
        talk = ebms.Talk(self.sim, Organisation(self.sim, cpa_id=cpa, listen=False), case)
        for step in case.steps():
            if step.one("advance"):
                self.options += ["--nu", cases.fill("{now+%s}" % {"PT3H": "3h", "P2D": "2d"}[step.one("advance")], self.now)]
            if step.one("send") != "again":
                talk.ids.append(f"message-{len(talk.ids)}@test.example")
                talk.last = talk.message(step)
            self.message(*talk.last)
        self.cpa_file = self.folder / "cpa.xml"
        self.cpa_file.write_text(self.sim.get(f"/api/v1/cpas/{cpa}").text())

    # --- the verdict
    def ask(self, program, world):
        options = [*self.options, "--formaat", "json"]
        if world:
            options += ["--data-dir", str(self.sim.data_dir)]
        else:
            options += [word for value in self.case.all("switch") for word in ("--schakelaar", value.replace(" = ", "="))]
            options += [] if "--nu" in options else ["--nu", cases.fill(self.case.one("clock", "{now}"), self.now)]
        others = [str(self.cpa_file)] if hasattr(self, "cpa_file") and not world else []
        answer = self.run(program, options, others)
        if any("onleesbaar" in file for file in answer):
            expect(self.case.name.endswith(UNRECOGNISABLE), f"{self.case.name}: not recognised: {answer}")
            answer = self.run(program, options + ["--soort", SOORT[self.case.koppelvlak]], others)
        return [file for file in answer if file["bestand"] not in others]

    def run(self, program, options, others):
        done = subprocess.run([program, "check", *options, *map(str, self.files), *others], capture_output=True, timeout=120)
        expect(done.stdout and not done.stderr, f"{self.case.name}: exit code {done.returncode}, {done.stderr.decode()}")
        files = json.loads(done.stdout)["bestanden"]
        wanted = 2 if any("onleesbaar" in f for f in files) else 0 if all(f["geldig"] for f in files) else 1
        expect(done.returncode == wanted, f"{self.case.name}: exit code {done.returncode}, of {files}")
        return files

    def judged(self, program, world):
        files = self.ask(program, world)
        found = [hit for file in files for hit in file["bevindingen"]]
        unjudged = {one["regel"] for file in files for one in file["nietBeoordeeld"]}
        expected = self.case.rules()
        before = {rule for earlier in self.case.all("earlier") for rule, _ in cases.load(self.case.path.parent / earlier).rules()}
        for rule, place in expected:
            if rule in NEVER or rule in before:  # the one is in no document, the other in another
                continue
            if any(hit["regel"] == rule and place in hit["plaats"] for hit in found):
                continue
            excused = not world and rule in WORLD and rule in unjudged
            expect(excused, f"{rule} at {place} is not named: {[(h['regel'], h['plaats'], h['detail']) for h in found]}, not judged {sorted(unjudged)}")
        extra = {hit["regel"] for hit in found} - {rule for rule, _ in expected}
        expect(extra <= more(self.case), f"it names {extra} too: {[(h['regel'], h['plaats'], h['detail']) for h in found]}")
        if world:
            expect(unjudged <= set(NEVER), f"with a world it does not judge {sorted(unjudged)}")
        for hit in found:
            complete(hit)
        self.same_verdict(files, found, unjudged)
        return found

    def same_verdict(self, files, found, unjudged):
        warnings = {hit["regel"] for hit in found} - {hit["regel"] for hit in found if hit["ernst"] != "warning"}
        valid, told = all(file["geldig"] for file in files), {rule for rule, _ in self.case.rules()} - warnings
        if self.case.verdict in GOOD:
            refused_first = any(line == ("answer", "Inconsistent") for line in self.case.lines)
            expect(valid or refused_first or more(self.case), f"the server takes it, `check` does not: {found}")
        else:
            expect(not valid or told <= set(NEVER) | unjudged, f"the server refuses it by {told}, `check` calls it valid")


def more(case):
    return MORE.get(case.path.stem, set()) | MORE.get(case.name.rsplit("/", 1)[-1], set())


def complete(hit):
    for part in ("plaats", "detail", "tekst", "bron", "hint", "zekerheid", "ernst"):
        expect(hit.get(part), f"finding without {part}: {hit}")
    expect(hit["lijn"] >= 1 and hit["kolom"] >= 1 and (hit["totLijn"], hit["totKolom"]) >= (hit["lijn"], hit["kolom"]), f"no line: {hit}")


def of_a_document(case):
    return case.koppelvlak in SOORT and case.verdict != "http-405"


def all_cases(too_slow=None):
    loaded = [cases.load(path, row) for path in cases.files() for row in cases.rows_of(path)]
    left_out = {case.koppelvlak for case in loaded if not of_a_document(case)}
    expect(left_out == {"tls", "ebms"}, f"cases without a document: {left_out}")  # handshakes, and a GET
    return [case for case in loaded if of_a_document(case) and not (too_slow and case.name.endswith(too_slow))]


def server(program, folder):
    return Simulator(program, citizens=20, data_dir=tempfile.mkdtemp(dir=folder))


def loop(program, world, too_slow=None):
    failures, named = [], set()

    def one(sim, case, folder):
        try:
            found = Checked(sim, folder, case).judged(program, world)
            named.update(hit["regel"] for hit in found)
        except (Failed, cases.Mistake) as failure:
            failures.append(f"{case.name}: {failure}")

    with tempfile.TemporaryDirectory(prefix="mosim-check-") as name:
        folder = pathlib.Path(name)
        every = all_cases(too_slow)
        alone = [case for case in every if world and any(case.all(key) for key in OF_THE_WORLD)]
        with server(program, folder) as sim, concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda case: one(sim, case, folder), [case for case in every if case not in alone]))
        for case in alone:
            with server(program, folder) as sim:
                checks.prepare(sim, case)
                for earlier in case.all("earlier"):
                    with Organisation(sim, case.one("sender", OIN)) as organisation:
                        berichtenbox.deliver(sim, organisation, cases.load(case.path.parent / earlier), {})
                one(sim, case, folder)
    invalid = {rule for case in every for rule, _ in case.rules()}
    if not failures and world:
        expect(invalid - set(NEVER) <= named, f"never named: {sorted(invalid - set(NEVER) - named)}")
    return every, failures, named


if __name__ == "__main__":
    every, failures, named = loop(sys.argv[1], sys.argv[2] == "world", *sys.argv[3:])
    if failures:
        sys.exit("FAILED:\n" + "\n".join(sorted(failures)) + f"\n{len(failures)} of {len(every)} cases")
    print(f"check agrees with the server about {len(every)} cases, and names {len(named)} rules")

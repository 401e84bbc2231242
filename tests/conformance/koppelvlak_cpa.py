"""Importing a CPA over the control API: mistakes that people make, as edits of the CPA of the example organisation."""
import case as cases
import checks
from sim import OIN, expect

KEYS = "replace set drop twice before document"


def run(sim, case):
    checks.prepare(sim, case)
    text = case.one("document")
    if text is None:
        text = cases.edited(filled(sim, case), sim.get(f"/api/v1/cpas/{sim.cpa_id}").text())
    answer = sim.api("POST", "/api/v1/cpas", text.encode())
    verdict, known = answer.json(), [cpa["cpaId"] for cpa in sim.get("/api/v1/cpas").json()["cpas"]]
    good = case.verdict == "aangenomen"
    expect((verdict["aangenomen"], answer.status) == (good, 200 if good else 422), f"HTTP {answer.status} {verdict}")
    expect(not good or verdict["cpaId"] in known, f"{verdict['cpaId']} is accepted, and not among {known}")
    hits = verdict["hits"]
    wanted = {rule for rule, _ in case.rules()}
    expect({hit["regel"] for hit in hits} == wanted, f"expected {wanted}, got {[(h['regel'], h['plaats']) for h in hits]}")
    for rule, place in case.rules():
        expect(any(hit["regel"] == rule and place in hit["plaats"] for hit in hits), f"{rule} is not named at '{place}': {[h['plaats'] for h in hits]}")
    for hit in hits:
        checks.complete(hit)


def filled(sim, case):
    now = checks.now(sim)
    return cases.Case(case.path, [(key, cases.fill(value, now, oin=OIN, cpa=sim.cpa_id)) for key, value in case.lines])

#!/usr/bin/env python3
"""`send` does what the CPA of the organisation says: asynchronous or synchronous acknowledgments, reliable or best effort."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from sim import Simulator, expect  # noqa: E402

program = sys.argv[1]
# Each organisation is one of the example world, so that it has berichttypes.
KINDS = {
    "asynchronous": ("00000099000000001000", "PARKVERG", None),
    "synchronous": ("00000099000000002000", "WATERBEL", {"profiel": "osb-rm", "synchroon": True}),
    "best effort": ("00000099000000002000", "WATERBEL", {"profiel": "osb-be"}),
}

for kind, (oin, berichttype, wish) in KINDS.items():
    with Simulator(program) as sim:
        if wish:
            made = sim.api("POST", "/api/v1/cpas/genereer", {"oin": oin, "endpoint": "https://localhost:1/ebms", **wish})
            expect(made.status == 201, made.text())
        sent = subprocess.run([program, "send", "--beheer", sim.doors["beheer"], "--oin", oin, "--berichttype", berichttype, "--endpoint-port", "0", "--json"],
                              capture_output=True, text=True, timeout=60)
        expect(sent.returncode == 0, f"{kind}: {sent.stdout} {sent.stderr}")
        delivery = json.loads(sent.stdout)["leveringen"][0]
        expect(delivery["bevestigd"] and delivery["resultaten"][0]["code"] == "Verwerkt", f"{kind}: {delivery}")
        acknowledgments = sim.journal(action="Acknowledgment", direction="out")
        expect(len(acknowledgments) == (1 if kind == "asynchronous" else 0), f"{kind}: {len(acknowledgments)} acknowledgments were pushed")
        expect(not [e for e in sim.journal() if e["uitkomst"] == "refused"], f"{kind}: nothing was refused")
    print(f"ok: {kind}")

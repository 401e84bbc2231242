#!/usr/bin/env python3
"""A full batch of real PDF files goes through, and `send` explains each processing code that comes back."""
import json
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parent / "support"))
from sim import Simulator, expect  # noqa: E402

WANTED = {"Verwerkt": 917, "NietActiefOfGeabonneerd": 20, "BerichtTypeNietOndersteund": 20, "PublicatieDatumLigtTeVerInDeToekomst": 20,
          "BerichtBestaatAl": 20, "BijlageTeGroot": 3}

program, root = sys.argv[1], here.parent.parent
with Simulator(program) as sim:
    file = sim.dir / "batch.xml"
    subprocess.run([root / "scripts/make_batch", file, "--pdf", "/usr/share", "--pdf", root / "data/seed"], check=True)

    def send(*options):
        return subprocess.run([program, "send", "--beheer", sim.doors["beheer"], "--endpoint-port", "0", "--batch", file, *options], capture_output=True, text=True)

    told = send("--json")
    expect(told.returncode == 1, "not all messages were delivered, and the exit code says so")
    results = json.loads(told.stdout)["leveringen"][0]["resultaten"]
    counts = {code: sum(r["code"] == code for r in results) for code in WANTED}
    expect(len(results) == 1000 and counts == WANTED, f"the codes: {counts}")
    stored = sim.box("999990019")
    expect(len(stored) == 917 and any(b["bijlagen"] and b["bijlagen"][0]["bytes"] > 10_000 for b in stored), "the delivered messages lie in the box with their files")

    again = send().stdout
    expect(" 937 BerichtBestaatAl: a message with this BerichtID was delivered before" in again,
           "what was delivered exists already the second time: " + "\n".join(again.splitlines()[-8:]))
    for code in WANTED:
        if code != "Verwerkt":
            expect(f"{code}: " in again, f"{code} is explained")
print("ok")

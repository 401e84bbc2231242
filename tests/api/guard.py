#!/usr/bin/env python3
"""Who may come in by the beheer door: on loopback every program of this machine and no page of another site, elsewhere who has the
token. usage: guard.py PROGRAM
"""
import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile

from sim import Simulator, expect


def status(sim, method="GET", path="/api/v1/clock", body=None, **headers):
    answer = sim.api(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    if answer.status >= 400:
        expect(answer.headers["Content-Type"] == "application/problem+json" and answer.json()["status"] == answer.status, answer.text())
    return answer.status


def loopback(sim):
    for host in ("localhost", "127.0.0.1:1", "[::1]:8090"):
        expect(status(sim, Host=host) == 200, f"refused as {host}")
    for host in ("evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8090"):
        expect(status(sim, Host=host) == 403, f"not refused as {host}")
    advance = ("POST", "/api/v1/clock/advance", "PT1S")
    own = sim.doors["beheer"]
    expect(status(sim, *advance) == 200, "a program is refused")
    expect(status(sim, *advance, Host=own.split("//")[1], Origin=own, Sec_Fetch_Site="same-origin") == 200, "the console is refused")
    expect(status(sim, *advance, Origin="http://evil.example") == 403, "a page of another site moves the clock")
    expect(status(sim, *advance, Sec_Fetch_Site="cross-site") == 403, "a form of another site moves the clock")
    expect(status(sim, *advance, Origin="null") == 403, "a page of nowhere moves the clock")


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def demands_token(sim, token):
    answer = sim.api("GET", "/api/v1/clock", headers={})
    expect(answer.status == 401 and answer.headers["WWW-Authenticate"].startswith("Bearer"), f"HTTP {answer.status} without token")
    expect(token not in answer.text(), "the refusal tells the token")
    expect(status(sim, **bearer(token[:-1])) == 401 and status(sim, **bearer(token)) == 200, "the token is not what counts")
    expect(status(sim, Host="sim.example.org", **bearer(token)) == 200, "another name of a machine is refused")
    expect(status(sim, path="/api/v1/health") == 200 and status(sim, path="/api/v1/ready") == 200, "a container must be able to ask")
    expect(status(sim, path="/metrics") == 401 and status(sim, "PUT", body="2027-01-01T00:00:00Z") == 401, "something goes without token")


def command(program, *words, token=None):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MOSIM_")} | ({"MOSIM_BEHEER_TOKEN": token} if token else {})
    return subprocess.run([program, *words], capture_output=True, text=True, timeout=60, env=environment)


def commands_send_it(program, sim, token):
    url = ("--beheer", sim.doors["beheer"])
    for words, environment in ((("--data-dir", str(sim.data_dir)), None), ((*url, "--beheer-token", token), None), (url, token)):
        for name in ("journal", "readyz"):
            done = command(program, name, *words, token=environment)
            expect(done.returncode == 0, f"{name} {words}: {done.stderr}")
    done = command(program, "journal", *url)
    expect(done.returncode == 1 and "token" in done.stderr, f"it does not say what is missing: {done.stderr}")


def main(program):
    with Simulator(program) as sim:
        loopback(sim)
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "beheer-token"
        for _ in range(2):  # a second start keeps the token
            kept = file.read_text() if file.exists() else None
            with Simulator(program, "--bind", "0.0.0.0", data_dir=folder) as sim:
                token = file.read_text().strip()
                expect(stat.S_IMODE(file.stat().st_mode) == 0o600 and len(token) >= 32, f"{file} is no well kept token")
                expect(kept in (None, file.read_text()), "the token is another one now")
                demands_token(sim, token)
                commands_send_it(program, sim, token)
    with Simulator(program, "--bind", "0.0.0.0", "--beheer-token", "for-this-test") as sim:
        demands_token(sim, "for-this-test")
    with Simulator(program, "--bind", "0.0.0.0") as sim:
        demands_token(sim, sim.doors["beheerToken"])
    print("guard: only who may comes in")


main(sys.argv[1])

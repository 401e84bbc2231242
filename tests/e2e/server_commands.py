#!/usr/bin/env python3
"""The commands that move a running server: clock, snapshot and world, and what any of them says when it cannot.

server_commands.py PROGRAM
"""
import contextlib
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from shell import FREE, get, run
from sim import expect

ANNA = "999990019"


@contextlib.contextmanager
def server(shell, *options):
    with shell.serve("serve", "--ephemeral", *FREE, "--citizens", "20", *options) as running:
        yield running.doors["beheer"], lambda *words, **how: json.loads(shell.ok(*words, "--beheer", running.doors["beheer"], "--json", **how) or "null")


def box(beheer, world=""):
    return json.loads(get(beheer, f"{world}/api/v1/burgers/{ANNA}/berichten"))["berichten"]


def clock(shell):
    with server(shell) as (beheer, ask):
        expect(ask("clock", "set", "2030-01-01T00:00:00Z")["nu"].startswith("2030-01-01T00:00:0"), "clock set does not set")
        expect(ask("clock", "advance", "P1DT3H")["nu"].startswith("2030-01-02T03:00:0"), "clock advance does not advance")
        expect(json.loads(get(beheer, "/api/v1/clock"))["nu"].startswith("2030-01-02T03:0"), "the server has another time")
        frozen = ask("clock", "freeze")
        expect(frozen["bevroren"] and ask("clock", "show")["nu"] == frozen["nu"], "a frozen clock runs")
        expect(not ask("clock", "run")["bevroren"], "clock run does not run")
        expect(ask("clock", "speed", "60")["snelheid"] == 60, "clock speed does not take effect")
        real = ask("clock", "real")
        expect(real["snelheid"] == 1 and real["nu"][:16] == real["werkelijk"][:16], f"clock real: {real}")
        text = shell.ok("clock", "show", "--beheer", beheer)
        expect(text.count("\n") >= 4 and f"nu         {real['nu'][:13]}" in text, f"for a person: {text}")
        for words, says in ((["set", "gisteren"], "2027-01-01T00:00:00Z"), (["advance", "3"], "PT3H"), (["speed", "--", "-1"], "snelheid")):
            shell.refused("clock", *words[:1], "--beheer", beheer, *words[1:], says=says)
        for words in (["clock"], ["clock", "set"], ["clock", "speed", "snel"]):
            done = shell.run(*words)
            expect(done.returncode == 2 and "--help" in done.stderr, f"{words}: {done}")


def snapshot(shell):
    with server(shell) as (beheer, ask):
        send = lambda: shell.ok("send", "--beheer", beheer, "--endpoint-port", "0", "--bsn", ANNA)
        ask("snapshot", "keep", "schoon")
        send()
        ask("snapshot", "keep", "een-bericht")
        ask("snapshot", "restore", "schoon")
        expect(box(beheer) == [], "the message is still there")
        ask("snapshot", "restore", "een-bericht")
        expect(len(box(beheer)) == 1, "the message does not come back")
        listed = shell.ok("snapshot", "list", "--beheer", beheer)
        expect("schoon" in listed and "een-bericht" in listed and listed.startswith("naam "), f"list: {listed}")
        shell.ok("snapshot", "export", "een-bericht", "--uit", "een.snapshot", "--beheer", beheer)
        shell.refused("snapshot", "export", "schoon", "--uit", "een.snapshot", "--beheer", beheer, says=["een.snapshot", "not overwritten"])
        ask("snapshot", "delete", "een-bericht")
        expect("een-bericht" not in shell.ok("snapshot", "list", "--beheer", beheer), "it is still listed")
        ask("snapshot", "reset")
        expect(box(beheer) == [], "reset leaves a message")
        send()  # a world that was reset goes on
        for words, says in ((["restore", "nooit"], "nooit"), (["delete", "nooit"], "nooit"), (["import", "vals", "vals.bin"], "")):
            (shell.folder / "vals.bin").write_text("no snapshot")
            shell.refused("snapshot", *words, "--beheer", beheer, says=says)
    with server(shell) as (beheer, ask):
        ask("snapshot", "import", "van-elders", "een.snapshot")
        ask("snapshot", "restore", "van-elders")
        expect(len(box(beheer)) == 1, "what was exported does not come back in another server")


def world(shell):
    with server(shell) as (beheer, ask):
        made = ask("world", "make", "anna", "--seed", "7", "--citizens", "30")
        expect((made["naam"], made["seed"], made["burgers"]) == ("anna", 7, 30), f"world make: {made}")
        for world_of, env in ((["--wereld", "anna"], {}), ([], {"MOSIM_WERELD": "anna"})):
            shell.ok("send", "--beheer", beheer, "--endpoint-port", "0", "--bsn", ANNA, *world_of, env=env)
        expect(len(box(beheer, "/w/anna")) == 2 and box(beheer) == [], "--wereld is another world")
        ask("clock", "set", "2031-01-01T00:00:00Z", "--wereld", "anna")
        expect(not ask("clock", "show")["nu"].startswith("2031"), "the clock of another world moves")
        expect(ask("clock", "show", env={"MOSIM_WERELD": "anna"})["nu"].startswith("2031"), "MOSIM_WERELD does not take effect")
        listed = shell.ok("world", "list", "--beheer", beheer)
        expect("anna" in listed and "standaard" in listed, f"world list: {listed}")
        shell.refused("world", "make", "anna", "--beheer", beheer, says="anna")
        shell.refused("world", "make", "Anna!", "--beheer", beheer, says="a-z")
        ask("world", "drop", "anna")
        shell.refused("world", "drop", "anna", "--beheer", beheer, says=["anna", "/api/v1/worlds"])
        shell.refused("clock", "show", "--wereld", "anna", "--beheer", beheer, says="anna")


def one_line(shell):
    """What `serve --ephemeral` prints is one line, and from it alone everything else is reached."""
    with shell.serve("serve", "--ephemeral", *FREE, "--citizens", "20") as running:
        told = json.loads(running.first)
        for door in ("koppelvlak", "portaal", "leverancier", "beheer"):
            expect(told[door].startswith("http"), f"no {door} in {told}")
        expect(get(told["beheer"], f"/api/v1/cpas/{told['cpaId']}").startswith(b"<"), "the CPA cannot be had")
        expect(get(told["beheer"], told["ca"].removeprefix(told["beheer"])).startswith(b"-----BEGIN CERTIFICATE"), "the CA cannot be had")
        credential = json.loads(get(told["beheer"], told["certificaat"].removeprefix(told["beheer"])))
        expect("PRIVATE KEY" in credential["sleutel"] and credential["oin"] == told["oin"], f"the credential cannot be had: {credential}")
        expect(told["wereld"] == "standaard", f"the world is not told: {told}")
        shell.ok("send", "--beheer", told["beheer"], "--endpoint-port", "0")
        running.terminate()
        expect(running.stdout.read() == "", "more than one line on stdout")


if __name__ == "__main__":
    run(sys.argv[1], clock, snapshot, world, one_line)

#!/usr/bin/env python3
"""What is said when something is wrong, and where options come from: every help, flag, variable and config file.

command_line.py PROGRAM
"""
import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import sim
from shell import FREE, content, free_port, get, run
from sim import expect

COMMANDS = ("", "serve", "seed", "pki", "pki issue", "pki list", "pki revoke", "pki soorten", "cpa", "cpa check", "cpa list", "cpa export",
            "cpa import", "cpa generate", "send", "journal", "verify", "check",
            "faults", "faults list", "faults kinds", "faults add", "faults remove", "faults clear", "readyz", "rules", "version")
OTHER = "00000099000000004000"


def every_help(shell):
    for command in COMMANDS:
        text = shell.ok(*command.split(), "--help")
        expect("Usage:" in text, f"{command} --help: {text[:200]}")
        expect(command == "" or "Example: mijnoverheid-sim " in text, f"{command} --help has no example")
    listed = re.findall(r"^  (\w+) ", shell.ok("--help").split("Subcommands:")[1], re.M)
    expect({c.split()[0] for c in COMMANDS if c} == set(listed), f"the commands are {listed}: this test knows others")


def mistakes(shell):
    nothing = set(shell.folder.iterdir())
    for words, says in (
            ([], ["subcommand", "--help"]),
            (["frobnicate"], ["no command frobnicate", "--help"]),
            (["serve", "--nope"], ["--nope", "serve --help"]),
            (["serve", "extra"], ["extra", "serve --help"]),
            (["pki"], ["subcommand", "pki --help"]),
            (["serve", "--citizens", "many"], "--citizens"),
            (["serve", "--citizens", "3"], ["--citizens", "10"]),
            (["serve", "--citizens", "9999999999"], "--citizens"),
            (["serve", "--seed", "-1"], "--seed"),
            (["serve", "--koppelvlak-port", "65536"], ["--koppelvlak-port", "65535"]),
            (["serve", "--beheer-port", "-1"], "--beheer-port"),
            (["serve", "--ephemeral", "--bind", "nowhere", *FREE], ["nowhere", "127.0.0.1"]),
            (["serve", "--ephemeral", "--bind", "192.0.2.1", *FREE], "192.0.2.1"),
            (["version", "--log-level", "loud"], ["--log-level", "debug"]),
            (["send", "--data-dir", "none"], ["none/doors.json", "scripts/start"]),
            (["send", "--aantal", "0"], "--aantal"),
            (["send", "--bijlage", "none.pdf"], "none.pdf"),
            (["send", "--batch", "none.xml"], "none.xml"),
            (["send", "--endpoint-port", "70000"], "--endpoint-port"),
            (["journal", "--beheer", "http://localhost:1"], ["http://localhost:1", "scripts/start"]),
            (["journal", "--beheer", "nonsense"], ["nonsense", "http://"]),
            (["journal", "--id", "x"], "--id"),
            (["readyz", "--beheer", "http://localhost:1"], "http://localhost:1"),
            (["cpa", "check", "none.xml"], "none.xml"),
            (["cpa", "check"], "file"),
            (["cpa", "list", "--data-dir", "none"], "none/doors.json"),
            (["pki", "issue"], "--oin"),
            (["pki", "issue", "--oin", "123"], ["--oin", "20"]),
            (["pki", "issue", "--oin", OTHER, "--soort", "raar"], ["--soort", "pki soorten"]),
            (["pki", "list", "--data-dir", "none"], "none/pki"),
            (["pki", "revoke", "--data-dir", "none", "--serienummer", "12"], "none/pki"),
            (["--config", "none.ini", "version"], "none.ini")):
        shell.refused(*words, says=says)
    expect(set(shell.folder.iterdir()) == nothing, f"a refused command leaves {set(shell.folder.iterdir()) - nothing}")


def config_files(shell):
    file = shell.folder / "mijn.ini"
    for text, says in (("[serve]\ncitizens=55\nburgers=3\n", "burgers"), ("[server]\ncitizens=55\n", "server"), ("citizens=55\n", "citizens"),
                       ("[serve]\ncitizens=many\n", "--citizens"), ("one word\n\0\1\2 = \n", "config file"), ("log-level=loud\n", "--log-level")):
        file.write_text(text)
        shell.refused("--config", str(file), "version", says=says)
        shell.refused("version", env={"MOSIM_CONFIG": str(file)}, says=says)
    shell.refused("version", env={"MOSIM_CONFIG": "none.ini"}, says="none.ini")

    file.write_text("[seed]\ncitizens=55\nseed=7\ndata-dir=a\n")
    expect(shell.ok("--config", str(file), "seed") == "a: 55 citizens, seed 7\n", "the file does not take effect")
    said = shell.ok("seed", "--config", str(file), "--data-dir", "b", env={"MOSIM_CITIZENS": "44", "MOSIM_DATA_DIR": "c"})
    expect(said == "b: 44 citizens, seed 7\n", f"flag before environment before file: {said}")
    said = shell.ok("seed", env={"MOSIM_CONFIG": str(file), "MOSIM_SEED": "9", "MOSIM_DATA_DIR": "d"})
    expect(said == "d: 55 citizens, seed 9\n", f"all by environment: {said}")
    shell.refused("seed", "--data-dir", "e", env={"MOSIM_CITIZENS": "many"}, says="--citizens")


def serve_options(shell):
    ports = {door: free_port() for door in (*sim.DOORS, "endpoint")}
    by_name = {**{f"{door}-port": port for door, port in ports.items()}, "citizens": "33", "seed": "5", "bind": "127.0.0.2", "ephemeral": "true", "log-level": "debug"}
    file = shell.folder / "serve.ini"
    file.write_text("".join(f'{name}="{value}"\n' for name, value in by_name.items() if name == "log-level") + "[serve]\n"
                    + "".join(f'{name}="{value}"\n' for name, value in by_name.items() if name != "log-level"))
    variables = {"MOSIM_" + name.upper().replace("-", "_"): value for name, value in by_name.items()}
    flags = [f"--{name}={value}" for name, value in by_name.items() if name != "ephemeral"]
    names = []
    for words, env in ((["serve", "--ephemeral", *flags], {}), (["serve"], variables), (["serve", "--config", str(file)], {})):
        with shell.serve(*words, env=env) as server:
            for door in sim.DOORS:
                expect(server.doors[door].endswith(":" + ports[door]), f"{door} is at {server.doors[door]}, not {ports[door]} ({words})")
                with contextlib.suppress(ConnectionRefusedError):
                    socket.create_connection(("127.0.0.1", int(ports[door]))).close()
                    raise sim.Failed(f"--bind 127.0.0.2, and {door} is also on 127.0.0.1")
            beheer = "http://127.0.0.2:" + ports["beheer"]
            burgers = json.loads(get(beheer, "/api/v1/burgers?limit=100"))
            expect(burgers["totaal"] == 33, f"{burgers['totaal']} citizens")
            names.append([b["naam"] for b in burgers["burgers"]])
            expect(f":{ports['endpoint']}/ebms".encode() in get(beheer, f"/api/v1/cpas/{server.doors['cpaId']}"), "--endpoint-port does not take effect")
    expect(names[0] == names[1] == names[2], "the same seed gives other citizens")
    expect(not (shell.folder / "sim-data").exists(), "--ephemeral writes to disk")
    with shell.serve("serve", "--ephemeral", *FREE, "--seed", "6", "--citizens", "33", env={"MOSIM_SEED": "5"}) as server:
        others = [b["naam"] for b in json.loads(get(server.doors["beheer"], "/api/v1/burgers?limit=100"))["burgers"]]
        expect(others != names[0], "another seed gives the same citizens")


def data_dirs(shell):
    with shell.serve("serve", "--data-dir", "d", *FREE, "--citizens", "20", "--endpoint-port", free_port()) as server:
        shell.refused("serve", "--data-dir", "d", *FREE, says=["in use by another server", str(server.pid), "--data-dir"])
        taken = shell.doors("d")["portaal"].rsplit(":", 1)[1]
        shell.refused("serve", "--ephemeral", *FREE, "--portaal-port", taken, says="--portaal-port")
        shell.refused("serve", "--ephemeral", *FREE[:2], *FREE[4:], "--portaal-port", taken, says=[f"port {taken}", "portaal", "taken"])
        shell.ok("send", "--data-dir", "d")
    before = {"doors": shell.doors("d"), "files": content(shell.folder / "d/pki"), "cpa": content(shell.folder / "d/cpa")}
    started = time.monotonic()
    with shell.serve("serve", "--data-dir", "d", *FREE, "--citizens", "500", "--seed", "3", ends_by=signal.SIGINT):
        took = time.monotonic() - started
        doors = shell.doors("d")
        box = json.loads(get(doors["beheer"], "/api/v1/burgers/999990019/berichten"))["berichten"]
        expect(len(box) == 1 and json.loads(get(doors["beheer"], "/api/v1/burgers"))["totaal"] == 20, "a restart gives another world")
        expect(doors["cpaId"] == before["doors"]["cpaId"] and content(shell.folder / "d/cpa") == before["cpa"], "a restart makes another CPA")
        expect(content(shell.folder / "d/pki") == before["files"], "a restart changes the PKI")
        expect(took < 3, f"a start with nothing to make takes {took:.1f} s")
        shell.ok("journal", "--data-dir", "d")
    shell.refused("journal", "--data-dir", "d", says=["no server answers", "scripts/start"])
    shell.refused("send", "--data-dir", "d", "--endpoint-port", "0", says=["no server answers", "scripts/start"])

    with contextlib.closing(sqlite3.connect(shell.folder / "d/world.db")) as world, world:
        world.execute("insert into mosim_migration values ('berichtenbox/9999-toekomst')")
    shell.refused("serve", "--data-dir", "d", *FREE, says=["newer version", "--data-dir"])
    (shell.folder / "f").write_text("a file")
    shell.refused("serve", "--data-dir", "f", *FREE, says=["f", "--data-dir"])
    (shell.folder / "g").mkdir()
    (shell.folder / "g/world.db").write_bytes(b"no database at all, but long enough to be read as one" * 100)
    shell.refused("serve", "--data-dir", "g", *FREE, says="g/world.db")
    (shell.folder / "h").mkdir(mode=0)
    # root passes over permissions unless these two capabilities are gone
    before = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    if not before or subprocess.run([*before, "true"], capture_output=True).returncode == 0:
        for words in (["serve", *FREE], ["seed"], ["pki", "issue", "--oin", OTHER]):
            shell.refused(*words, "--data-dir", "h", before=before, says=["h", "rights", "--data-dir"])


if __name__ == "__main__":
    run(sys.argv[1], every_help, mistakes, config_files, serve_options, data_dirs)

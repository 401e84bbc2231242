#!/usr/bin/env python3
"""What is made from the tree of commands: completion in the shells that people use, and the man page.

completion.py PROGRAM
"""
import pathlib
import re
import shlex
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from command_line import COMMANDS
from shell import ENVIRONMENT, run
from sim import expect

LINES = (  # what is typed, what must be offered, what must not
    ("mijnoverheid-sim ", {c for c in COMMANDS if c and " " not in c}, {"complete", "issue"}),
    ("mijnoverheid-sim cl", {"clock"}, {"serve"}),
    ("mijnoverheid-sim cpa ", {c.split()[1] for c in COMMANDS if c.startswith("cpa ")}, {"serve", "issue"}),
    ("mijnoverheid-sim serve --ci", {"--citizens"}, {"--seed"}),
    ("mijnoverheid-sim serve --citizens 50 --e", {"--ephemeral", "--endpoint-port"}, {"--seed"}),
    ("mijnoverheid-sim --log-level warn clock --log-level warn ad", {"advance"}, {"add"}),
    ("mijnoverheid-sim send --", {"--bsn", "--wereld", "--json", "--config"}, {"--citizens"}),
    ("mijnoverheid-sim completion ", {"bash", "fish", "zsh"}, {"serve"}),
    ("mijnoverheid-sim send --bijlage een", {"een brief.pdf"}, {"twee.pdf"}),
    ("mijnoverheid-sim send --bijlage=een", {"een brief.pdf"}, {"twee.pdf"}),
    ("mijnoverheid-sim send --aantal ", set(), {"twee.pdf", "serve"}),
    ("mijnoverheid-sim frobnicate ", set(), {"twee.pdf"}),
)


def with_files(shell):
    for name in ("een brief.pdf", "twee.pdf"):
        (shell.folder / name).write_text("")
    (shell.folder / "mijnoverheid-sim").symlink_to(shell.program)
    return {**ENVIRONMENT, "PATH": f"{shell.folder}:{ENVIRONMENT['PATH']}", "HOME": str(shell.folder)}


def offered(shell, words, text, environment):
    done = subprocess.run(words, input=text, cwd=shell.folder, env=environment, capture_output=True, text=True, timeout=60)
    expect(done.returncode == 0 and not done.stderr, f"{words}: {done.stderr}")
    return {line for line in done.stdout.splitlines() if line}


def judge(shell, typed, found, wanted, unwanted):
    expect(wanted <= found, f"{shell}: '{typed}' does not offer {wanted - found} but {found}")
    expect(not unwanted & found, f"{shell}: '{typed}' offers {unwanted & found}")
    expect(wanted or not found, f"{shell}: '{typed}' offers {found}")


def bash(shell):
    environment = with_files(shell)
    (shell.folder / "script").write_text(shell.ok("completion", "bash"))
    for typed, wanted, unwanted in LINES:
        words = [part for word in shlex.split(typed) for part in ([word] if "=" not in word else [word.split("=")[0], "=", word.split("=")[1]])]
        words += [""] if typed.endswith(" ") else []
        script = ("compopt() { :; }\nsource script\n"  # compopt works only while somebody types
                  f"COMP_WORDS=({' '.join(map(shlex.quote, words))})\nCOMP_CWORD={len(words) - 1}\n_mijnoverheid_sim\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n")
        judge("bash", typed, offered(shell, ["bash", "--norc"], script, environment), wanted, unwanted)
    registered = offered(shell, ["bash", "--norc"], "source script; complete -p mijnoverheid-sim\n", environment)
    expect(registered == {"complete -F _mijnoverheid_sim mijnoverheid-sim"}, f"bash: {registered}")


def fish(shell):
    environment = with_files(shell)
    (shell.folder / "script").write_text(shell.ok("completion", "fish"))
    for typed, wanted, unwanted in LINES:
        script = f"source script; complete --do-complete {shlex.quote(typed)}\n"
        found = {line.split("\t")[0].replace("\\ ", " ").removeprefix("--bijlage=") for line in offered(shell, ["fish", "--no-config"], script, environment)}
        judge("fish", typed, found, wanted, unwanted)


def zsh(shell):
    """zsh completes only for somebody who types; here the functions that offer are replaced by ones that print."""
    environment = with_files(shell)
    (shell.folder / "script").write_text(shell.ok("completion", "zsh"))
    for typed, wanted, unwanted in LINES:
        if "een" in typed:
            wanted, unwanted = {"files"}, set()
        words = shlex.split(typed) + ([""] if typed.endswith(" ") else [])
        script = ("compdef() { :; }\n_files() { print files; }\n_describe() { print -l -- ${${(P)2}%%:*}; }\nsource ./script\n"
                  f"words=({' '.join(map(shlex.quote, words))}) CURRENT={len(words)}\n_mijnoverheid_sim\n")
        found = {word for word in offered(shell, ["zsh", "-f"], script, environment)}
        found = {word for word in found if word == "files" or word.startswith(words[-1])}  # as zsh does
        judge("zsh", typed, found, wanted, unwanted)


def man(shell):
    page = shell.ok("man")
    (shell.folder / "mijnoverheid-sim.1").write_text(page)
    lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", "mijnoverheid-sim.1"], cwd=shell.folder, capture_output=True, text=True)
    wrong = [line for line in lint.stdout.splitlines() if "missing date" not in line]  # the page is as old as the program
    expect(not wrong and not lint.stderr, f"mandoc: {wrong}{lint.stderr}")
    text = subprocess.run(["mandoc", "-T", "ascii", "-O", "width=200", "mijnoverheid-sim.1"], cwd=shell.folder, capture_output=True, text=True, check=True).stdout
    text = re.sub(".\b", "", text)  # bold is overstruck
    for command in filter(None, COMMANDS):
        expect(f"   {command}\n" in text, f"the man page has no {command}")
        for line in shell.ok(*command.split(), "--help").split("Example:")[1].splitlines():
            expect(line.strip() in text, f"the man page does not have the example of {command}: {line}")
    for word in ("--citizens", "MOSIM_CITIZENS", "EXIT STATUS", "--log-level"):
        expect(word in text, f"the man page does not name {word}")


if __name__ == "__main__":
    run(sys.argv[1], bash, fish, zsh, man)

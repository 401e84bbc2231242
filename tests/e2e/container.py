#!/usr/bin/env python3
"""The Dockerfile, compose.yaml and the CI snippets say what is true of the program; scripts/check_dockerfile runs the steps themselves.

container.py PROGRAM
"""
import pathlib
import re
import shlex
import subprocess
import sys

import yaml

here = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(here / "scripts"), str(here / "tests/support")]
import dockerfile
from shell import run
from sim import DOORS, expect

BUILD, IMAGE = dockerfile.stages((here / "Dockerfile").read_text())
EVERYWHERE = {"libc6"}  # in every Debian


def output(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def packages_of(libraries):
    """Debian lists /lib/... and /usr/lib/... for what is one place."""
    names = {library: {str(library), str(library.resolve()), str(library.resolve()).removeprefix("/usr")} for library in libraries}
    listed = subprocess.run(["dpkg", "-S", *set().union(*names.values())], capture_output=True, text=True).stdout
    owners = {path: package for package, path in re.findall(r"^([^:,]+)\S*: (.*)$", listed, re.M)}
    for library in names:
        expect(names[library] & owners.keys(), f"{library} is of no Debian package")
    return {owners[name] for library in names for name in names[library] & owners.keys()}


def with_dependencies(packages):
    needs = {}
    for line in output("dpkg-query", "-W", "-f", "${Package}\t${Pre-Depends}, ${Depends}\n").splitlines():
        name, depends = line.split("\t")
        needs.setdefault(name, set()).update(re.findall(r"([\w.+-]+)[^,|]*[,|]?", depends))
    found, todo = set(), list(packages)
    while todo:
        if (package := todo.pop()) not in found:
            found.add(package)
            todo += needs.get(package, ())
    return found


def libraries(shell):
    """What the program is linked with comes from the packages of the image: each one that it names itself is listed, and no other."""
    places = {match[1]: pathlib.Path(match[2]) for match in re.finditer(r"(\S+) => (\S+)", output("ldd", shell.program))}
    named = re.findall(r"NEEDED.*\[(.*)\]", output("readelf", "-d", shell.program))
    direct = packages_of(places[name] for name in named) - EVERYWHERE
    listed = IMAGE.packages()
    expect(direct == listed, f"missing in the Dockerfile: {direct - listed}; not needed: {listed - direct}")
    loaded = packages_of(places.values())
    expect(loaded <= with_dependencies(listed), f"no package of the image brings {loaded - with_dependencies(listed)}")


def steps(shell):
    for stage in (BUILD, IMAGE):
        for step in stage.all("COPY"):
            if "from" not in step.flags:
                for source in step.words[:-1]:
                    dockerfile.context(source)
    expect(not (here / "build" in [here / name for name in dockerfile.allowed()]), "the image would hold what was built here")
    expect(IMAGE.last("USER").text not in ("root", "0"), "the image runs as root")
    expect(IMAGE.last("VOLUME").text == IMAGE.env()["MOSIM_DATA_DIR"], "the data dir is not the volume")


def variables(text):
    return set(re.findall(r"MOSIM_[A-Z_]+", text))


def options(shell):
    """Ports, variables and commands are those of the program."""
    serve = shell.ok("serve", "--help")
    ports = {re.search(rf"--{door}-port \S+[^\n]*=(\d+)", serve)[1] for door in DOORS}
    expect(set(IMAGE.last("EXPOSE").words) == ports, f"EXPOSE is not {ports}")
    known = variables(serve + shell.ok("send", "--help"))
    for file in ("Dockerfile", "compose.yaml", "docs/ci/github-actions.yml", "docs/ci/gitlab-ci.yml"):
        unknown = variables((here / file).read_text()) - known
        expect(not unknown, f"{file}: the program has no option for {unknown}")
    for words in (IMAGE.last("HEALTHCHECK").words, IMAGE.last("ENTRYPOINT").words + IMAGE.last("CMD").words):
        expect(words[0] == "mijnoverheid-sim", f"{words} starts another program")
        shell.ok(*words[1:], "--help")


def compose(shell):
    services = yaml.safe_load((here / "compose.yaml").read_text())["services"]
    simulator, example = services["simulator"], services["voorbeeld"]
    expect([port.rsplit(":", 1)[1] for port in simulator["ports"]] == IMAGE.last("EXPOSE").words, "compose.yaml opens other ports than the image")
    expect(all(port.startswith("127.0.0.1:") for port in simulator["ports"]), "compose.yaml opens a port to the network")
    expect(simulator["volumes"][0].split(":")[1] == IMAGE.last("VOLUME").text, "compose.yaml mounts another volume")
    expect(example["depends_on"]["simulator"]["condition"] == "service_healthy", "the example does not wait")
    shell.ok(*example["command"], "--help")


def snippets(shell):
    github = yaml.safe_load((here / "docs/ci/github-actions.yml").read_text())
    gitlab = yaml.safe_load((here / "docs/ci/gitlab-ci.yml").read_text())
    (job,) = github["jobs"].values()
    expect(all(("run" in step) != ("uses" in step) for step in job["steps"]), f"a step is neither run nor uses: {job}")
    lines = [line for step in job["steps"] for line in step.get("run", "").splitlines()]
    lines += [line for part in ("before_script", "script", "after_script") for line in gitlab["berichtenbox"][part]]
    expect(all(isinstance(line, str) for line in lines), f"a line is no text: {lines}")
    called = 0
    for line in lines:
        words = shlex.split(line.split(" > ")[0])
        if "mijnoverheid-sim" in words:
            shell.ok(*words[words.index("mijnoverheid-sim") + 1:], "--help")
            called += 1
    expect(called >= 6, f"only {called} commands of the snippets were found")


if __name__ == "__main__":
    run(sys.argv[1], libraries, steps, options, compose, snippets)

"""The Dockerfile of this project as data: the small part of the language that it uses, and an error for the rest."""
import dataclasses
import json
import pathlib
import re
import shlex

here = pathlib.Path(__file__).resolve().parent.parent
KNOWN = {"RUN", "COPY", "ENV", "USER", "WORKDIR", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}


@dataclasses.dataclass
class Step:
    name: str
    text: str    # without its flags
    flags: dict  # --from=build

    @property
    def words(self):
        text = self.text.removeprefix("CMD ") if self.name == "HEALTHCHECK" else self.text
        return json.loads(text) if text.startswith("[") else shlex.split(text)

    def pairs(self):
        return dict(word.split("=", 1) for word in self.words)


@dataclasses.dataclass
class Stage:
    base: str
    name: str
    steps: list

    def all(self, name):
        return [step for step in self.steps if step.name == name]

    def last(self, name):
        return self.all(name)[-1]

    def env(self):
        return {name: value for step in self.all("ENV") for name, value in step.pairs().items()}

    def packages(self):
        """What its steps install by apt-get."""
        found = [re.search(r"apt-get install ([^&]*)", step.text) for step in self.all("RUN")]
        return {word for match in found if match for word in match[1].split() if not word.startswith("-")}


def stages(text):
    out = []
    text = re.sub(r"(?m)^\s*#.*\n", "", text).replace("\\\n", " ")
    for line in filter(None, map(str.strip, text.splitlines())):
        name, rest = line.split(None, 1)
        if name == "FROM":
            base, *as_name = re.split(r"\s+AS\s+", rest)
            out.append(Stage(base, as_name[0] if as_name else str(len(out)), []))
            continue
        if name not in KNOWN or not out:
            raise ValueError(f"this reads no {name}: {line}")
        flags = {}
        while flag := re.match(r"--([\w-]+)=(\S+)\s+", rest):
            flags[flag[1]] = flag[2]
            rest = rest[flag.end():]
        out[-1].steps.append(Step(name, " ".join(rest.split()) if name != "RUN" else rest, flags))
    return out


def allowed():
    """The names at the top that .dockerignore lets through: it refuses everything (*) and then names what is wanted (!name)."""
    lines = [line.strip() for line in (here / ".dockerignore").read_text().splitlines() if line.strip() and not line.startswith("#")]
    if lines[0] != "*" or not all(re.fullmatch(r"!\w[\w.]*", line) for line in lines[1:]):
        raise ValueError(".dockerignore: write * and then !NAME for each")
    return {line[1:] for line in lines[1:]}


def context(source):
    """The files of the checkout that COPY takes for this source, relative to its top."""
    files = [here / source] if (here / source).is_file() else sorted(file for name in allowed() for file in (here / name).rglob("*") if file.is_file()) \
        + [here / name for name in allowed() if (here / name).is_file()]
    names = [file.relative_to(here) for file in files]
    names = [name for name in names if name.parts[0] in allowed() and (source == "." or name.is_relative_to(source)) and "__pycache__" not in name.parts]
    if not names:
        raise ValueError(f"COPY {source}: .dockerignore leaves nothing of it, or it is not there")
    return names

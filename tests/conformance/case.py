"""A case: what is sent, what must come back, and the rules that the journal must name. README.md describes the files."""
import base64
import datetime
import pathlib
import re
import uuid

NAMES = uuid.UUID("6f0b1c1e-0000-4000-8000-000000000000")  # {guid:name} is the same in every file
SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
ROOT = pathlib.Path(__file__).resolve().parent


class Mistake(Exception):
    """A case file that cannot be understood."""


class Case:
    """One case: its lines ("key: value", in order) and, of an XML file, the document."""

    def __init__(self, path, lines, document=None, row=None):
        self.path, self.lines, self.document = path, lines, document
        parts = path.resolve().relative_to(ROOT).with_suffix("").parts
        self.koppelvlak, self.verdict = parts[0], parts[1]
        self.name = "/".join(parts + ((row,) if row else ()))

    def only(self, keys):
        """A key that nobody reads would be a promise that nobody checks."""
        unknown = {key for key, _ in self.lines} - set(keys.split()) - {"---", "switch", "given", "clock", "rule"}
        if unknown:
            raise Mistake(f"{self.path}: unknown {sorted(unknown)}")

    def all(self, key):
        return [value for known, value in self.lines if known == key]

    def one(self, key, default=None):
        found = self.all(key)
        return found[-1] if found else default

    def rules(self):
        """[(rule id, text that its place holds)]"""
        return [tuple(part.strip() for part in (value + " at ").split(" at ")[:2]) for value in self.all("rule")]

    def steps(self):
        """The messages of a case with several, which are divided by lines of "---"."""
        out = [[]]
        for line in self.lines:
            out.append([]) if line[0] == "---" else out[-1].append(line)
        return [Case(self.path, lines, self.document) for lines in out]


def load(path, row=None):
    path = pathlib.Path(path)
    text = path.read_text()
    if path.suffix == ".xml":
        comment = re.search(r"<!--(.*?)-->\s*", text, re.S)
        return Case(path, lines_of(comment[1], path), text[:comment.start()] + text[comment.end():])
    if path.suffix == ".table":
        shared, rows = text.split("\n\n", 1)
        mine = [line for line in rows.splitlines() if line.split("|")[0].strip() == row]
        if len(mine) != 1:
            raise Mistake(f"{path} has {len(mine)} rows '{row}'")
        own = [cell.strip() for cell in mine[0].split(" | ")[1:]]
        return Case(path, lines_of(shared, path) + lines_of("\n".join(own), path), row=row)
    return Case(path, lines_of(text, path))


def lines_of(text, path):
    out = []
    for line in text.splitlines():
        line = line.strip()
        if line == "---":
            out.append(("---", ""))
        elif line and not line.startswith("#"):
            key, colon, value = line.partition(":")
            if not colon or " " in key:
                raise Mistake(f"{path}: '{line}' is not 'key: value'")
            out.append((key, value.strip()))
    return out


def rows_of(path):
    """The names of the cases in a file: [None] for a file that is one case."""
    if path.suffix != ".table":
        return [None]
    rows = path.read_text().split("\n\n", 1)[1].splitlines()
    return [line.split("|")[0].strip() for line in rows if line.strip() and not line.startswith("#")]


def files():
    return sorted(path for path in ROOT.glob("*/*/*") if path.suffix in (".xml", ".case", ".table"))


# --- placeholders
def fill(text, now, **values):
    """The text with its {placeholders} filled in; `now` is a moment of the server's clock (ISO 8601)."""
    start = datetime.datetime.fromisoformat(now.replace("Z", "+00:00"))

    def moment(match):
        at = start
        for sign, count, unit in re.findall(r"([+-])(\d+)([dhms])", match[1]):
            at += datetime.timedelta(seconds=int(sign + count) * SECONDS[unit])
        return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"

    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    text = re.sub(r"\{repeat:(\d+)\}(.*?)\{end\}", lambda m: "".join(m[2].replace("{n}", str(n)) for n in range(1, int(m[1]) + 1)), text, flags=re.S)
    text = re.sub(r"\{now((?:[+-]\d+[dhms])*)\}", moment, text)
    text = re.sub(r"\{guid:([\w-]+)\}", lambda m: str(uuid.uuid5(NAMES, m[1])), text)
    text = re.sub(r"\{pdf:(\d+)\}", lambda m: base64.b64encode(b"%PDF-1.7\n".ljust(int(m[1]), b"%")).decode(), text)
    text = re.sub(r"\{bytes:(\d+)\}", lambda m: base64.b64encode(b"x" * int(m[1])).decode(), text)
    return re.sub(r"\{text:(\d+)\}", lambda m: "x" * int(m[1]), text)


# --- edits
def swap(text, edit, path=""):
    """`a => b` in a text that holds a; escapes \\n, \\r and \\t."""
    old, arrow, new = edit.partition("=>")
    old, new = (part.strip().replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t") for part in (old, new))
    if not arrow or old not in text:
        raise Mistake(f"{path}: '{old}' is not in the text that '{edit}' would change")
    return text.replace(old, new)


def element(text, name, change, path=""):
    """The text with the first element of this (prefixed or local) name changed by change(start tag, content, end tag)."""
    pattern = re.compile(rf"(<((?:\w+:)?{re.escape(name)})(?:\s[^>]*)?>)(.*?)(</\2>)", re.S)
    if not pattern.search(text):
        raise Mistake(f"{path}: there is no element {name}")
    return pattern.sub(lambda m: change(m[1], m[3], m[4]), text, count=1)


def edited(case, text):
    """A document with the edits of a case: set, drop, twice, before, replace."""
    for key, value in case.lines:
        name, _, new = (part.strip() for part in value.partition("="))
        if key == "replace":
            text = swap(text, value, case.path)
        elif key == "set":
            text = element(text, name, lambda a, _, z: a + new + z, case.path)
        elif key == "drop":
            text = element(text, name, lambda *_: "", case.path)
        elif key == "twice":
            text = element(text, name, lambda a, c, z: 2 * (a + c + z), case.path)
        elif key == "before":
            text = element(text, name, lambda a, c, z: new + a + c + z, case.path)
    return text

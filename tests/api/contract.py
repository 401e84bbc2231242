"""The contract as a client reads it: the operations of the OpenAPI document that the server serves, with their examples, schemas and
links. JSON Schema is judged by python3-jsonschema, which shares nothing with the server.
"""
import json
import re
import urllib.parse

import jsonschema

from sim import expect

METHODS = ("get", "put", "post", "patch", "delete")
JSON = "application/json"
PROBLEM = "application/problem+json"
PAGE = ("limit", "after", "sort", "count", "wait")


class Contract:
    def __init__(self, document):
        self.document = document
        self.resolver = jsonschema.RefResolver("", document)
        self.operations = [Operation(self, path, method, item[method], item.get("parameters", []))
                           for path, item in sorted(document["paths"].items()) for method in METHODS if method in item]
        self.by_id = {operation.id: operation for operation in self.operations}

    def resolve(self, value):
        while isinstance(value, dict) and "$ref" in value:
            value = self.resolver.resolve(value["$ref"])[1]
        return value

    def wrong(self, instance, schema):
        """What the validator has against it; "" when it is valid."""
        validator = jsonschema.Draft202012Validator(schema, resolver=self.resolver, format_checker=jsonschema.FormatChecker())
        return "; ".join(f"{list(e.absolute_path)}: {e.message[:300]}" for e in list(validator.iter_errors(instance))[:5])


class Operation:
    def __init__(self, contract, path, method, told, shared):
        self.contract, self.path, self.method, self.told = contract, path, method.upper(), told
        self.id = told.get("operationId")
        self.parameters = [contract.resolve(p) for p in [*shared, *told.get("parameters", [])]]
        self.responses = {status: contract.resolve(r) for status, r in told["responses"].items()}
        self.body = contract.resolve(told.get("requestBody"))

    def __str__(self):
        return f"{self.method} {self.path} ({self.id})"

    def query(self):
        return [p for p in self.parameters if p["in"] == "query"]

    def media(self):
        """(content type, media type object) of the body; the first when there are several."""
        return next(iter(self.body["content"].items()))

    def examples(self):
        """Every (where, schema, example) that it shows, also those that lack an example."""
        for p in self.parameters:
            if p["name"] != "after":
                yield f"parameter {p['name']}", p["schema"], example_of(p)
        contents = [("body", self.body)] if self.body else []
        for where, holder in contents + [(f"answer {s}", r) for s, r in self.responses.items()]:
            for kind, media in holder.get("content", {}).items():
                for one in all_examples(media):
                    yield f"{where} {kind}", media["schema"], one

    def good(self):
        """The statuses that it promises when all is well."""
        return [status for status in self.responses if status[0] in "123"]

    def address(self, values=None, query=None):
        def value(match):
            name = match[1].rstrip("*")
            given = (values or {}).get(name)
            if given is None:
                given = example_of(next(p for p in self.parameters if p["in"] == "path" and p["name"] == name))
            return urllib.parse.quote(str(given), safe="")
        out = re.sub(r"{([^}]+)}", value, self.path)
        return out + ("?" + urllib.parse.urlencode({k: written(v) for k, v in query.items()}) if query else "")

    def rows(self):
        """(name, schema of one) of the list that it pages through; None when it is no list."""
        media = self.responses.get("200", {}).get("content", {}).get(JSON)
        schema = self.contract.resolve(media["schema"]) if media else {}
        properties = schema.get("properties", {})
        if "volgende" not in properties:
            return None
        return next(((name, self.contract.resolve(s["items"])) for name, s in properties.items()
                     if self.contract.resolve(s).get("type") == "array"), None)


class Missing:
    """Stands where an example should be."""


def all_examples(media):
    if "examples" in media:
        return [one["value"] for one in media["examples"].values()]
    return [media.get("example", Missing)]


def example_of(holder):
    return all_examples(holder)[0]


def written(value):
    """As it stands in an address."""
    return value if isinstance(value, str) else json.dumps(value)


def sent(content_type, value):
    """(headers, octets) of a body."""
    if isinstance(value, bytes):
        return {"Content-Type": content_type}, value
    text = json.dumps(value) if content_type == JSON or not isinstance(value, str) else value
    return {"Content-Type": content_type}, text.encode()


def expect_problem(contract, answer, what):
    expect(answer.headers.get("Content-Type") == PROBLEM, f"{what}: HTTP {answer.status} is no problem document: {answer.text()[:500]}")
    wrong = contract.wrong(answer.json(), {"$ref": "#/components/schemas/Problem"})
    expect(not wrong, f"{what}: {wrong}")
    expect(answer.json()["status"] == answer.status, f"{what}: the document says {answer.json()['status']}, HTTP {answer.status}")


def expect_promised(operation, answer, what):
    """The answer is one that the contract promises for this status; 4XX are all problem documents."""
    told = operation.responses.get(str(answer.status)) or operation.responses.get(f"{answer.status // 100}XX")
    expect(told, f"{what}: HTTP {answer.status} is not in the contract: {answer.text()[:500]}")
    if answer.status >= 400:
        return expect_problem(operation.contract, answer, what)
    kinds = told.get("content", {})
    if not kinds:
        return expect(not answer.body, f"{what}: a body where none is promised")
    kind = (answer.headers.get("Content-Type") or "").split(";")[0].strip()
    expect(kind in kinds, f"{what}: {kind} is none of {list(kinds)}")
    if kind == JSON:
        wrong = operation.contract.wrong(answer.json(), kinds[kind]["schema"])
        expect(not wrong, f"{what}: {wrong}\n{answer.text()[:1500]}")

#!/usr/bin/env python3
"""What does not fit the contract gets a problem document, whatever it is, and never HTTP 500. usage: hostile.py PROGRAM"""
import copy
import json
import sys

import stage
from contract import JSON, METHODS, expect_problem, sent
from sim import expect

PATHS = ("", "0", "-1", "99999999999999999999", "1e9", "\0", "\x80", "'; --", "../../etc/passwd", "%", "€", "a\r\nb: c", "<b>", "a/b", "x" * 5000)
QUERIES = ("0", "-1", "99999999999999999999", "nan", "", "\0", "';--", "PT-5S", "PT99999999999999999999S", "x" * 5000)
BODIES = (b"", b"{", b"null", b"[]", b'"text"', b"1e999", b"\0\xff\xfe", b"[" * 100_000, b"<!DOCTYPE a []><a/>", b'{"naam":"\\u0000"}')
VALUES = (None, 5, -1, 10 ** 30, 1.5, True, "\0", "x" * 5000, [], {}, [[]])
UNREAD = ("/api/v1/journal/stream",)  # never ends: operations.py reads its beginning


def told(operation, answer, what):
    expect(answer.status < 500, f"{operation}: {what[:200]}: HTTP {answer.status}: {answer.text()[:500]}")
    if answer.status >= 400:
        expect_problem(operation.contract, answer, f"{operation}: {what[:200]}")


def other_methods(sim, contract):
    for path in contract.document["paths"]:
        known = [o for o in contract.operations if o.path == path]
        for method in METHODS:
            if method.upper() in [o.method for o in known] or path in UNREAD:
                continue
            answer = sim.api(method.upper(), known[0].address())
            if answer.status < 400:
                continue  # the path of another operation fits too, such as /x/{id} and /x/name
            expect(answer.status in (404, 405, 422), f"{method} {path}: HTTP {answer.status}: {answer.text()[:300]}")
            expect_problem(contract, answer, f"{method} {path}")
            if answer.status == 405:
                expect(set(answer.headers["Allow"].split(", ")) >= {o.method for o in known}, f"{method} {path}: Allow is {answer.headers['Allow']}")


def odd_addresses(sim, operation):
    for parameter in operation.parameters:
        values = PATHS if parameter["in"] == "path" else QUERIES
        for value in values:
            if parameter["in"] == "path":
                address = operation.address({parameter["name"]: value or "%20"})
            else:
                address = operation.address(query={parameter["name"]: value})
            told(operation, sim.api(operation.method, address), f"{parameter['name']}={value!r}")


def changed(example, schema, contract):
    """(what, body) of every body that differs from the example in one member that the schema then does not allow."""
    told = contract.resolve(schema)
    for name in told.get("properties", {}):
        for value in VALUES:
            body = copy.deepcopy(example)
            body[name] = value
            if contract.wrong(body, schema):
                yield f"{name} is {str(value)[:40]}", body
    for name in told.get("required", []):
        yield f"without {name}", {k: v for k, v in example.items() if k != name}


def odd_bodies(sim, operation):
    for octets in BODIES:
        for kind in (operation.media()[0], "multipart/form-data", "application/x-www-form-urlencoded"):
            told(operation, sim.api(operation.method, operation.address(), octets, {"Content-Type": kind}), f"{octets[:40]} as {kind}")
    for kind, media in operation.body["content"].items():
        if kind != JSON or not isinstance(media["example"], dict):
            continue
        for what, body in changed(media["example"], media["schema"], operation.contract):
            headers, octets = sent(kind, body)
            answer = sim.api(operation.method, operation.address(), octets, headers)
            told(operation, answer, what)
            expect(answer.status >= 400, f"{operation} takes what its schema does not allow: {what}: {answer.text()[:300]}")


def main(program):
    with stage.opened(program) as (sim, contract):
        other_methods(sim, contract)
        operations = [o for o in contract.operations if o.path not in UNREAD and o.path not in stage.LAST]
        for operation in operations:
            if operation.body:
                odd_bodies(sim, operation)
            odd_addresses(sim, operation)
        expect(sim.get("/api/v1/health").json() == {"status": "ok"}, "it is not well afterwards")
    print(f"hostile: {len(operations)} operations refuse what they do not know")


main(sys.argv[1])

#!/usr/bin/env python3
"""What the OpenAPI document promises of each operation, the server does: usage operations.py PROGRAM

Every operation is called with its examples; where a link of the document says that a value comes out of another answer, it is taken
from there.
"""
import sys

import stage
from contract import Missing, example_of, expect_promised, sent
from sim import expect

ORDER = ("GET", "PUT", "POST", "PATCH", "DELETE")  # what reads first, what takes away last
BRIEF = ("/api/v1/digid/sessies/{id}",)  # does not outlive the clock that others move


def is_a_contract(contract, routes):
    told = {(o.method, o.path) for o in contract.operations}
    expect(told == routes, f"only in the contract: {sorted(told - routes)}; only on the door: {sorted(routes - told)}")
    for operation in contract.operations:
        for where, schema, example in operation.examples():
            expect(example is not Missing, f"{operation}: {where} has no example")
            wrong = contract.wrong(example, schema)
            expect(not wrong, f"{operation}: the example of {where}: {wrong}")
        expect(operation.told["responses"].get("4XX") == {"$ref": "#/components/responses/Problem"}, f"{operation} does not say how it refuses")


class Caller:
    """Calls each operation once, and whatever it needs the answer of before."""

    def __init__(self, sim, contract):
        self.sim, self.contract, self.done, self.asked = sim, contract, {}, {}
        self.sources = {}  # operationId of a target: [(operation, link)]
        for operation in contract.operations:
            for status in operation.good():
                for link in operation.responses[status].get("links", {}).values():
                    self.sources.setdefault(link["operationId"], []).append((operation, link))

    def call(self, operation):
        if operation.id in self.done:
            return self.done[operation.id]
        self.done[operation.id] = None  # a link may lead in a circle
        values, content = {}, Missing
        for source, link in self.sources.get(operation.id, []):
            answer = self.call(source)
            if answer is None:
                continue
            values |= {name: self.read(source, answer, said) for name, said in link.get("parameters", {}).items()}
            if "requestBody" in link:
                content = self.read(source, answer, link["requestBody"])
        answer = self.done[operation.id] = self.ask(operation, values, content)
        return answer

    def ask(self, operation, values, content):
        headers, body = {}, None
        if operation.body:
            kind, media = operation.media()
            self.asked[operation.id] = example_of(media) if content is Missing else content
            headers, body = sent(kind, self.asked[operation.id])
        address = operation.address(values)
        answer = stage.request(self.sim, operation, address, body, headers)
        expect(str(answer.status) in operation.good(), f"{operation}: HTTP {answer.status} to {address}: {answer.text()[:1500]}")
        expect_promised(operation, answer, f"{operation} at {address}")
        return answer

    def read(self, source, answer, said):
        """A runtime expression of a link."""
        if not isinstance(said, str) or not said.startswith("$"):
            return said
        place, _, pointer = said.partition("#")
        value = {"$response.body": lambda: answer.json() if pointer else answer.body,
                 "$request.body": lambda: self.asked[source.id]}[place]()
        for step in pointer.split("/")[1:]:
            value = value[int(step)] if isinstance(value, list) else value[step]
        return value


def all_are_called(caller):
    order = lambda o: (o.path in stage.LAST, o.method != "GET" and o.path not in BRIEF, ORDER.index(o.method),
                       -len(o.path) if o.method == "DELETE" else 0, o.path)
    for operation in sorted(caller.contract.operations, key=order):
        caller.call(operation)


def main(program):
    with stage.opened(program) as (sim, contract):
        routes = {(r["methode"], r["pad"]) for r in sim.get("/api/v1").json()["onderdelen"]}
        is_a_contract(contract, {r for r in routes if stage.is_api(r[1])})
        all_are_called(Caller(sim, contract))
    print(f"operations: {len(contract.operations)} operations do what they promise")


main(sys.argv[1])

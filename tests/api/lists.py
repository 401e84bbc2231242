#!/usr/bin/env python3
"""Every list of the control API is asked for alike: limit, after, sort, and filters named as the members of what it lists, or
with the members that they look at in the contract (x-members, x-match). usage: lists.py PROGRAM
"""
import datetime
import sys

import stage
from contract import PAGE, expect_problem
from sim import expect

MOST_PAGES = 12
NOT_MEMBERS = ("zoek", "alles", "alle")  # filters that look at more than one member, or widen the list
MOMENT = datetime.datetime.fromisoformat
MATCH = {  # x-match: whether a value that is there is what was asked for
    "equal": lambda there, asked: there == asked,
    "contains": lambda there, asked: asked.lower() in there.lower(),
    "from": lambda there, asked: MOMENT(there) >= MOMENT(asked),
    "until": lambda there, asked: MOMENT(there) < MOMENT(asked),
    "atLeast": lambda there, asked: there >= asked,
}


def ask(sim, operation, **query):
    answer = stage.request(sim, operation, operation.address(query=query))
    expect(answer.status == 200, f"{operation} {query}: HTTP {answer.status}: {answer.text()[:500]}")
    return answer.json()


def standing(rows):
    """What is the same from one call to the next: the clock of a world is not."""
    return [{name: value for name, value in row.items() if name != "klok"} for row in rows]


def pages_are_the_list(sim, operation, name, sort):
    """One by one gives what one page gives, and the last page says that it is."""
    whole = ask(sim, operation, limit=1000, sort=sort)[name]
    page, seen = ask(sim, operation, limit=1, sort=sort), []
    for _ in range(MOST_PAGES):
        seen += page[name]
        if page["volgende"] is None:
            expect(len(seen) == len(whole), f"{operation} sort={sort}: {len(seen)} of {len(whole)} in pages")
            break
        page = sim.get(page["volgende"]).json()
    expect(standing(seen) == standing(whole[:len(seen)]), f"{operation} sort={sort}: page by page is not the list")
    return whole


def is_sorted(operation, rows, sort):
    member = sort.lstrip("-")
    if not rows or member not in rows[0]:
        return
    values = [row[member] for row in rows if row[member] is not None]
    expect(values == sorted(values, reverse=sort.startswith("-")), f"{operation} sort={sort} gives {values[:20]}")


def member_of(contract, schema, path):
    """Whether rows of this schema have such a member: its name, or a path through objects and lists such as hits.regel."""
    for name in path.split("."):
        schema = contract.resolve(schema)
        schema = contract.resolve(schema["items"]) if schema.get("type") == "array" else schema
        schema = schema.get("properties", {}).get(name)
        if schema is None:
            return False
    return True


def values_at(row, path):
    values = [row]
    for name in path.split("."):
        values = [value[name] for value in values]
        values = [one for value in values for one in (value if isinstance(value, list) else [value])]
    return [value for value in values if value not in (None, "")]


def filters_choose(sim, operation, name, row_schema, whole):
    for parameter in operation.query():
        asked_as = parameter["name"]
        if asked_as in PAGE or (asked_as in NOT_MEMBERS and "x-members" not in parameter):
            continue
        members, match = parameter.get("x-members", [asked_as]), parameter.get("x-match", "equal")
        for member in members:
            expect(member_of(operation.contract, row_schema, member), f"{operation}: {asked_as} looks at {member}, no member of what it lists")
        there = lambda row: [value for member in members for value in values_at(row, member)]
        value = next((value for row in whole for value in there(row)), None)
        if value is None:
            ask(sim, operation, **{asked_as: parameter["example"]})
            continue
        wanted = value
        if match == "atLeast":  # microseconds there, asked for to the millisecond
            value = max(v for row in whole for v in there(row)) // 1000 * 1000
            wanted = f"PT{value / 1e6:.3f}S"
        fits = lambda row: any(MATCH[match](one, value) for one in there(row))
        names = {asked_as, *(members if match == "equal" and len(members) == 1 else [])}
        for given in sorted(names):
            found = ask(sim, operation, **{given: wanted, "limit": 1000})[name]
            expect(all(map(fits, found)), f"{operation}: {given}={wanted} gives {[there(r) for r in found if not fits(r)][:20]}")
            expect(found or not any(map(fits, whole)), f"{operation}: {given}={wanted} gives nothing")


def odd_questions_are_refused(sim, operation):
    for query in ({"limit": 0}, {"limit": -1}, {"limit": 1001}, {"limit": "veel"}, {"limit": 10 ** 30}, {"sort": "niets"}, {"sort": "--id"}):
        answer = stage.request(sim, operation, operation.address(query=query))
        expect(answer.status == 422, f"{operation} {query}: HTTP {answer.status}")
        expect_problem(operation.contract, answer, f"{operation} {query}")


def main(program):
    with stage.opened(program) as (sim, contract):
        lists = [o for o in contract.operations if o.method == "GET" and o.rows()]
        expect(len(lists) > 10, "there are hardly any lists")
        for operation in lists:
            name, row_schema = operation.rows()
            names = {p["name"] for p in operation.query()}
            expect({"limit", "after"} <= names, f"{operation} does not page as the others do")
            sorts = next((p["schema"]["enum"] for p in operation.query() if p["name"] == "sort"), [])
            whole = ask(sim, operation, limit=1000)[name]
            for sort in sorts:
                is_sorted(operation, pages_are_the_list(sim, operation, name, sort), sort)
            filters_choose(sim, operation, name, row_schema, whole)
            odd_questions_are_refused(sim, operation)
    print(f"lists: {len(lists)} lists page, sort and filter alike")


main(sys.argv[1])

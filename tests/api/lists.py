#!/usr/bin/env python3
"""Every list of the control API is asked for alike: limit, after, sort, and filters named as the members of what it lists.
usage: lists.py PROGRAM
"""
import sys

import stage
from contract import PAGE, expect_problem
from sim import expect

MOST_PAGES = 12
NOT_MEMBERS = ("zoek", "alles", "alle")  # filters that look at more than one member, or widen the list


def ask(sim, operation, **query):
    answer = stage.request(sim, operation, operation.address(query=query))
    expect(answer.status == 200, f"{operation} {query}: HTTP {answer.status}: {answer.text()[:500]}")
    return answer.json()


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
    expect(seen == whole[:len(seen)], f"{operation} sort={sort}: page by page is not the list")
    return whole


def is_sorted(operation, rows, sort):
    member = sort.lstrip("-")
    if not rows or member not in rows[0]:
        return
    values = [row[member] for row in rows if row[member] is not None]
    expect(values == sorted(values, reverse=sort.startswith("-")), f"{operation} sort={sort} gives {values[:20]}")


def filters_choose(sim, operation, name, row_schema, whole):
    for parameter in operation.query():
        member = parameter["name"]
        if member in PAGE or member in NOT_MEMBERS:
            continue
        expect(member in row_schema["properties"], f"{operation}: the filter {member} is no member of what it lists")
        none = ask(sim, operation, **{member: parameter["example"]})[name] if not whole else None
        if none is not None or whole[0].get(member) in (None, "", []):
            continue
        value = whole[0][member]
        wanted = value[0] if isinstance(value, list) else value
        found = ask(sim, operation, **{member: wanted, "limit": 1000})[name]
        fits = lambda row: wanted in row[member] if isinstance(value, list) else row[member] == wanted
        expect(found and all(map(fits, found)), f"{operation}: {member}={wanted} gives {[r[member] for r in found][:20]}")


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

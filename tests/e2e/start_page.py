#!/usr/bin/env python3
"""Whatever the start page links to is there."""
import html.parser
import pathlib
import sys
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from sim import Simulator, expect  # noqa: E402


class Links(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.found += [value for name, value in attributes if name in ("href", "src") and not value.startswith("#")]


with Simulator(sys.argv[1]) as sim:
    page = urllib.request.urlopen(sim.doors["portaal"], timeout=20).read().decode()
    links = Links(page).found
    expect(any("/api/v1/" in link for link in links), f"the start page leads nowhere: {links}")
    for link in links:
        with urllib.request.urlopen(urllib.parse.urljoin(sim.doors["portaal"], link), timeout=20) as answer:  # raises when it is 4xx or 5xx
            expect(answer.status == 200, f"{link}: HTTP {answer.status}")
print(f"ok: {len(links)} links")

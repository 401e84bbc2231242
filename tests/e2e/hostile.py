#!/usr/bin/env python3
"""Bad clients on every door: each is refused or cut off, and after each the server answers a good message quickly.

hostile.py PROGRAM [--sanitized]. With --sanitized the memory is not measured: sanitizers need their own.
"""
import argparse
import base64
import contextlib
import os
import pathlib
import resource
import socket
import ssl
import sys
import tempfile
import threading
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import sim
from sim import expect

MB = 1024 * 1024
QUICK = 10  # seconds; what is quick on a busy machine
MOST_MEMORY = 400 * MB
PLAIN = ("beheer", "portaal")
DOORS = ("koppelvlak", *PLAIN)
GOOD = {"beheer": "/api/v1/health", "portaal": "/", "koppelvlak": "/ebms"}  # on the koppelvlak a GET gives 405


class Site:
    """The server with an honest organisation, and raw connections to its doors."""

    def __init__(self, server, adapter, measured):
        self.server, self.adapter, self.measured = server, adapter, measured

    def port(self, door):
        return int(self.server.doors[door].rsplit(":", 1)[1])

    def connect(self, door, tls=True, receive_buffer=None):
        raw = socket.socket()
        if receive_buffer:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        raw.settimeout(30)
        raw.connect(("127.0.0.1", self.port(door)))
        if door in PLAIN or not tls:
            return raw
        return self.server.tls(self.adapter.credential).wrap_socket(raw, server_hostname="localhost")

    def memory(self, name):
        with open(f"/proc/{self.server.process.pid}/status") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith(name))

    def check(self, what):
        """A good message is acknowledged and judged, quickly, and the other doors answer."""
        started = time.monotonic()
        now = self.server.get("/api/v1/clock").json()["nu"]
        _, result = self.adapter.deliver(sim.batch(sim.bericht(), created=now))
        expect(b"Verwerkt<" in result.payload, f"after {what} a good message gets {result.payload}")
        for door in PLAIN:
            expect(talk(self.connect(door), get(GOOD[door])).startswith(b"HTTP/1.1 200"), f"after {what} the {door} does not answer")
        took = time.monotonic() - started
        expect(took < QUICK, f"after {what} a good message takes {took:.1f} s")
        if self.measured:
            expect(self.memory("VmRSS") < MOST_MEMORY, f"after {what} the server holds {self.memory('VmRSS') // MB} MB")


def get(path, more="Connection: close\r\n"):
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n".encode()


def talk(connection, *pieces):
    """All that comes back until the server closes, also when it does not want all that is sent."""
    with connection, contextlib.suppress(ConnectionError, ssl.SSLError):
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            for piece in pieces:
                connection.sendall(piece)
        return read_all(connection)
    return b""


def read_all(connection):
    answer = b""
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while piece := connection.recv(65536):
            answer += piece
    return answer


def refused(answer, *statuses):
    """A refusal with one of these statuses, or none at all because the connection is cut; nothing is answered behind it."""
    return answer == b"" or (answer.split(b" ", 2)[1] in [str(s).encode() for s in statuses] and answer.count(b"HTTP/1.1 ") == 1)


# --- the bad clients; each gets the site
def headers_without_end(site):
    for door in DOORS:
        answer = talk(site.connect(door), b"GET / HTTP/1.1\r\nX: ", *[b"a" * 65536] * 64)
        expect(refused(answer, 431), f"{door}: {answer[:200]}")


def twenty_thousand_headers(site):
    for door in DOORS:
        answer = talk(site.connect(door), b"GET / HTTP/1.1\r\n", b"".join(b"X-%d: y\r\n" % n for n in range(20_000)), b"\r\n")
        expect(refused(answer, 431), f"{door}: {answer[:200]}")


def huge_url(site):
    for door in DOORS:
        answer = talk(site.connect(door), get("/" + "a" * 100_000))
        expect(refused(answer, 414, 431), f"{door}: {answer[:200]}")


def goes_away_in_the_body(site):
    for door in DOORS:
        for how in (b"Content-Length: 3000000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n2dc6c0\r\n"):
            with site.connect(door) as connection:
                connection.sendall(b"POST /ebms HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n" + how + b"x" * 1_500_000)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # a reset, as when a cable is pulled


def chunked_over_the_limit(site):
    chunk = b"%x\r\n" % MB + bytes(MB) + b"\r\n"
    for door in DOORS:
        answer = talk(site.connect(door), b"POST /ebms HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", *[chunk] * 140)
        expect(refused(answer, 413), f"{door}: {answer[:200]}")


def lying_content_length(site):
    post = "POST /ebms HTTP/1.1\r\nHost: localhost\r\n{}\r\n\r\n"
    for door in DOORS:
        for lie, status in (("Content-Length: 1000000000000", 413), ("Content-Length: 99999999999999999999999", 400), ("Content-Length: -1", 400),
                            ("Content-Length: +5", 400), ("Content-Length: 5\r\nContent-Length: 6", 400), ("Content-Length: five", 400)):
            answer = talk(site.connect(door), post.format(lie).encode(), b"abcde")
            expect(refused(answer, status), f"{door}, {lie}: {answer[:200]}")
        answer = talk(site.connect(door), post.format("Content-Length: 5").encode(), b"abcdefghij\r\n\r\n")
        expect(answer.count(b"HTTP/1.1 ") <= 2 and b"HTTP/1.1 200" not in answer, f"{door}, shorter than it is: {answer[:300]}")


def smuggling(site):
    hidden = get("/smuggled")
    for door in DOORS:
        for trick in ("Content-Length: {n}\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: {n}", "Transfer-Encoding: chunked, identity",
                      "Transfer-Encoding: xchunked\r\nContent-Length: {n}", "Transfer-Encoding : chunked", "Content-Length : {n}", "X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: {n}\r\nContent-Length: 0"):
            head = f"POST /ebms HTTP/1.1\r\nHost: localhost\r\n{trick.format(n=5 + len(hidden))}\r\n\r\n".encode()
            answer = talk(site.connect(door), head + b"0\r\n\r\n" + hidden)
            expect(refused(answer, 400), f"{door}, {trick}: {answer[:400]}")


def garbage_instead_of_tls(site):
    for junk in (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", os.urandom(100_000), b"\x16\x03\x01\xff\xff" + bytes(70_000), b"\x16\x03\x01\x00\x05\x01"):
        with site.connect("koppelvlak", tls=False) as connection:
            with contextlib.suppress(OSError):
                connection.sendall(junk)
                connection.shutdown(socket.SHUT_WR)
            expect(b"HTTP/1.1 200" not in read_all(connection), "garbage is answered")


def old_and_odd_http(site):
    for door in PLAIN:
        answer = talk(site.connect(door), f"GET {GOOD[door]} HTTP/1.0\r\n\r\n".encode())
        expect(b" 200 " in answer.split(b"\r\n")[0] and b"chunked" not in answer, f"{door}, HTTP/1.0: {answer[:200]}")
        answer = talk(site.connect(door), get(GOOD[door], "") * 2 + get(GOOD[door]))
        expect(answer.count(b"HTTP/1.1 200") == 3, f"{door}: of three pipelined requests {answer.count(b'HTTP/1.1 200')} are answered")
        whole = talk(site.connect(door), get(GOOD[door])).split(b"\r\n\r\n", 1)[1]
        answer = talk(site.connect(door), get(GOOD[door], "Range: bytes=0-1,3-4,0-,-5\r\nConnection: close\r\n"))
        expect(answer.startswith(b"HTTP/1.1 200") and answer.endswith(whole), f"{door}, Range: {answer[:200]}")
        for odd in (b"\r\n\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\0\1\2\3" * 100 + b"\r\n\r\n", b"GET /%00%ff HTTP/1.1\r\n\r\n" + get("/", "")):
            with site.connect(door) as connection:
                with contextlib.suppress(OSError):
                    connection.sendall(odd)
                    connection.shutdown(socket.SHUT_WR)
                expect(b"HTTP/1.1 500" not in read_all(connection), f"{door}: {odd[:40]} is a failure of the server")


def expect_continue(site):
    headers, body = site.adapter.signal("Ping")
    head = "POST /ebms HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items())
    with site.connect("koppelvlak") as connection:
        connection.sendall(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode())
        expect(connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n", "no 100 Continue")
        connection.sendall(body)
        answer = read_all(connection)
        expect(answer.startswith((b"HTTP/1.1 204", b"HTTP/1.1 200")), f"after 100 Continue: {answer[:200]}")
    answer = talk(site.connect("koppelvlak"), f"{head}Content-Length: 1000000000\r\n\r\n".encode())
    expect(refused(answer, 413), f"1 GB with Expect: {answer[:200]}")


def outcome(site, payload, seconds=20):
    result = site.adapter.deliver(payload, seconds)[1]
    return [e.findtext("VerwerkingsCode") for e in sim.ET.fromstring(result.payload).iter() if e.tag.endswith("}Bericht")]


BOMB = '<!DOCTYPE l [<!ENTITY a "lol">' + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9)) + "]>"
FILE = '<!DOCTYPE l [<!ENTITY j SYSTEM "file:///etc/passwd">]>'


def bad_xml(site):
    deep = "<a>" * 100_000 + "</a>" * 100_000
    good = sim.batch(sim.bericht(tekst="&j;"))
    declaration = good[:good.index("?>") + 2]
    bad = {"deep": deep, "many attributes": "<a " + " ".join(f'a{n}="1"' for n in range(100_000)) + "/>"}
    for name, doctype in (("billion laughs", BOMB), ("external entity", FILE)):
        bad[name] = declaration + doctype + good[len(declaration):]
    for name, xml in bad.items():
        codes = outcome(site, xml)
        expect(codes == ["XmlValidatieTegenXsdValtNegatiefUit"], f"{name} as a batch: {codes}")
        doctype = {"billion laughs": BOMB, "external entity": FILE}.get(name, "")
        inside = "&j;" if doctype else xml
        headers, body = site.adapter.signal("Ping", change=lambda soap: doctype + soap.replace("<soap:Body>", f"<soap:Body>{inside}"))
        answer = site.adapter.post(headers, body)
        expect(answer.status == 500 and b":Client<" in answer.body and b"root:" not in answer.body, f"{name} in an envelope: HTTP {answer.status} {answer.text()[:300]}")


def thousand_and_one(site):
    codes = outcome(site, sim.batch(*[sim.bericht() for _ in range(1001)]))
    expect(codes and "Verwerkt" not in codes, f"1,001 messages: {set(codes)}")


def batch_of(site, octets):
    pdf = base64.b64encode(bytes(249_000)).decode()
    one = lambda: sim.bericht(bijlagen=[pdf, pdf])
    parts = [one() for _ in range(octets // (len(one()) + 10))]
    rest = octets - len(sim.batch(*parts, created=site.now).encode())
    if rest > 0:  # white space between messages is no message
        parts[-1] += " " * rest
    payload = sim.batch(*parts, created=site.now)
    expect(len(payload.encode()) == octets, "the test makes batches of another size")
    return payload, len(parts)


def hundred_megabytes(site):
    site.now = site.server.get("/api/v1/clock").json()["nu"]
    seconds = 20 if site.measured else 200  # sanitizers look at every byte; what is promised stays the same
    codes = outcome(site, batch_of(site, 101_000_000)[0], seconds)
    expect(codes and "Verwerkt" not in codes, f"101 MB: {codes}")
    payload, count = batch_of(site, 100_000_000)
    codes = outcome(site, payload, seconds)
    expect(codes == ["Verwerkt"] * count, f"100 MB: {len(codes)} of {count} results, {set(codes)}")
    if site.measured:
        expect(site.memory("VmHWM") < MOST_MEMORY, f"100 MB in a batch need {site.memory('VmHWM') // MB} MB of memory")
    print(f"   100 MB in a batch: at most {site.memory('VmHWM') // MB} MB of memory")


def slow_readers(site):
    bsn, now = "999990081", site.server.get("/api/v1/clock").json()["nu"]
    outcome(site, sim.batch(*[sim.bericht(bsn, tekst="x" * 4000) for _ in range(500)], created=now))
    with contextlib.ExitStack() as stack:
        readers = [stack.enter_context(site.connect("beheer", receive_buffer=4096)) for _ in range(30)]
        for reader in readers:
            reader.sendall(get(f"/api/v1/burgers/{bsn}/berichten"))
        site.check("slow readers")
        expect(read_all(readers[0]).endswith(b"}\n"), "a slow reader does not get all")


def two_hundred_at_once(site):
    headers, body = site.adapter.signal("Ping")
    start, failures = threading.Barrier(200), []

    def client(number):
        try:
            with site.connect("koppelvlak" if number % 2 else "beheer") as connection:
                start.wait(60)
                message = get("/api/v1/health") if number % 2 == 0 else (
                    "POST /ebms HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items()) + f"Content-Length: {len(body)}\r\n\r\n").encode() + body
                connection.sendall(message)
                answer = read_all(connection)
                expect(answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 204")), f"{number}: {answer[:200]}")
        except Exception as e:  # told by the one who waits
            failures.append(repr(e))

    threads = [threading.Thread(target=client, args=(n,)) for n in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expect(not failures, f"{len(failures)} of 200 connections at once are not served: {failures[:3]}")


def patient_askers(site):
    """More clients wait for the journal than a door has workers."""
    with contextlib.ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(site.connect("beheer")).sendall(get("/api/v1/journal?conversation=never&count=1&wait=PT60S"))
        site.check("100 that wait for the journal")


def no_open_files_left(site):
    pid = site.server.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE, (len(os.listdir(f"/proc/{pid}/fd")) + 20, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    with contextlib.ExitStack() as stack:
        for _ in range(60):
            stack.enter_context(site.connect("portaal"))
    resource.prlimit(pid, resource.RLIMIT_NOFILE, before)


CLIENTS = [headers_without_end, twenty_thousand_headers, huge_url, goes_away_in_the_body, chunked_over_the_limit, lying_content_length, smuggling,
           garbage_instead_of_tls, old_and_odd_http, expect_continue, bad_xml, thousand_and_one, hundred_megabytes, slow_readers,
           two_hundred_at_once, patient_askers, no_open_files_left]


def stalled(site):
    """Connections that stop in the middle: the door ends each by itself, while the others are served."""
    body = "POST /ebms HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf"
    out = {"the TLS handshake": site.connect("koppelvlak", tls=False)}
    out["the TLS handshake"].sendall(b"\x16\x03\x01\x02\x00\x01")
    for door in DOORS:
        for place, text in (("the headers", "POST /ebms HT"), ("the body", body), ("a chunk", body.replace("Content-Length: 100", "Transfer-Encoding: chunked").replace("half", "10\r\nha"))):
            out[f"{place} on {door}"] = site.connect(door)
            out[f"{place} on {door}"].sendall(text.encode())
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--sanitized", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mosim-hostile-") as work, \
            sim.Simulator(options.program, data_dir=pathlib.Path(work) / "data") as server, sim.Organisation(server) as adapter:
        site = Site(server, adapter, not options.sanitized)
        site.check("the start")
        stopped = stalled(site)
        for client in CLIENTS:
            name, started = client.__name__.replace("_", " "), time.monotonic()
            client(site)
            site.check(name)
            print(f"{name}: {time.monotonic() - started:.1f} s", flush=True)
        for place, connection in stopped.items():
            answer = read_all(connection)
            expect(b"HTTP/1.1 200" not in answer, f"stalled in {place}: {answer[:100]}")
            connection.close()
        site.check("stalled clients")
        print("all stalled clients were sent away")


if __name__ == "__main__":
    main()

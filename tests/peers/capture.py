"""The wire between `mijnoverheid-sim send` and a server: a TLS server of Python's own, which passes on what it gets and keeps both
sides to the byte.
"""
import http.client
import http.server
import json
import pathlib
import ssl
import subprocess
import threading

import sim as simulator
from sim import expect


class Exchange:
    """One request with its answer: headers as they were, bodies to the byte."""

    def __init__(self, request_headers, request, answer):
        self.request_headers, self.request, self.answer = request_headers, request, answer


class Tap:
    """Stands where the koppelvlak door is, for the example organisation of a server with a data dir."""

    def __init__(self, sim):
        self.sim, self.exchanges = sim, []
        credential, logius, tap = sim.credential(), sim.credential(simulator.LOGIUS), self
        port = int(sim.doors["koppelvlak"].rsplit(":", 1)[1])

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                connection = http.client.HTTPSConnection("localhost", port, context=sim.tls(credential), timeout=60)
                connection.request("POST", self.path, body, {k: v for k, v in self.headers.items() if k.lower() not in ("host", "content-length", "connection")})
                answer = connection.getresponse()
                answer = simulator.Answer(answer.status, answer.headers, answer.read())
                connection.close()
                tap.exchanges.append(Exchange(self.headers, body, answer))
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    if name.lower() not in ("connection", "transfer-encoding"):
                        self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*logius)
        context.load_verify_locations(str(sim.ca))
        context.verify_mode = ssl.CERT_REQUIRED
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def data_dir(self):
        """A data dir that differs from the server's in where the koppelvlak door is."""
        here = self.sim.dir / "through-the-tap"
        here.mkdir()
        for name in ("pki", "cpa"):
            (here / name).symlink_to(pathlib.Path(self.sim.data_dir) / name)
        doors = self.sim.doors | {"koppelvlak": f"https://localhost:{self.server.server_address[1]}"}
        (here / "doors.json").write_text(json.dumps(doors))
        return here

    def send(self, program, *options):
        """`mijnoverheid-sim send` through the tap. Gives what it exchanged: its batches first, then its acknowledgments."""
        before = len(self.exchanges)
        run = subprocess.run([program, "send", "--data-dir", str(self.data_dir()), "--endpoint-port", "0", *options],
                             capture_output=True, text=True, timeout=60)
        expect(run.returncode == 0, f"send: {run.stdout} {run.stderr}")
        return sorted(self.exchanges[before:], key=lambda e: not e.request_headers["Content-Type"].startswith("multipart/"))

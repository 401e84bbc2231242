"""The program as a user types it, in a folder of its own."""
import contextlib
import http.client
import json
import os
import pathlib
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import sim
from sim import expect

FREE = [word for door in sim.DOORS for word in (f"--{door}-port", "0")]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("MOSIM_")}


class Shell:
    """Runs the program in a folder of its own, with no MOSIM_ variable but those that are given."""

    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), folder

    def run(self, *words, env=None, before=()):
        return subprocess.run([*before, self.program, *words], cwd=self.folder, env=ENVIRONMENT | (env or {}), capture_output=True, text=True,
                              timeout=120, stdin=subprocess.DEVNULL)

    def ok(self, *words, **how):
        done = self.run(*words, **how)
        expect(done.returncode == 0, f"{shlex.join(words)} ends with {done.returncode}: {done.stdout[-500:]}{done.stderr}")
        return done.stdout

    def refused(self, *words, says, **how):
        """Exit code not 0, nothing on stdout, one line on stderr with these words."""
        done = self.run(*words, **how)
        text = shlex.join(words)
        expect(done.returncode in (1, 2), f"{text} ends with {done.returncode}: {done.stderr}")
        expect(done.stderr.startswith("mijnoverheid-sim: ") and done.stderr.count("\n") == 1, f"{text}: not one line: {done.stderr}")
        expect(not done.stdout, f"{text}: refused, and yet it prints {done.stdout[:200]}")
        for word in [says] if isinstance(says, str) else says:
            expect(word in done.stderr, f"{text} does not say '{word}': {done.stderr}")

    @contextlib.contextmanager
    def serve(self, *words, env=None, ends_by=signal.SIGTERM):
        """A running server: its process with .first, the first line that it prints, and .doors."""
        errors = tempfile.TemporaryFile("w+")
        process = subprocess.Popen([self.program, *words], cwd=self.folder, env=ENVIRONMENT | (env or {}), stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            process.first = process.stdout.readline()
            if not process.first:
                errors.seek(0)
                raise sim.Failed(f"{shlex.join(words)} does not start: {errors.read()}")
            if process.first.startswith("{"):
                process.doors = json.loads(process.first)
            else:
                until = iter(process.stdout.readline, "")
                next((line for line in until if "curl" in line), None)
                process.doors = None
            yield process
            process.send_signal(ends_by)
            expect(process.wait(30) == 0, f"{ends_by.name} is not a clean end: {process.returncode}")
        finally:
            process.kill()
            process.communicate()
            errors.close()

    def doors(self, data_dir):
        return json.loads((self.folder / data_dir / "doors.json").read_text())


def get(url, path):
    host = url.split("//")[1]
    connection = http.client.HTTPConnection(host, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", path)
        return connection.getresponse().read()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def content(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def run(program, *parts):
    """Each part of a test with a shell in a fresh folder."""
    for part in parts:
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="mosim-cli-") as folder:
            part(Shell(program, pathlib.Path(folder)))
        print(f"{part.__name__.replace('_', ' ')}: {time.monotonic() - started:.1f} s", flush=True)

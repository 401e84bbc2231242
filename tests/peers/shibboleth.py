"""Shibboleth SP with Apache, as Debian has them and configured as the README of DigiD shows, is a service of DigiD: login, cancel, a
level that is too low, and logout from both sides.

Both programs run from a directory of the test, on its own ports and sockets. Usage: shibboleth.py PROGRAM CHECKOUT
"""
import contextlib
import html
import os
import pathlib
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import types

import digid
import sim as simulator
from browser import Browser
from digid import ANNA, MIDDEN, STATUS, SUBSTANTIEEL
from sim import expect

HERE = pathlib.Path(__file__).parent / "shibboleth"
SHIPPED = pathlib.Path("/etc/shibboleth")
PROGRAMS = ("/usr/sbin/apache2", "/usr/sbin/shibd", "/usr/lib/apache2/modules/mod_shib.so")
ARTIFACT_INDEX = 3  # of HTTP-Artifact in Shibboleth's protocols.xml


def reserved_port():
    """A socket that keeps a port free for Apache: bound, so that nobody else is given it, but not listening."""
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", 0))
    return kept


def wait_until(ready, text, seconds=30):
    end = time.monotonic() + seconds
    while not ready():
        expect(time.monotonic() < end, text)
        time.sleep(0.05)


class Site(digid.Service):
    """The service: its registration with DigiD, and the two programs that are its web site."""

    def __init__(self, sim, program, checkout, home):
        super().__init__(sim, program, "shibboleth", "00000099000000007000")
        self.home, self.port, self.running = home / "shibboleth", reserved_port(), []
        self.site = f"https://localhost:{self.port.getsockname()[1]}"
        handler = f"{self.site}/Shibboleth.sso"
        self.entity_id = f"{self.site}/metadata"
        self.acs, self.logged_out = f"{handler}/SAML2/Artifact", f"{handler}/SLO/Redirect"
        self.listener = types.SimpleNamespace(url=f"{handler}/SLO/SOAP")
        self.page, self.sure_page = f"{self.site}/pagina.shtml", f"{self.site}/zeker.shtml"
        metadata = digid.sp_metadata(self).replace('index="0"', f'index="{ARTIFACT_INDEX}"').replace(f"KeyName>{self.name}<", "KeyName>localhost<")
        self.register(digid.sign(self, metadata), domein="standaard")
        answer = sim.api("PATCH", f"/api/v1/digid/diensten/{self.id}", {"substantieel": True})
        expect(answer.status == 200, answer.text())
        self.configure(checkout)

    def configure(self, checkout):
        readme = (checkout / "stubs/digid/README.md").read_text().split("## Shibboleth\n")[1].split("\n## ")[0]
        config, attributes = re.findall("^```xml\n(.*?)^```", readme, re.S | re.M)
        self.home.mkdir()
        self.write("attribute-map.xml", attributes)
        config = config.replace("https://sp.example.nl", self.site).replace("https://localhost:8443", self.sim.doors["koppelvlak"])
        metadata, file, certificate = self.idp_metadata()
        digid.verify_metadata(file, certificate)  # Shibboleth does not: the Signature holds only a KeyName
        self.write("digid.xml", metadata)
        self.write("shibboleth2.xml", with_own_sockets(config, self.home))
        self.copy(self.certificate, "dienst.crt.pem")
        self.copy(self.key, "dienst.key.pem")
        self.copy(self.sim.ca, "ca.pem")
        for file in SHIPPED.glob("*.html"):
            self.copy(file, file.name)
        for name in ("protocols.xml", "security-policy.xml", "console.logger"):
            self.copy(SHIPPED / name, name)
        (self.home / "www").mkdir()
        for page in (self.page, self.sure_page):
            self.copy(HERE / "pagina.shtml", "www/" + page.rsplit("/", 1)[1])

    def write(self, name, text):
        (self.home / name).write_text(text)

    def copy(self, source, name):
        shutil.copyfile(source, self.home / name)

    def start(self):
        """As root they run as www-data: Apache will not be root."""
        user = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam("www-data")
            user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            for path in (self.home.parent, *self.home.parent.rglob("*")):
                os.chown(path, account.pw_uid, account.pw_gid)
        self.run("shibd", user, "/usr/sbin/shibd", "-F", "-f", "-c", f"{self.home}/shibboleth2.xml", "-p", f"{self.home}/shibd.pid")
        self.wait_for("shibd", lambda: connects(socket.AF_UNIX, f"{self.home}/shibd.sock"))
        self.run("apache2", user, "/usr/sbin/apache2", "-f", HERE / "apache2.conf", "-DFOREGROUND")
        self.wait_for("apache2", lambda: connects(socket.AF_INET, self.port.getsockname()))

    def run(self, name, user, *command):
        places = {f"SHIBSP_{kind}": str(self.home.parent) for kind in ("CFGDIR", "LOGDIR", "RUNDIR", "CACHEDIR")}  # shibboleth/ is in them
        environment = os.environ | places | {"SHIBSP_LOGGING": f"{self.home}/console.logger", "SP_HOME": str(self.home), "SP_PORT": str(self.port.getsockname()[1])}
        with open(self.home / f"{name}.log", "ab") as log:
            self.running.append(subprocess.Popen(command, env=environment, cwd=self.home, stdout=log, stderr=log, **user))

    def wait_for(self, name, ready):
        wait_until(lambda: ready() or self.running[-1].poll() is not None, f"{name} does not start")
        expect(self.running[-1].poll() is None, f"{name} ended at once")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        for process in reversed(self.running):
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
        self.port.close()
        if kind:
            for log in sorted(self.home.glob("*.log")):
                print(f"--- {log.name}\n{log.read_text(errors='replace')[-6000:]}", file=sys.stderr)

    def visitor(self):
        return Browser(ca=str(self.sim.ca))


def with_own_sockets(config, home):
    """What a web server of its own does not need: sockets and logs in a directory of the test."""
    own = (f'<OutOfProcess logger="console.logger"/><InProcess logger="console.logger"/>'
           f'<UnixListener address="{home}/shibd.sock"/>')
    return config.replace("<ApplicationDefaults", own + "<ApplicationDefaults", 1)


def connects(family, address):
    with contextlib.closing(socket.socket(family)) as door:
        return door.connect_ex(address) == 0


def expect_logged_in(browser, level):
    expect(browser.has("bsn"), f"not on the page for who is logged in: {browser.told()}")
    seen = browser.read("bsn"), browser.read("gebruiker"), browser.read("niveau")
    expect(seen == (digid.name_id(ANNA[1]), digid.name_id(ANNA[1]), level), f"Shibboleth tells {seen}")


def log_in(site, browser):
    browser.open(site.page)
    digid.by_sms(browser, site.sim, ANNA)
    expect_logged_in(browser, MIDDEN)
    return browser


@contextlib.contextmanager
def journal_tells(sim, *steps, broken=()):
    """What goes on within: these steps, in this order; and no rules are broken but those."""
    before = max((entry["id"] for entry in sim.journal(limit=1000)), default=0)
    yield
    entries = sorted((one for one in sim.journal(limit=1000) if one["id"] > before), key=lambda one: one["id"])
    rules = {hit["regel"] for entry in entries for hit in entry["hits"]}
    expect(rules == set(broken), f"the journal tells of broken rules: {[entry for entry in entries if entry['hits']]}")
    told = [entry["action"] for entry in entries if entry["action"]]
    rest = iter(told)
    expect(all(step in rest for step in steps), f"not {steps} in the journal, but {told}")


def logs_in(site):
    log_in(site, site.visitor()).open(site.page)
    browser = site.visitor().open(site.sure_page)
    digid.by_app(browser, ANNA)
    expect_logged_in(browser, SUBSTANTIEEL)


def is_refused(site):
    """Shibboleth tells why, and lets nobody in."""
    for walk, code in ((digid.cancel, "AuthnFailed"), (lambda b: digid.by_test_level(b, ANNA, "Basis"), "NoAuthnContext")):
        browser = site.visitor().open(site.page)
        walk(browser)
        told = html.unescape(browser.text)
        expect(f"{STATUS}Responder<" in told and f"{STATUS}{code}<" in told, f"not {code}: {browser.told()}")
        browser.open(site.page)
        expect(not browser.has("bsn"), f"in after {code}")


def logs_out(site):
    """By Redirect. Shibboleth reads the LogoutResponse, signed in either way."""
    for algorithm in ("sha256", "sha1"):
        site.sim.set_switch("digid.uitlog-algoritme", algorithm)
        browser = log_in(site, site.visitor())
        browser.open("/Shibboleth.sso/Logout")
        expect(browser.url.startswith(site.logged_out + "?"), f"not back after logging out: {browser.told()}")
        expect("Global Logout" in browser.text and "completed successfully" in browser.text, f"Shibboleth takes no LogoutResponse with {algorithm}: {browser.told()}")
        expect_logged_out(site, browser)
        expect(not sessions(site.sim), f"DigiD keeps {sessions(site.sim)}")


def sessions(sim):
    return sim.get("/api/v1/digid/sessies").json()["sessies"]


def end_sessions(sim):
    for session in sessions(sim):
        sim.api("DELETE", f"/api/v1/digid/sessies/{session['id']}")


def expect_logged_out(site, browser):
    browser.open(site.page)
    expect(browser.has("kies-sms"), f"DigiD does not ask who it is: {browser.told()}")


def log_in_at_both(site):
    """Eenmalig inloggen: at the citizen's site of the simulator too."""
    browser = log_in(site, site.visitor())
    browser.open(site.sim.doors["portaal"] + "/mijn").click("inloggen")
    expect(site.name in browser.read("actieve-diensten"), f"the citizen does not see where they are logged in: {browser.told()}")
    browser.click("verder")
    expect(browser.has("uitloggen"), f"not in at the other service: {browser.told()}")
    return browser


def is_logged_out(site):
    """By the other service: DigiD tells Shibboleth over SOAP."""
    browser = log_in_at_both(site)
    browser.click("uitloggen").click("uitloggen-ja")
    expect(not sessions(site.sim), f"DigiD keeps {sessions(site.sim)}")
    expect_logged_out(site, browser)


def logs_out_everywhere(site):
    """By Shibboleth: the other service is told."""
    browser = log_in_at_both(site)
    browser.open(f"{site.site}/Shibboleth.sso/Logout").click("uitloggen-ja")
    expect("completed successfully" in browser.text, f"Shibboleth takes no LogoutResponse: {browser.told()}")
    browser.open(site.sim.doors["portaal"] + "/mijn")
    expect(browser.has("inloggen"), f"the other service keeps its session: {browser.told()}")


def main(program, checkout):
    missing = [one for one in PROGRAMS if not os.path.exists(one)]
    expect(not missing, f"{', '.join(missing)} not there: scripts/setup --tests installs what this test needs")
    with tempfile.TemporaryDirectory(prefix="mosim-sp-") as home, tempfile.TemporaryDirectory(prefix="mosim-peer-") as data, \
            simulator.Simulator(program, data_dir=f"{data}/data") as sim, \
            Site(sim, program, pathlib.Path(checkout), pathlib.Path(home)) as site:
        site.start()
        with journal_tells(sim, "AuthnRequest", "ArtifactResolve"):
            logs_in(site)
        end_sessions(sim)
        with journal_tells(sim, "AuthnRequest", "ArtifactResolve", broken=("DG-R-040", "DG-R-042")):
            is_refused(site)
        with journal_tells(sim, "AuthnRequest", "ArtifactResolve", "LogoutRequest"):
            logs_out(site)
            is_logged_out(site)
            logs_out_everywhere(site)


if __name__ == "__main__":
    main(*sys.argv[1:])

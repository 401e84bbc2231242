#!/usr/bin/env python3
"""What each command does, and that every example of --help works as it stands.

commands.py PROGRAM
"""
import json
import pathlib
import re
import shlex
import shutil
import socket
import stat
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import sim
from command_line import COMMANDS, OTHER
from shell import FREE, content, free_port, get, run
from sim import expect


def pki(shell):
    said = shell.ok("pki", "issue", "--data-dir", "p", "--oin", OTHER, "--naam", "Gemeente Elders", "--dns", "elders.example,www.elders.example")
    folder = shell.folder / "p/pki"
    before = content(folder)
    expect(f"p/pki/{OTHER}.crt.pem" in said and "p/pki/ca.pem" in said, f"it does not say where: {said}")
    shell.refused("pki", "issue", "--data-dir", "p", "--oin", OTHER, says=["not overwritten", f"{OTHER}.crt.pem"])
    expect(content(folder) == before, "a refused issue changes files")
    shell.ok("pki", "issue", "--data-dir", "p", "--oin", OTHER, "--soort", shell.ok("pki", "soorten").split()[0])
    keys = [file for file in folder.iterdir() if file.name.endswith(".key.pem")]
    expect(len(keys) == 5 and all(stat.S_IMODE(key.stat().st_mode) == 0o600 for key in keys), "a key is not 0600")
    named = subprocess.run(["openssl", "x509", "-in", folder / f"{OTHER}.crt.pem", "-noout", "-ext", "subjectAltName"], capture_output=True, text=True).stdout
    expect(all(f"DNS:{name}" in named for name in ("localhost", "elders.example", "www.elders.example")), f"--dns: {named}")
    shell.refused("pki", "revoke", "--data-dir", "p", says=["--serienummer", "--certificaat"])
    shell.refused("pki", "revoke", "--data-dir", "p", "--serienummer", "12", says=["12", "pki list"])
    shell.ok("pki", "revoke", "--data-dir", "p", "--certificaat", f"p/pki/{OTHER}.crt.pem")
    expect(re.search(rf"{OTHER} +revoked", shell.ok("pki", "list", "--data-dir", "p")), "the list does not show what is revoked")


def openssl(folder, *words, extensions=None):
    (folder / "extensions").write_text(extensions or "")
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True)
    expect(done.returncode == 0, f"openssl {words}: {done.stderr}")


def own_pki(shell):
    """CAs and certificates that the user brought are used, and left as they are."""
    folder = shell.folder / "own/pki"
    folder.mkdir(parents=True)
    work = pathlib.Path(shell.folder)
    ca = "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n"
    leaf = "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\nkeyUsage=digitalSignature,keyEncipherment\nauthorityKeyIdentifier=keyid\n"
    for name, subject, issuer in (("root", "/O=Eigen/CN=Eigen root", None), ("domein", "/O=Eigen/CN=Eigen domein", "root"), ("tsp", "/O=Eigen/CN=Eigen TSP", "domein"),
                                  (sim.OIN, f"/O=Eigen/serialNumber={sim.OIN}/CN=localhost", "tsp")):
        key, crt = folder / f"{name}.key.pem", folder / f"{name}.crt.pem"
        openssl(work, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", "request", "-subj", subject)
        signer = ["-CA", str(folder / f"{issuer}.crt.pem"), "-CAkey", str(folder / f"{issuer}.key.pem"), "-CAserial", "serial", "-CAcreateserial"] if issuer else ["-signkey", str(key)]
        openssl(work, "x509", "-req", "-in", "request", "-days", "365", "-extfile", "extensions", "-out", str(crt), *signer, extensions=ca if name != sim.OIN else leaf)
    chain = [(folder / f"{name}.crt.pem").read_text() for name in (sim.OIN, "tsp", "domein")]
    (folder / f"{sim.OIN}.crt.pem").write_text("".join(chain))
    before = content(folder)
    with shell.serve("serve", "--data-dir", "own", *FREE, "--citizens", "20", "--endpoint-port", free_port()):
        shell.ok("send", "--data-dir", "own")
        now = content(folder)
        expect({name: now[name] for name in before} == before, "files of the user are changed")
        expect(all(before[f"{level}.crt.pem"] in now["ca.pem"] for level in ("root", "domein", "tsp")), "ca.pem is not of the user's PKI")
    (shell.folder / "alone/pki").mkdir(parents=True)
    shutil.copy(folder / "root.crt.pem", shell.folder / "alone/pki/ca.pem")
    shell.refused("serve", "--data-dir", "alone", *FREE, says=["alone/pki/ca.pem", "root", "tsp"])
    (folder / f"{sim.OIN}.key.pem").write_text((folder / "tsp.key.pem").read_text())
    shell.refused("serve", "--data-dir", "own", *FREE, says=[f"{sim.OIN}.key.pem", "not the key"])


def sending(shell):
    port = free_port()
    with shell.serve("serve", "--data-dir", "s", *FREE, "--citizens", "20", "--endpoint-port", port):
        beheer = shell.doors("s")["beheer"]
        to = ["--data-dir", "s", "--endpoint-port", "0"]
        box = lambda bsn: json.loads(get(beheer, f"/api/v1/burgers/{bsn}/berichten"))["berichten"]
        for name in ("een.pdf", "twee.pdf"):
            (shell.folder / name).write_bytes(b"%PDF-1.7\n" + name.encode())
        fields = {"bsn": "999990007,999990081", "onderwerp": "Kort", "tekst": "Lang", "berichttype": "BELASTNG", "referentie": "R1"}
        for aan, extra, env in (([f"--{k}={v}" for k, v in fields.items()], {}, {}), ([], {}, {f"MOSIM_{k.upper()}": v for k, v in fields.items()}),
                                (["--config", "send.ini"], {}, {})):
            (shell.folder / "send.ini").write_text("[send]\n" + "".join(f'{k}="{v}"\n' if k != "bsn" else f"bsn=[{v}]\n" for k, v in fields.items()))
            sent = json.loads(shell.ok("send", *to, *aan, "--json", "--aantal", "2", "--bijlage", "een.pdf", "--bijlage", "twee.pdf", env=env))
            expect(sent["verwerkt"] == 2 and sent["leveringen"][0]["bevestigd"], f"--json: {sent}")
            for bsn in fields["bsn"].split(","):
                got = box(bsn)[0]
                expect(got["berichtId"] in [r["berichtId"] for r in sent["leveringen"][0]["resultaten"]], f"{aan} {env}: not in the box of {bsn}")
                expect([got[k] for k in ("onderwerp", "tekst", "berichtType", "referentie")] == ["Kort", "Lang", "BELASTNG", "R1"], f"{aan} {env}: {got}")
                expect([b["omschrijving"] for b in got["bijlagen"]] == ["een.pdf", "twee.pdf"], f"attachments: {got}")
        many = shell.run("send", *to, "--aantal", "2500")
        expect(many.returncode == 0 and many.stdout.endswith("2500 of 2500 delivered\n") and many.stdout.count("MessageId ") == 3, f"2500: {many.stdout[-300:]}")
        expect([line for line in many.stderr.splitlines()] == ["1000 of 2500", "2000 of 2500", "2500 of 2500"], f"progress: {many.stderr}")
        now = json.loads(get(beheer, "/api/v1/clock"))["nu"]
        (shell.folder / "batch.xml").write_text(sim.batch(sim.bericht("999990111", onderwerp="Uit een bestand"), created=now))
        shell.ok("send", *to, "--batch", "batch.xml")
        expect(box("999990111")[0]["onderwerp"] == "Uit een bestand", "--batch does not arrive")
        none = shell.run("send", *to, "--bsn", "999990020")
        expect(none.returncode == 1 and "NietActiefOfGeabonneerd" in none.stdout and "paper" in none.stdout, f"no box: {none}")
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", int(port)))
            other.listen()
            shell.refused("send", "--data-dir", "s", says=[f"port {port}", "taken", "--endpoint-port 0"])
        shell.ok("send", "--data-dir", "s")
        journals(shell, beheer)


def journals(shell, beheer):
    reach = ["journal", "--beheer", beheer]
    refused = shell.run("send", "--beheer", beheer, "--endpoint-port", "0", "--onderwerp", "x" * 51)
    expect(refused.returncode == 1 and "XmlValidatieTegenXsdValtNegatiefUit" in refused.stdout, f"a subject of 51: {refused.stdout}")
    conversation = re.search(r"ConversationId (\S+)", refused.stdout)[1]
    entries = [json.loads(line) for line in shell.ok(*reach, "--conversation", conversation, "--json", "--minstens", "5", "--wacht", "20").splitlines()]
    expect({e["conversationId"] for e in entries} == {conversation}, "--conversation shows others")
    broken = next(e for e in entries if e["hits"])
    whole = shell.ok(*reach, "--id", str(broken["id"]))
    expect(broken["hits"][0]["regel"] in whole, f"--id does not name the rule: {whole[:300]}")
    arrived = next(e for e in entries if e["richting"] == "in" and e["action"] == "GLOBE-R-BV-Request")
    whole = shell.ok(*reach, "--id", str(arrived["id"]))
    expect("x" * 51 in whole and "--- answer ---" in whole, f"--id does not show the bytes: {whole[:300]}")
    expect(broken["hits"][0]["regel"] in shell.ok(*reach, "--rule", broken["hits"][0]["regel"]), "--rule finds nothing")
    by_environment = shell.ok("journal", "--json", env={"MOSIM_BEHEER": beheer, "MOSIM_MESSAGE_ID": arrived["messageId"]})
    expect([json.loads(line)["id"] for line in by_environment.splitlines()] == [arrived["id"]], f"MOSIM_MESSAGE_ID: {by_environment}")
    shell.refused(*reach, "--id", "99999999", says="no such entry")
    late = shell.run(*reach, "--conversation", "never", "--wacht", "1")
    expect(late.returncode == 1 and "0 of at least 1" in late.stderr, f"--wacht: {late}")
    shell.ok("version", env={"MOSIM_WACHT": "300"})


def cpas(shell):
    with shell.serve("serve", "--data-dir", "c", *FREE, "--citizens", "20"):
        to = ["--data-dir", "c"]
        (cpa,) = (shell.folder / "c/cpa").iterdir()
        expect(shell.ok("cpa", "export", *to, cpa.stem).strip() == cpa.read_text().strip(), "export gives another CPA")
        shell.ok("cpa", "generate", *to, "--oin", OTHER, "--endpoint", "https://localhost:9443/ebms", "--synchroon", "--osb-be", "--uit", "made.xml")
        made = (shell.folder / "made.xml").read_text()
        expect("mshSignalsOnly" in made and "localhost:9443" in made, "--synchroon or --endpoint does not take effect")
        shell.ok("cpa", "import", *to, "made.xml")
        expect("fit for use" in shell.ok("cpa", "check", "made.xml"), "what is generated is not fit for use")
        shell.refused("cpa", "export", *to, "none", says="no such CPA")
        (shell.folder / "bad.xml").write_text("<cpa/>")
        bad = shell.run("cpa", "check", "bad.xml")
        expect(bad.returncode == 1 and "not fit for use" in bad.stdout, f"a bad CPA: {bad}")
        expect(shell.run("cpa", "import", *to, "bad.xml").returncode == 1, "a bad CPA is imported")
        again = shell.run("cpa", "export", *to, cpa.stem, "--uit", "made.xml")
        expect(again.returncode == 1 and "not overwritten" in again.stderr and (shell.folder / "made.xml").read_text() == made, f"--uit overwrites: {again}")


def every_example(shell):
    """The examples of --help work as they stand, on a server with the default data dir; what is a placeholder is filled in."""
    examples = {c: re.findall(r"mijnoverheid-sim (.*)", shell.ok(*c.split(), "--help").split("Example:")[1]) for c in COMMANDS if c}
    with shell.serve(*map(str, shlex.split(examples.pop("serve")[0]))) as server:
        expect(set(server.doors) >= {*sim.DOORS, "cpaId"}, f"the first line has not all doors: {server.first}")
        shell.ok("readyz", "--beheer", server.doors["beheer"])
    with shell.serve("serve", *FREE, "--endpoint-port", free_port(), "--citizens", "20"):
        cpa = next((shell.folder / "sim-data/cpa").iterdir())
        shutil.copy(cpa, shell.folder / "mijn-cpa.xml")
        (shell.folder / "brief.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
        order = ["send", *(c for c in examples if c != "send")]
        for command in order:
            for example in examples[command]:
                example = re.sub(r"'MIJNOVERHEID-[^']*'", f"'{cpa.stem}'", example)
                example = example.replace("--citizens 1000000", "--citizens 20000")
                if re.search("--(conversation|zip) ID", example):
                    example = example.replace(" ID", " " + conversation_of(shell))
                shell.ok(*shlex.split(example))


def conversation_of(shell):
    entries = [json.loads(line) for line in shell.ok("journal", "--json").splitlines()]
    return next(e["conversationId"] for e in entries if e["conversationId"])


if __name__ == "__main__":
    run(sys.argv[1], pki, own_pki, sending, cpas, every_example)

#!/usr/bin/env python3
"""E-mail to citizens over SMTP, received by a real server (python3-aiosmtpd): it arrives once and as it was written, a refusal
is kept with its reason, and what fails for a moment is tried again on the virtual clock.

mail.py PROGRAM
"""
import asyncio
import email
import email.policy
import pathlib
import subprocess
import sys
import threading
import time

import aiosmtpd.smtp

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import sim
from sim import expect

HENK = "999990068"  # gets e-mail
NAME = "Gemeente Čapekstad & één"


class MailServer:
    """Listens on a port of its own. `answers` are the replies to the next mails; without, it takes them."""

    def __init__(self):
        self.mails, self.answers = [], []
        self.loop = asyncio.new_event_loop()
        server = self.loop.run_until_complete(
            self.loop.create_server(lambda: aiosmtpd.smtp.SMTP(self, enable_SMTPUTF8=True, loop=self.loop), "127.0.0.1", 0))
        self.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    async def handle_DATA(self, server, session, envelope):
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer.startswith("250"):
            self.mails.append((envelope.mail_from, envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return answer


def notices(simulator, wait, **filters):
    query = "&".join(f"{k}={v}" for k, v in filters.items())
    return simulator.get(f"/api/v1/notices?soort=email&{query}&count={wait}&wait=PT20S").json()["berichten"]


def waiting_with_reason(simulator):
    """It waits before the first attempt too, so the reason is what is waited for."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        waiting = notices(simulator, 1, status="wachtend")
        if waiting and waiting[0]["toelichting"]:
            return waiting
    raise sim.Failed(f"no failed attempt: {notices(simulator, 0)}")


def main(program):
    server = MailServer()
    with sim.Simulator(program, "--smtp", server.address) as simulator:
        def deliver():
            subprocess.run([program, "send", "--beheer", simulator.doors["beheer"], "--bsn", HENK], check=True, stdout=subprocess.DEVNULL)

        answer = simulator.api("PUT", f"/api/v1/organisaties/{sim.OIN}", {"naam": NAME, "omschrijving": "x"})
        expect(answer.status < 300, answer.text())
        simulator.advance("P30D")  # so that a Date of the machine's clock would show
        before = simulator.get("/api/v1/clock").json()["nu"]

        deliver()
        sent = notices(simulator, 1, status="verzonden")
        expect(len(sent) == 1, f"the mail did not go out: {notices(simulator, 0)}")
        expect(len(server.mails) == 1, f"{len(server.mails)} mails came instead of one")
        sender, receivers, mail = server.mails[0]
        expect(receivers == ["henk@voorbeeld.example"], f"to {receivers}")
        expect(mail["To"] == "<henk@voorbeeld.example>" or "henk@voorbeeld.example" in str(mail["To"]), f"To: {mail['To']}")
        expect(str(mail["Subject"]) == sent[0]["onderwerp"], f"Subject: {mail['Subject']}")
        after = simulator.get("/api/v1/clock").json()["nu"]
        expect(before[:19] <= mail["Date"].datetime.isoformat()[:19] <= after[:19], f"Date: {mail['Date']}, not {before} to {after}")
        text = mail.get_content().replace("\r\n", "\n")
        expect(text == sent[0]["tekst"] and NAME in text, f"text: {text!r}")
        expect(not mail.defects, f"defects: {mail.defects}")

        server.answers = ["550 this mailbox is closed"]
        deliver()
        failed = notices(simulator, 1, status="mislukt")
        expect(len(failed) == 1 and "550" in failed[0]["toelichting"], f"the refusal was not kept: {notices(simulator, 0)}")

        server.answers = ["451 not now"]
        deliver()
        waiting = waiting_with_reason(simulator)
        expect("451" in waiting[0]["toelichting"], f"no reason: {waiting}")
        expect(len(server.mails) == 1, "it was tried again before its time")
        simulator.advance("PT1M")
        expect(len(notices(simulator, 2, status="verzonden")) == 2, f"it was not tried again: {notices(simulator, 0)}")
        expect(len(server.mails) == 2, f"{len(server.mails)} mails came instead of two")
        expect(len({m["Message-ID"] for _, _, m in server.mails}) == 2, "two mails have one Message-ID")

    # Nobody listens there: the server goes on, and says why.
    with sim.Simulator(program, "--smtp", "127.0.0.1:1") as simulator:
        subprocess.run([program, "send", "--beheer", simulator.doors["beheer"], "--bsn", HENK], check=True, stdout=subprocess.DEVNULL)
        waiting_with_reason(simulator)

    refused = subprocess.run([program, "serve", "--ephemeral", "--smtp", "nergens"], capture_output=True, text=True)
    expect(refused.returncode != 0 and "HOST:PORT" in refused.stderr + refused.stdout, f"--smtp nergens: {refused}")


if __name__ == "__main__":
    main(sys.argv[1])
    print("mail: all is well")

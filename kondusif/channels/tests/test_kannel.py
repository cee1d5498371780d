"""Kannel itself, on loopback: an SMS comes in through its fake centre, the receipt goes back, a warning goes out."""

import queue
import shutil
import socket
import subprocess
import threading
import time
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from kondusif.channels.carriers import Letter
from kondusif.channels.sms import sender
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import make_cast
from kondusif.reports.models import Report
from kondusif.reports.territory import forget_territory
from tests.support.stack import free_port
from tests.support.waiting import PATIENCE_S

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (shutil.which("bearerbox") and shutil.which("smsbox")), reason="Kannel is not installed here"
    ),
]


@pytest.fixture
def stage(settings, tmp_path):
    (tmp_path / "sms-in-kannel").write_text("rahasia")
    (tmp_path / "sms-token").write_text("keluar")
    settings.SECRETS_DIR, settings.SMS_GATEWAY_FORM = tmp_path, "kannel"
    forget_territory()
    with scoped(EVERYWHERE):
        yield make_cast()


def reached(port: int) -> socket.socket:
    """This function will connect to *port* as soon as somebody listens there."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        except OSError:
            if time.monotonic() > until:
                raise
            threading.Event().wait(0.05)


@contextmanager
def our_door():
    """Takes Kannel's calls in a thread of its own and lets the test answer them, for the database is the test's."""
    calls: queue.Queue = queue.Queue()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self):
            answer: queue.Queue = queue.Queue()
            calls.put((self.path, self.headers.get("Authorization", ""), answer))
            status, kind, body = answer.get(timeout=PATIENCE_S)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            """This function will say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server.server_port, calls
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def kannel(folder, door: int):
    """This function will run bearerbox and smsbox as the how-to sets them up, with the fake SMS centre."""
    admin, box, centre, send = (free_port() for _n in range(4))
    config = folder / "kannel.conf"
    config.write_text(f"""
group = core
admin-port = {admin}
admin-password = x
smsbox-port = {box}
box-allow-ip = "127.0.0.1"

group = smsc
smsc = fake
smsc-id = FAKE
port = {centre}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {send}

group = sendsms-user
username = kondusif
password = keluar
concatenation = true
max-messages = 5

group = sms-service
keyword = default
catch-all = true
get-url = "http://kondusif:rahasia@127.0.0.1:{door}/kanal/sms/kannel?from=%p&text=%a&id=%I&time=%T&udh=%u"
max-messages = 5
concatenation = true
omit-empty = true
""")
    running = []
    try:
        for program, port in (("bearerbox", box), ("smsbox", send)):
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
            running.append(subprocess.Popen([program, "-v", "4", str(config)], **quiet))
            reached(port).close()
        yield centre, send
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            try:
                process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def test_kannel_brings_an_sms_takes_the_receipt_back_and_sends_a_warning(stage, client, settings, tmp_path):
    with our_door() as (port, calls), kannel(tmp_path, port) as (centre, send), closing(reached(centre)) as phone:
        lines = phone.makefile("rwb")
        lines.write(b"+6281234567890 2345 text LAPOR#35.26.06.2005#uang#Amplop dibagikan di rumah warga\n")
        lines.flush()
        path, proof, answer = calls.get(timeout=PATIENCE_S)
        taken = client.get(path, headers={"Authorization": proof})
        answer.put((taken.status_code, taken["Content-Type"], taken.content))
        assert taken.status_code == 200 and Report.objects.get().text == "Amplop dibagikan di rumah warga"
        assert client.get(path).status_code == 403, "without the password nobody is heard"
        back = lines.readline().decode()
        assert back.startswith("2345 +6281234567890") and "Resi" in back
        settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{send}/cgi-bin/sendsms"
        sender.send(Letter(key="k", address="+628111", subject="", body="PERINGATAN banjir di Geger"))
        out = ""
        while "+628111" not in out:
            out = lines.readline().decode()
        assert "PERINGATAN banjir di Geger" in out.replace("+", " ")

"""
Telegram, WhatsApp and an SMS gateway on loopback: what they take, how they answer, how they fail.

Written after the providers' pages: https://core.telegram.org/bots/api (sendMessage, getFile, "Making
requests") and https://developers.facebook.com/docs/whatsapp/cloud-api (messages, media, error codes).
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from wsgiref.simple_server import WSGIRequestHandler, make_server

TOKEN, PHONE_ID = "123456:UJI-token", "1055500112233"


@dataclass
class Provider:
    """A provider that writes down what it was asked; ``failures`` are the answers it gives first."""

    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    answered: list[tuple[int, bytes]] = field(default_factory=list)
    failures: list[tuple[int, dict]] = field(default_factory=list)
    webhook: dict = field(
        default_factory=lambda: {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
    )
    url: str = ""

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        headers = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}
        self.asked.append((path, headers, body))
        status, content = self._answer(path, headers, body)
        self.answered.append((status, content))
        start_response(f"{status} x", [("Content-Type", "application/json"), ("Content-Length", str(len(content)))])
        return [content]

    def _answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        if self.failures:
            status, told = self.failures.pop(0)
            return status, json.dumps(told).encode()
        if path.startswith(f"/file/bot{TOKEN}/"):
            return self._file(path.rpartition("/")[2])
        if path.startswith("/bot"):
            return self._telegram(path, json.loads(body))
        if path == f"/{PHONE_ID}/messages":
            return self._whatsapp(headers, json.loads(body))
        if path.startswith("/media/"):
            return self._file(path.removeprefix("/media/")) if self._is_meta(headers) else (401, b"{}")
        if path.strip("/") in self.files:
            told = {"url": f"{self.url}/media{path}", "mime_type": "image/jpeg", "sha256": "x", "file_size": 4}
            return 200, json.dumps(told | {"messaging_product": "whatsapp", "id": path.strip("/")}).encode()
        return 404, b"{}"

    def _file(self, name: str) -> tuple[int, bytes]:
        return (200, self.files[name]) if name in self.files else (404, b"{}")

    def _telegram(self, path: str, asked: dict) -> tuple[int, bytes]:
        if not path.startswith(f"/bot{TOKEN}/"):
            return 401, b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
        if path.endswith("/getFile"):
            if asked["file_id"] not in self.files:
                return 400, b'{"ok":false,"error_code":400,"description":"Bad Request: invalid file_id"}'
            return 200, json.dumps(
                {
                    "ok": True,
                    "result": {
                        "file_id": asked["file_id"],
                        "file_unique_id": "u",
                        "file_path": f"photos/{asked['file_id']}",
                    },
                }
            ).encode()
        if path.endswith("/getWebhookInfo"):
            return 200, json.dumps({"ok": True, "result": self.webhook}).encode()
        if path.endswith("/setWebhook"):
            assert re.fullmatch(r"[A-Za-z0-9_-]{1,256}", asked["secret_token"]), "Telegram takes no other secret"
            self.webhook |= {name: asked[name] for name in ("url", "allowed_updates")}
            return 200, b'{"ok":true,"result":true,"description":"Webhook was set"}'
        assert path.endswith("/sendMessage") and asked["chat_id"] and 1 <= len(asked["text"]) <= 4096
        for row in asked.get("reply_markup", {"inline_keyboard": []})["inline_keyboard"]:
            assert all(button["text"] and 1 <= len(button["callback_data"].encode()) <= 64 for button in row)
        sent = {"message_id": 42, "date": 1_763_604_000, "chat": {"id": int(asked["chat_id"]), "type": "private"}}
        return 200, json.dumps({"ok": True, "result": sent | {"text": asked["text"]}}).encode()

    def _is_meta(self, headers: dict[str, str]) -> bool:
        return headers.get("authorization") == f"Bearer {TOKEN}"

    def _whatsapp(self, headers: dict[str, str], asked: dict) -> tuple[int, bytes]:
        if not self._is_meta(headers):
            return 401, json.dumps(
                {"error": {"message": "Invalid OAuth access token.", "type": "OAuthException", "code": 190}}
            ).encode()
        assert asked["messaging_product"] == "whatsapp"
        if asked["type"] == "interactive":
            check_interactive(asked["interactive"])
        else:
            assert asked["type"] == "text" and asked["text"]["body"]
        # Meta takes an id in "to" as well, and delivers to nobody: this one does not.
        to, whom = asked.get("to", ""), asked.get("recipient", "")
        assert to.isdecimal() if to else re.fullmatch(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}", whom), asked
        told = {
            "messaging_product": "whatsapp",
            "contacts": [{"input": to, "wa_id": to}] if to else [{"input": whom, "user_id": whom}],
            "messages": [{"id": "wamid.UJI"}],
        }
        return 200, json.dumps(told).encode()


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """This function will say nothing: the tests look at what was asked."""


@contextmanager
def provider() -> Iterator[Provider]:
    """This function will run a provider on a free port of this machine."""
    app = Provider()
    server = make_server("127.0.0.1", 0, app, handler_class=_Quiet)
    app.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield app
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def check_interactive(asked: dict) -> None:
    """This function will hold an interactive message against the limits of Meta's reference."""
    body, action = asked["body"]["text"], asked["action"]
    if asked["type"] == "button":
        titles = [button["reply"]["title"] for button in action["buttons"]]
        assert 1 <= len(titles) <= 3 and len(set(titles)) == len(titles) and 1 <= len(body) <= 1024
        assert all(button["type"] == "reply" and len(button["reply"]["id"]) <= 256 for button in action["buttons"])
        assert all(1 <= len(title) <= 20 for title in titles)
        return
    rows = [row for section in action["sections"] for row in section["rows"]]
    assert (
        asked["type"] == "list" and 1 <= len(rows) <= 10 and 1 <= len(body) <= 4096 and 1 <= len(action["button"]) <= 20
    )
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(1 <= len(r["title"]) <= 24 and len(r["id"]) <= 200 and len(r.get("description", "")) <= 72 for r in rows)

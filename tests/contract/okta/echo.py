"""A server that repeats what it was sent: a debug proxy, a gateway that explains itself. For tests of secrets."""

from __future__ import annotations

import base64
import html
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, quote_plus

#: Every form in which a credential may be repeated.
FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "each character escaped": lambda text: "".join(f"\\u{ord(character):04x}" for character in text),
    "quote": lambda text: quote(text, safe=""),
    "quote_plus": quote_plus,
    "each byte quoted": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "HTML": html.escape,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64, one byte later": lambda text: base64.b64encode(b":" + text.encode()).decode(),
    "base64, two bytes later": lambda text: base64.b64encode(b"a:" + text.encode()).decode(),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "cut": lambda text: text[: max(16, len(text) // 2)],
}
EVERY_FORM = "every form"
WAYS = (
    "summary",
    "causes",
    "OAuth error",
    "status reason",
    "redirect",
    "next link",
    "request id",
    "content",
    "HTML page",
)


@contextmanager
def echoing(way: str, form: str, *, status: int = 400, prefix: str = "") -> Iterator[tuple[str, set[str]]]:
    """A server on loopback that repeats the credentials of each request: its URL, and what it repeated."""
    repeated: set[str] = set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            sent = self.rfile.read(length).decode()
            found = [
                self.headers.get(name, "").rpartition(" ")[2]
                for name in ("Authorization", "DPoP", "PRIVATE-TOKEN")
            ]
            found += [
                part.partition("=")[2] for part in sent.split("&") if part.startswith("client_assertion=")
            ]
            secrets = [text for text in found if text]
            repeated.update(secrets)
            forms = FORMS.values() if form == EVERY_FORM else [FORMS[form]]
            self._answer(" ".join(write(text) for text in secrets for write in forms))

        do_POST = do_PUT = do_PATCH = do_GET  # noqa: N815

        def _answer(self, words: str) -> None:
            code, headers, reason = status, {}, None
            error = {"errorCode": "E0000001", "errorSummary": "Api validation failed", "errorCauses": []}
            body = json.dumps(error)
            if way == "summary":
                body = json.dumps({**error, "errorSummary": words, "message": words, "errorId": words})
            elif way == "causes":
                causes = [{"errorSummary": f"{number}: {words}"} for number in range(17)]
                body = json.dumps({**error, "errorCauses": causes, "message": words})
            elif way == "OAuth error":
                body = json.dumps({"error": "invalid_client", "error_description": words, "message": words})
            elif way == "status reason":
                reason = words
            elif way == "redirect":
                code, headers = (
                    302,
                    {"Location": f"https://{words.replace(' ', '.')}.example/{words}?q={words}"},
                )
            elif way == "next link":
                code, body = 200, "[]"
                headers = {"Link": f'<https://{words.replace(" ", ".")}.example/{words}>; rel="next"'}
            elif way == "request id":
                headers = {"X-Okta-Request-Id": words, "WWW-Authenticate": words, "dpop-nonce": words}
            elif way == "content":
                code, body = 200, json.dumps([{"id": "0oa1", "label": words, "status": words}])
            else:
                body = f"<html>{words}</html>"
            data = body.encode()
            self.send_response(code, reason)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that hangs up is no defect."""

    running = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_address[1]}{prefix}", repeated
    finally:
        running.shutdown()
        running.server_close()


def assert_hidden(text: str, secrets: set[str]) -> None:
    """None of the secrets is in the text in any form, nor the greater part of one."""
    assert secrets, "nothing was repeated"
    for secret in secrets:
        for form, write in FORMS.items():
            # At its ends base64 mixes a secret with its neighbours.
            written = write(secret)[4:-4]
            size = max(16, len(written) // 2)
            parts = [written[at : at + size] for at in range(0, max(1, len(written) - size + 1), 4)]
            assert not any(part and part in text for part in parts), f"a credential ({form}) in {text!r}"

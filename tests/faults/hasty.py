"""
A server that promises first and commits later: what the harness must be able to catch.

It answers each post at once and writes what came four times a second. Everything between the promise
and the commit dies with the process, so the same count that finds nothing in ours finds losses here.
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg

COMMIT_SECONDS = 0.25


def main(port: int, conninfo: str) -> None:
    """This function will serve on *port* until it is killed."""
    waiting: list[str] = []
    lock = threading.Lock()

    class Hasty(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """This function will promise, and leave the writing for later."""
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                waiting.append(body["client_id"])
            answer = json.dumps({"receipt": body["client_id"]}).encode()
            self.send_response(201)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *words: object) -> None:
            """This function will keep quiet."""

    def write_later() -> None:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            while True:
                threading.Event().wait(COMMIT_SECONDS)
                with lock:
                    rows, waiting[:] = [(number,) for number in waiting], []
                with connection.cursor() as cursor:
                    cursor.executemany("INSERT INTO hasty VALUES (%s) ON CONFLICT DO NOTHING", rows)

    threading.Thread(target=write_later, daemon=True).start()
    ThreadingHTTPServer(("127.0.0.1", port), Hasty).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])

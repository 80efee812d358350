"""`newsbell health` against servers that answer as the daemon does, or do not."""

import json
import threading
from base64 import b64encode
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from scheduler.cli.main import main


@contextmanager
def daemon(status, body):
    """Its address, and the headers of what it was asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, dict(self.headers)))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(tmp_path, listen, more=""):
    config = tmp_path / "newsbell.toml"
    config.write_text(f'[dashboard]\nlisten = "{listen}"\n{more}')
    return main(["health", "--config", str(config)])


@pytest.mark.parametrize(
    "case",
    [
        (200, json.dumps({"status": "well", "reasons": []}), 0, "well\n"),
        (503, json.dumps({"status": "ill", "reasons": ["store: away", "channel x: y"]}), 1, "ill\nstore: away\nchannel x: y\n"),
        (503, json.dumps({"status": "ill"}), 1, "ill\n"),
        (200, json.dumps({"status": "well", "other_daemons": ["h, process 7 (ab)"], "store_warning": "older"}), 0,
         "well\nnote: another daemon works on the same store: h, process 7 (ab)\nnote: older\n"),
        (500, "<html>", 1, "the answer has status 500\n"),
        (200, "[]", 0, "the answer has status 200\n"),
    ],
)  # fmt: skip
def test_it_says_what_the_daemon_says(tmp_path, capsys, case):
    status, body, code, said = case
    with daemon(status, body) as (listen, asked):
        assert ask(tmp_path, listen) == code
    assert capsys.readouterr().out == said
    assert asked[0][0] == "/healthz"


def test_with_the_password_it_learns_the_reasons(tmp_path, capsys):
    with daemon(200, '{"status": "well"}') as (listen, asked):
        assert ask(tmp_path, listen.replace("127.0.0.1", "0.0.0.0"), 'password = "open-sesame"') == 0
    assert asked[0][1]["Authorization"] == "Basic " + b64encode(b"newsbell:open-sesame").decode()


def test_nobody_is_there_or_may_be_asked(tmp_path, capsys):
    with daemon(200, "{}") as (listen, _):
        pass
    assert ask(tmp_path, listen) == 1
    assert "no daemon answers at 127.0.0.1" in capsys.readouterr().err
    assert ask(tmp_path, "") == 1
    assert "cannot be asked" in capsys.readouterr().err

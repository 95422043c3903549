"""nginx with a configuration of deploy/, as it is given but for its ports and folders."""

import os
import socket
import ssl
import subprocess
import time
from collections.abc import Iterable
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

from tests.machine import ROOT

NGINX = "/usr/sbin/nginx"
AROUND = """daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include /etc/nginx/mime.types;
    {ours}
}}
"""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Front:
    """nginx before a server of ours.

    Parameters: `given`, the configuration's name; `places`, what in it is elsewhere here; `host`, its name.
    """

    def __init__(self, folder: Path, given: str, places: Iterable[tuple[str, str]], host: str) -> None:
        self.plain, self.secure, self.host = free_port(), free_port(), host
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
            "/CN=localhost",
             "-keyout", f"{folder}/key.pem", "-out", f"{folder}/fullchain.pem"],
            check=True, capture_output=True,
        )  # fmt: skip
        ours = (ROOT / "deploy" / given).read_text()
        for there, here in (
            ("listen 80;", f"listen 127.0.0.1:{self.plain};"),
            ("listen 443 ssl;", f"listen 127.0.0.1:{self.secure} ssl;"),
            ("/var/log/nginx", str(folder)),
            ("/opt/jiceng/deploy", str(ROOT / "deploy")),
            *places,
        ):
            assert there in ours, there
            ours = ours.replace(there, here)
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder, ours=ours, user=user))
        self.process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])
        self._until_listening()

    def _until_listening(self) -> None:
        end = time.monotonic() + 15
        while True:
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", self.secure)) == 0:
                    return
            assert time.monotonic() < end, "nginx does not listen"
            time.sleep(0.05)

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, secure: bool = True, **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers and page."""
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        connection = (
            HTTPSConnection("127.0.0.1", self.secure, timeout=30, context=trusting)
            if secure
            else HTTPConnection("127.0.0.1", self.plain, timeout=30)
        )
        given = {"Host": self.host} | {k.replace("_", "-"): v for k, v in headers.items()}
        connection.request(method, path, body, given)
        answer = connection.getresponse()
        page = answer.read().decode(errors="replace")
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, page

    def stop(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait(timeout=15)

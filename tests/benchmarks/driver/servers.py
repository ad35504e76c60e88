# SPDX-FileCopyrightText: 2026 The RudderQt authors
# SPDX-License-Identifier: MIT
"""What the clients deliver to: the collector, also with TLS, with a delay, and behind nginx."""

import json
import select
import shutil
import socket
import ssl
import subprocess
import time
import urllib.request

from results import Trouble

# One process, which serves as the user that started it.
NGINX = """\
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    client_body_buffer_size 8m;
    client_max_body_size 8m;
    keepalive_requests 1000000;
    upstream collector {{
        server 127.0.0.1:{collector};
        keepalive 4;
        keepalive_requests 1000000;
    }}
    server {{
        listen 127.0.0.1:{port} ssl http2;
        ssl_certificate {certificate};
        ssl_certificate_key {key};
        location / {{
            proxy_pass http://collector;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
        }}
    }}
}}
"""


def wait_for_line(process, seconds=60):
    if select.select([process.stdout], [], [], seconds)[0]:
        return process.stdout.readline()
    return ""


def wait_for_port(process, port, seconds=60):
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.05)
    return False


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Collector:
    def __init__(self, programs, command, certificate=None):
        process = programs.start(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        greeting = wait_for_line(process).split()
        if greeting[:2] != ["listening", "on"]:
            raise Trouble("the collector did not start")
        self.port = int(greeting[2])
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        handlers = [urllib.request.ProxyHandler({})]
        if certificate:
            context = ssl.create_default_context(cafile=certificate)
            handlers.append(urllib.request.HTTPSHandler(context=context))
        self._opener = urllib.request.build_opener(*handlers)

    def _ask(self, path, body=None):
        try:
            # Counting a million of events takes a while.
            with self._opener.open(self.url + path, data=body, timeout=300) as answer:
                return answer.read()
        except OSError as error:
            raise Trouble(f"the collector does not answer: {error}") from None

    def reset(self):
        self._ask("/reset", b"")

    def report(self):
        return json.loads(self._ask("/report"))


class Servers:
    """Each is started when it is first asked for."""

    def __init__(self, programs, collector, folder):
        self._programs = programs
        self._command = collector
        self._folder = folder
        self._started = {}

    def certificate(self):
        return self._folder / "certificate.pem"

    def _key(self):
        return self._folder / "key.pem"

    def _make_certificate(self):
        if self.certificate().exists():
            return
        self._need("openssl")
        self._programs.call([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
            "-nodes", "-days", "30", "-subj", "/CN=127.0.0.1",
            "-addext", "subjectAltName=IP:127.0.0.1",
            "-keyout", self._key(), "-out", self.certificate(),
        ])

    @staticmethod
    def _need(tool):
        # Debian has nginx where only root looks.
        found = shutil.which(tool) or shutil.which(tool, path="/usr/sbin:/sbin")
        if not found:
            raise Trouble(f"{tool} is not installed", failed=False)
        return found

    def _once(self, name, make):
        if name not in self._started:
            self._started[name] = make()
        return self._started[name]

    def plain(self):
        return self._once("plain", lambda: Collector(self._programs, [self._command]))

    def slow(self, milliseconds):
        return self._once(f"slow {milliseconds}", lambda: Collector(
            self._programs, [self._command, "--latency", milliseconds]))

    def tls(self):
        self._make_certificate()
        return self._once("tls", lambda: Collector(
            self._programs, [self._command, "--tls", self.certificate(), self._key()],
            self.certificate()))

    def http2_url(self):
        """Of nginx before the plain collector."""
        return self._once("http2", self._start_nginx)

    def _start_nginx(self):
        self._make_certificate()
        port = free_port()
        file = self._folder / "nginx.conf"
        file.write_text(NGINX.format(
            folder=self._folder, collector=self.plain().port, port=port,
            certificate=self.certificate(), key=self._key()))
        command = [self._need("nginx"), "-p", self._folder, "-c", file]
        with open(self._folder / "nginx.log", "wb") as log:
            process = self._programs.start(command, stdout=log, stderr=log)
        if not wait_for_port(process, port):
            raise Trouble("nginx did not start")
        return f"https://127.0.0.1:{port}"

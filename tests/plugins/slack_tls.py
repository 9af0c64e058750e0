#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""slack_tls.py - Socket Mode as it is outside: over TLS, and through a proxy.

As slack_listen.py, with certificates of an authority of its own
(tests/fake/certificates.sh).
"""
import os
import shutil
import socket
import socketserver
import ssl
import subprocess
import tempfile
import threading

import slack_listen
from harness import main, wait
from slack_core import PATIENCE_S
from slack_listen import click

if not shutil.which("openssl"):
    print("openssl is not installed")
    raise SystemExit(77)
FOLDER = tempfile.mkdtemp(prefix="loopbell-tls-")
subprocess.run(["sh", os.path.join(slack_listen.FAKE, "certificates.sh"),
                FOLDER], check=True)


def certificate(name):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(os.path.join(FOLDER, name + ".pem"))
    return made


class Scene(slack_listen.Scene):
    """The API has a good certificate, the connection the one named."""

    def __init__(self, link="good", **settings):
        settings.setdefault("ca_file", os.path.join(FOLDER, "ca.pem"))
        super().__init__(**settings)
        self.server.socket = certificate("good").wrap_socket(
            self.server.socket, server_side=True)
        self.base = "https://localhost:%d" % self.server.server_port
        self.links = self.module.Slack(("127.0.0.1", 0), self.module.Handler)
        self.links.socket = certificate(link).wrap_socket(
            self.links.socket, server_side=True)
        self.module.World.link_base = (
            "wss://localhost:%d" % self.links.server_port)
        threading.Thread(target=self.links.serve_forever,
                         kwargs={"poll_interval": 0.05}, daemon=True).start()

    def __exit__(self, *how):
        super().__exit__(*how)
        self.links.shutdown()
        self.links.server_close()


class Proxy(socketserver.ThreadingTCPServer):
    """CONNECT and nothing else."""
    daemon_threads = True

    class RequestHandlerClass(socketserver.StreamRequestHandler):
        def handle(self):
            first = self.rfile.readline().decode()
            while self.rfile.readline().strip():
                pass
            self.server.asked.append(first.split()[:2])
            host, port = first.split()[1].rsplit(":", 1)
            with socket.create_connection((host, int(port))) as other:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
                back = threading.Thread(
                    target=self.pour, args=(other, self.connection),
                    daemon=True)
                back.start()
                self.pour(self.connection, other)
                back.join()

        @staticmethod
        def pour(source, sink):
            try:
                while data := source.recv(65536):
                    sink.sendall(data)
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass

    def __init__(self):
        self.asked = []
        super().__init__(("127.0.0.1", 0), self.RequestHandlerClass)
        threading.Thread(target=self.serve_forever,
                         kwargs={"poll_interval": 0.05}, daemon=True).start()

    def address(self):
        return "http://127.0.0.1:%d" % self.server_address[1]


def tls__certificate_is_good__connected_and_answers(_world):
    with Scene() as s:
        s.ack(click())
        kind, payload, takes = click()
        payload["pad"] = "z" * 300000
        s.ack((kind, payload, takes))
        s.link().send({"type": "disconnect", "reason": "warning"})
        s.ack(click(), 2)
        assert len(s.core.actions) == 3


def tls__connections_certificate_is_bad__not_connected(_world):
    for name, why in (("wrong", "hostname mismatch"),
                      ("expired", "expired"), ("selfsigned", "self")):
        with Scene(link=name) as s:
            s.core.waits_for_log("no click is taken")
            assert why in s.core.log(4), s.core.log(6)
            assert s.world.links == [], name
            assert "connected to Slack\n" not in s.core.log(6) + "\n", name


def tls__nobody_vouches_for_the_api__not_connected(_world):
    with Scene(ca_file=None) as s:
        s.core.waits_for_log("no click is taken")
        assert s.world.log == [] and s.world.links == []


def proxy__of_the_environment__passed_through(_world):
    proxy = Proxy()
    # libcurl reaches what is on this machine without one; that is the API.
    with Scene(environ={"https_proxy": proxy.address(), "no_proxy": ""}) as s:
        s.ack(click())
        wait(lambda: proxy.asked, "it goes through the proxy", PATIENCE_S)
        assert proxy.asked[0][0] == "CONNECT", proxy.asked
        assert proxy.asked[0][1] == "localhost:%d" % s.links.server_port
    proxy.shutdown()
    proxy.server_close()


def proxy__excepted_or_for_http_alone__not_used(_world):
    proxy = Proxy()
    for environ in ({"https_proxy": proxy.address(), "no_proxy": "slack.com"},
                    {"https_proxy": proxy.address(),
                     "no_proxy": "x.example, .slack.com"},
                    {"https_proxy": proxy.address(), "no_proxy": "*"},
                    {"http_proxy": proxy.address(), "https_proxy": ""}):
        with Scene(environ=environ) as s:
            s.ack(click())
    assert proxy.asked == [], proxy.asked
    proxy.shutdown()
    proxy.server_close()


if __name__ == "__main__":
    try:
        main(globals())
    finally:
        shutil.rmtree(FOLDER)

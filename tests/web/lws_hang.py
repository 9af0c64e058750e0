#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Why loopbell-web is made with libmicrohttpd: one packet hangs a server made
with libwebsockets (4.1.6; the loop is still there in 5.0.0).

Two requests in one segment, the second with a body: after the first, its
lws_http_action() takes the second's header for the first's body, uses nothing
of it, and goes round for ever with every other connection, timer and signal
waiting.
"""
import os
import signal
import socket
import subprocess

from core import BUILDDIR, Skip, Web, main, parse, read_all, request

SERVER = os.path.join(BUILDDIR, "tests", "web", "lws_server")
GLUED = (request("GET", "/healthz") +
         request("POST", "/in/w", b"hello", Connection="close"))
LAST = request("GET", "/healthz", Connection="close")
PATIENCE_S = 1.5


def ask(port, data, patience_s=20):
    """What comes back; None: nothing did in time."""
    with socket.create_connection(("127.0.0.1", port), patience_s) as s:
        try:
            s.sendall(data)
            return read_all(s)
        except (socket.timeout, OSError):
            return None


class Lws:
    def __init__(self):
        if not os.path.exists(SERVER):
            raise Skip("libwebsockets was not there when this was built")
        self.process = subprocess.Popen([SERVER], stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())

    def release(self):
        self.process.kill()
        self.process.communicate()


def libwebsockets__the_glued_packet__spins(world):
    server = world.keep(Lws())
    assert b"yes" in ask(server.port, LAST)
    answered = ask(server.port, GLUED, PATIENCE_S)
    if answered and answered.count(b"yes") == 2:
        print("this libwebsockets answers both: it is mended")
        return
    # it uses its second of CPU, and dies of it
    assert server.process.wait(25) in (-signal.SIGXCPU, -signal.SIGKILL)


def loopbell_web__the_glued_packet__is_two_requests(world):
    web = world.keep(Web())
    for _ in range(100):
        assert [a.code for a in web.answers(GLUED)] == [200, 200]
    assert web.get("/healthz").code == 200
    assert len(web.requests()) == 100


if __name__ == "__main__":
    main(globals())

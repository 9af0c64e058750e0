#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""loopbell-web with a certificate of its own."""
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import warnings

from core import (PATIENCE_S, SLOWNESS, Skip, SRCDIR, WRAPPER, Web, main,
                  parse, read_all, request, seconds)

warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.1 is the point


class Certificates:
    def __init__(self):
        if not shutil.which("openssl"):
            raise Skip("openssl is not installed")
        self.dir = tempfile.mkdtemp(prefix="loopbell-")
        subprocess.run(["sh", os.path.join(SRCDIR, "tests", "fake",
                                           "certificates.sh"), self.dir],
                       check=True)

    def read(self, name):
        with open(os.path.join(self.dir, name), encoding="ascii") as f:
            return f.read()

    def of(self, name):
        return {"certificate": self.read(name + ".crt"),
                "key": self.read(name + ".key")}

    def client(self, version=None):
        context = ssl.create_default_context(
            cafile=os.path.join(self.dir, "ca.pem"))
        if version:
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = context.maximum_version = version
        return context

    def release(self):
        shutil.rmtree(self.dir)


def speak(web, context, data):
    with web.connect() as plain, context.wrap_socket(
            plain, server_hostname="localhost") as s:
        s.sendall(data)
        return s.version(), read_all(s)


def tls__posts_of_all_sizes__are_answered(world):
    made = world.keep(Certificates())
    web = world.keep(Web(**made.of("good")))
    for size in (0, 10, 100000, 1 << 20):
        version, got = speak(web, made.client(), request(
            "POST", "/in/w", b"x" * size, Connection="close"))
        assert version == "TLSv1.3" and parse(got)[0].code == 200, got
    _, got = speak(web, made.client(), request(
        "POST", "/in/w", b"x" * (2 << 20), Connection="close"))
    assert parse(got)[0].code == 413, got
    assert len(web.requests()) == 4


def tls__old_versions__are_refused(world):
    made = world.keep(Certificates())
    web = world.keep(Web(**made.of("good")))
    data = request("POST", "/in/w", b"x", Connection="close")
    for version, is_spoken in ((ssl.TLSVersion.TLSv1, False),
                               (ssl.TLSVersion.TLSv1_1, False),
                               (ssl.TLSVersion.TLSv1_2, True),
                               (ssl.TLSVersion.TLSv1_3, True)):
        try:
            got = parse(speak(web, made.client(version), data)[1])[0].code
            assert is_spoken and got == 200, (version, got)
        except (ssl.SSLError, ConnectionError):
            assert not is_spoken, version


def tls__whoever_speaks_none__is_cut_in_time(world):
    made = world.keep(Certificates())
    web = world.keep(Web(request_deadline_s=1, **made.of("good")))
    for data in (b"", b"\x16", b"GET / HTTP/1.1\r\n\r\n",
                 b"\x16\x03\x01\x40\x00" + b"x" * 50):
        took = seconds(lambda: web.raw(data))
        assert took < 5 * SLOWNESS, (data, took)
    with web.connect() as plain:  # half a handshake
        context = made.client()
        ours, theirs = ssl.MemoryBIO(), ssl.MemoryBIO()
        hello = context.wrap_bio(ours, theirs, server_hostname="localhost")
        try:
            hello.do_handshake()
        except ssl.SSLWantReadError:
            pass
        plain.sendall(theirs.read())
        assert seconds(lambda: read_all(plain)) < 5 * SLOWNESS
    # libmicrohttpd calls half a handshake work to do: it must not spin
    assert web.cpu_s() < (60 if WRAPPER else 1.5), web.cpu_s()
    _, got = speak(web, made.client(), request(
        "POST", "/in/w", b"x", Connection="close"))
    assert parse(got)[0].code == 200


def tls__a_slow_body__is_cut_in_time(world):
    made = world.keep(Certificates())
    web = world.keep(Web(request_deadline_s=1, **made.of("good")))
    data = request("POST", "/in/w", b"x" * 100)
    with web.connect() as plain, made.client().wrap_socket(
            plain, server_hostname="localhost") as s:
        s.sendall(data[:-50])
        try:
            took = seconds(lambda: s.recv(1))
        except (ssl.SSLError, ConnectionError):
            took = 0
    assert took < 5 * SLOWNESS, took
    assert not web.requests()


def tls__certificates_of_no_use__fail_with_a_sentence(world):
    made = world.keep(Certificates())
    good = made.of("good")
    for settings in ({**good, "key": made.read("wrong.key")},
                     {**good, "key": "nonsense"},
                     {**good, "certificate": "nonsense"},
                     {**good, "certificate": good["key"]},
                     {**good, "certificate": good["certificate"][:200]},
                     {"certificate": "", "key": ""}):
        web = world.keep(Web(**settings))
        said = web.lines[0]
        assert said["op"] == "failed", said
        assert "certificate and key cannot be used" in said["why"], said
        assert "PRIVATE KEY" not in said["why"], said
        assert web.process.wait(PATIENCE_S) == 78


def tls__a_stop__ends_open_connections(world):
    made = world.keep(Certificates())
    web = world.keep(Web(**made.of("good")))
    with web.connect() as plain, made.client().wrap_socket(
            plain, server_hostname="localhost") as s, web.connect():
        s.sendall(request("POST", "/in/w", b"x"))
        assert s.recv(12) == b"HTTP/1.1 200"
        web.say(op="stop")
        assert web.process.wait(PATIENCE_S) == 0
        s.settimeout(5)
        try:
            while s.recv(65536):
                pass
        except (ssl.SSLError, ConnectionError, socket.timeout):
            pass


if __name__ == "__main__":
    main(globals())

# SPDX-License-Identifier: ISC
"""core.py - the real loopbell-web, and the core it speaks with: this test.

What it says to the core is kept; how it is answered is one function, which
any test may replace.
"""
import base64
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "scenario"))
from harness import BUILDDIR, Skip, SRCDIR, main, wait  # noqa: E402,F401

# WEB_WRAPPER="valgrind -q --error-exitcode=99 --suppressions=FILE" with
# valgrind.supp looks closer, and takes longer.
WRAPPER = os.environ.get("WEB_WRAPPER", "").split()
PROGRAM = os.environ.get("LOOPBELL_WEB") or os.path.join(
    BUILDDIR, "bot", "loopbell-web")
SLOWNESS = 10 if WRAPPER else 1
PATIENCE_S = 30 * SLOWNESS

# GnuTLS does not free a certificate it cannot use.
ENVIRON = {**os.environ, "LSAN_OPTIONS": "print_suppressions=0:suppressions="
           + os.path.join(os.path.dirname(os.path.abspath(__file__)),
                          "lsan.supp")}

HEALTH = {"live": True, "ready": True, "version": "0.1.0", "status": {
    "now_us": 2000000, "started_us": 1000000,
    "instances": [{"name": "w", "role": "provider", "state": "ready",
                   "deaths": 0, "warnings": 0}],
    "totals": {"promoters": 3, "waiting": 1, "oldest_waiting_us": 500000}}}


def store_all(web, line):
    """A core in good health that stores whatever comes."""
    if line["op"] == "request":
        web.say(op="answer", id=line["id"], status=200, text="stored")
    elif line["op"] == "ask":
        web.say(op="health", id=line["id"], health=HEALTH)


def say_nothing(_web, _line):
    """A core that hangs."""


class Web:
    """One loopbell-web, serving on a port of its own choice."""

    def __init__(self, core=store_all, serve=True, **settings):
        self.core, self.lines, self.changed = core, [], threading.Condition()
        self.writing = threading.Lock()
        ours, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", 'exec "$@" 3<&0 0</dev/null', "sh", *WRAPPER,
             PROGRAM], stdin=theirs, stderr=subprocess.PIPE, env=ENVIRON)
        theirs.close()
        self.socket, self.in_ = ours, ours.makefile("rb")
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()
        self.serving(serve, settings)

    def serving(self, serve, settings):
        self.address = None
        if not serve:
            return
        settings = {"listen": "127.0.0.1:0", "requests_per_second": 0,
                    "request_deadline_s": 10, **settings}
        settings["request_deadline_s"] = min(
            3600, settings["request_deadline_s"] * SLOWNESS)
        self.say(op="serve", **settings)
        line = self.heard(lambda l: l["op"] in ("listening", "failed"))
        if line["op"] == "listening":
            host, port = line["address"].rsplit(":", 1)
            self.address = (host.strip("[]"), int(port))

    def listen(self):
        for text in self.in_:
            line = json.loads(text)
            with self.changed:
                self.lines.append(line)
                self.changed.notify_all()
            self.core(self, line)

    def say(self, **line):
        self.say_raw(json.dumps(line).encode() + b"\n")

    def say_raw(self, data):
        with self.writing:
            try:
                self.socket.sendall(data)
            except OSError:
                pass

    def heard(self, is_it, patience_s=PATIENCE_S):
        """The first line that is it, waited for."""
        with self.changed:
            found = []
            self.changed.wait_for(
                lambda: found.extend(filter(is_it, self.lines)) or found,
                patience_s)
            assert found, "it never said so; it said " + repr(
                self.lines[-5:])
            return found[0]

    def requests(self):
        return [l for l in self.lines if l["op"] == "request"]

    def logs(self):
        return [l["text"] for l in self.lines if l["op"] == "log"]

    def log(self):
        return ""

    def cpu_s(self):
        """What its process has used; 0 where nobody tells."""
        try:
            with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as f:
                fields = f.read().rsplit(")", 1)[1].split()
        except OSError:
            return 0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    # ---- As its peers

    def connect(self, patience_s=PATIENCE_S, receive_bytes=0):
        family = socket.AF_INET6 if ":" in self.address[0] else socket.AF_INET
        s = socket.socket(family)
        if receive_bytes:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        s.settimeout(patience_s)
        s.connect(self.address)
        return s

    def raw(self, data, shut=False):
        """All that is answered to these bytes, up to the end."""
        with self.connect() as s:
            try:
                s.sendall(data)
                if shut:
                    s.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            return read_all(s)

    def answers(self, data, **more):
        return parse(self.raw(data, **more))

    def get(self, path, method="GET", **headers):
        return self.answers(request(method, path, **{
            "Connection": "close", **headers}))[0]

    def post(self, path="/in/w", body=b"x", **headers):
        return self.answers(request("POST", path, body, **{
            "Connection": "close", **headers}))[0]

    # ---- Its end

    def end(self, patience_s=PATIENCE_S):
        """Its exit code and what it wrote to standard error."""
        said = self.process.stderr.read()
        return self.process.wait(patience_s), said.decode()

    def stop(self):
        self.say(op="stop")
        return self.end()

    def release(self):
        """As the core would: stops it, and nothing may be wrong with it."""
        if self.process.poll() is None:
            self.say(op="stop")
            try:
                self.process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise
        code, said = self.process.returncode, self.process.stderr.read()
        self.process.stderr.close()
        self.socket.close()
        assert code in (0, 78), (code, said)
        assert not said, said


def request(method, path, body=None, **headers):
    """A request as bytes; a header whose value is None is left out."""
    fields = {"Host": "test", **headers}
    if body is not None and "Transfer_Encoding" not in fields:
        fields.setdefault("Content-Length", str(len(body)))
    lines = [f"{method} {path} HTTP/1.1"] + [
        f"{n.replace('_', '-')}: {v}" for n, v in fields.items()
        if v is not None]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b"")


def read_all(s):
    got = b""
    while True:
        try:
            more = s.recv(1 << 20)
        except ConnectionResetError:
            return got
        if not more:
            return got
        got += more


class Answer:
    def __init__(self, head, body):
        first, *fields = head.decode("latin-1").split("\r\n")
        self.code = int(first.split(" ")[1])
        self.body = body
        self.headers = {}
        for field in fields:
            name, value = field.split(":", 1)
            self.headers[name.lower()] = value.strip()

    def json(self):
        return json.loads(self.body)


def parse(data, heads_only=False):
    """The answers in these bytes; 100 Continue is one too."""
    found = []
    while data:
        head, gap, data = data.partition(b"\r\n\r\n")
        assert gap, head
        answer = Answer(head, b"")
        n = 0 if heads_only or answer.code == 100 else int(
            answer.headers.get("content-length", 0))
        assert len(data) >= n, (head, data)
        answer.body, data = data[:n], data[n:]
        found.append(answer)
    return found


def body_of(line):
    return base64.b64decode(line["body"])


def n_metric(page, name):
    """A sample's value; name with its labels."""
    found = re.search("^" + re.escape(name) + r" (\S+)$", page, re.M)
    return float(found.group(1)) if found else None


def seconds(action):
    start = time.monotonic()
    action()
    return time.monotonic() - start

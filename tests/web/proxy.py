#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""contrib/proxy: nginx and Caddy accept the files, and what they pass on is
what loopbell-web wants."""
import os
import re
import shutil
import socket
import ssl
import subprocess

from core import PATIENCE_S, Skip, SRCDIR, Web, main, parse, read_all, \
    request, wait
from tls import Certificates

SENDER = "127.0.0.2"
NAME = "loopbell.nordlys.example"
FILES = os.path.join(SRCDIR, "contrib", "proxy")


def program(name):
    found = shutil.which(name, path=os.environ.get("PATH", "") +
                         ":/usr/sbin:/usr/local/sbin")
    if not found:
        raise Skip(name + " is not installed")
    return found


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Proxy:
    """A proxy's file with what a test must change changed, and the proxy."""

    def __init__(self, made, web, file, changes):
        self.made, self.port, self.process = made, free_port(), None
        with open(os.path.join(FILES, file), encoding="utf-8") as f:
            text = f.read()
        for old, new in [("127.0.0.1:8080", "127.0.0.1:%d" % web.address[1]),
                         *changes]:
            assert re.search(old, text), old
            text = re.sub(old, new.replace("PORT", str(self.port)), text)
        self.file = self.path(file)
        with open(self.file, "w", encoding="utf-8") as f:
            f.write(text)

    def path(self, name):
        return os.path.join(self.made.dir, name)

    def check(self, *argv):
        done = subprocess.run(argv, capture_output=True, text=True,
                              check=False, timeout=PATIENCE_S,
                              env={**os.environ, "HOME": self.made.dir})
        if "bind() to" in done.stderr:
            raise Skip(done.stderr)
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self, *argv):
        self.process = subprocess.Popen(
            argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={
                **os.environ, "HOME": self.made.dir})
        wait(self.is_up, "the proxy answers")

    def is_up(self):
        assert self.process.poll() is None, "it has ended"
        try:
            answer = self.ask(request("GET", "/"))
            return answer and answer.code == 404
        except OSError:
            return False

    def ask(self, data):
        # from another address than the proxy's, which is trusted
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE_S,
                                      (SENDER, 0)) as plain:
            with self.made.client().wrap_socket(
                    plain, server_hostname="localhost") as s:
                try:
                    s.sendall(data.replace(
                        b"\r\n", b"\r\nConnection: close\r\n", 1))
                except OSError:
                    pass  # it has answered, and wants no more of it
                try:
                    return parse(dechunked(read_all(s)))[0]
                except (OSError, IndexError):
                    return None

    def release(self):
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE_S)


def dechunked(data):
    """The head, and the body of one answer."""
    head, gap, body = data.partition(b"\r\n\r\n")
    if b"chunked" not in head.lower():
        return data
    plain = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        plain += body[:int(size, 16)]
        body = body[int(size, 16) + 2:]
    return head + b"\r\nContent-Length: %d" % len(plain) + gap + plain


def pass_on(web, proxy):
    """What holds behind any proxy."""
    answer = proxy.ask(request("POST", "/in/w/x?y=%20z", b"x" * 100000,
                               X_Forwarded_For="6.6.6.6", X_Sig="a",
                               Host=NAME))
    assert answer.code == 200 and answer.json()["message"] == "stored"
    (line,) = web.requests()
    assert (line["path"], line["query"]) == ("x", "y=%20z"), line
    assert line["peer"] == SENDER and len(line["body"]) > 100000, line["peer"]
    assert line["headers"]["x-sig"] == "a"
    assert line["headers"]["host"] == NAME
    # who sends on after the answer may lose it; stored it is not
    answer = proxy.ask(request("POST", "/in/w", b"x" * ((1 << 20) + 1),
                               Host=NAME))
    assert answer is None or answer.code == 413, answer.code
    for path in ("/healthz", "/metrics", "/", "/inn"):
        assert proxy.ask(request("GET", path, Host=NAME)).code == 404, path
    assert proxy.ask(request("GET", "/in/w", Host=NAME)).code == 405
    assert len(web.requests()) == 1


def nginx__the_file_of_contrib__is_accepted_and_passes_on(world):
    nginx = program("nginx")
    made = world.keep(Certificates())
    web = world.keep(Web(trusted_proxies=["127.0.0.1"]))
    proxy = world.keep(Proxy(made, web, "nginx.conf", [
        (r"listen 443 ssl;", "listen 127.0.0.1:PORT ssl;"),
        (r"\n\tlisten \[::\]:443 ssl;", ""),
        (r"/etc/letsencrypt\S*/fullchain.pem", made.dir + "/good.crt"),
        (r"/etc/letsencrypt\S*/privkey.pem", made.dir + "/good.key")]))
    temp = "".join(f"{kind}_temp_path {made.dir}/{kind};\n" for kind in (
        "client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    whole = proxy.path("whole.conf")
    user = "user root;" if os.getuid() == 0 else ""
    with open(whole, "w", encoding="utf-8") as f:
        f.write(f"{user} daemon off; pid {made.dir}/pid;\n"
                f"error_log {made.dir}/error.log;\nevents {{}}\n"
                f"http {{\naccess_log off;\n{temp}"
                f"include {proxy.file};\n}}\n")
    words = (nginx, "-p", made.dir, "-e", made.dir + "/error.log", "-c",
             whole)
    proxy.check(*words, "-t")
    proxy.start(*words)
    pass_on(web, proxy)


def caddy__the_file_of_contrib__is_accepted_and_passes_on(world):
    caddy = program("caddy")
    made = world.keep(Certificates())
    web = world.keep(Web(trusted_proxies=["127.0.0.1"]))
    proxy = world.keep(Proxy(made, web, "Caddyfile", [
        (r"\n\{\n", "\n{\n\tadmin off\n\tauto_https off\n"),
        (re.escape(NAME) + r" \{",
         "https://:PORT {\n\tbind 127.0.0.1\n\ttls "
         f"{made.dir}/good.crt {made.dir}/good.key")]))
    words = ("--config", proxy.file, "--adapter", "caddyfile")
    proxy.check(caddy, "validate", *words)
    proxy.start(caddy, "run", *words)
    pass_on(web, proxy)


if __name__ == "__main__":
    main(globals())

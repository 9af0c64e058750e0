#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""An SMTP server on loopback that does what it is told, good or bad.

    smtp.py DIR

Each line of standard input, KEY=VALUE|KEY=VALUE, is a new server: the one
before it ends, and the answer is the new one's port.  The line "stop" ends it
too, and is answered "stopped" when all it got is written down; the program
ends when standard input does.  DIR/smtp.log holds what happened, one line
each, DIR/smtp.mail the last message, unstuffed.  DIR holds NAME.pem,
certificate and key, from certificates.sh.

    ehlo=A,B    extensions before TLS (STARTTLS is offered unless no_tls=1)
    tls=A,B     extensions after it
    cert=NAME   the certificate, "good" unless given
    smtps=1     TLS from the first byte
    want_cert=1 ask the client for a certificate
    max_tls=1.2, min_tls=1.3
    inject=1    clear text right after the reply to STARTTLS
    greeting= starttls= auth= mail= rcpt= data= final=   other replies
    hang=STEP   never answer that step;  drop=STEP  close instead of answering:
                greeting hello starttls tls_hello auth mail rcpt data final
                quit; body: after 354; middle: after some of the message
    user=NAME password=PW   whom AUTH lets in ("bearer" for XOAUTH2)
    delay=MS    before each reply
    first=REPLY greet the first connection so, and end it
    backlog=1   accept nobody
"""
import base64
import hashlib
import hmac
import itertools
import os
import select
import socket
import ssl
import sys
import threading
import time

FOLDER = sys.argv[1]


class Gone(Exception):
    """The connection is over."""


class Session:
    def __init__(self, server, sock):
        self.how, self.say = server.how, server.say
        self.sock, self.buf, self.tls, self.user = sock, b"", False, None
        self.is_first, self.numbers = server.n_sessions == 1, server.numbers

    def wrap(self):
        ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ctx.load_cert_chain(f"{FOLDER}/{self.how.get('cert', 'good')}.pem")
        versions = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
        if "max_tls" in self.how:
            ctx.maximum_version = versions[self.how["max_tls"]]
        if "min_tls" in self.how:
            ctx.minimum_version = versions[self.how["min_tls"]]
        if "want_cert" in self.how:
            ctx.verify_mode = ssl.CERT_OPTIONAL
            ctx.load_verify_locations(FOLDER + "/ca.pem")
        ctx.sni_callback = lambda s, name, c: self.say(f"SNI {name}")
        try:
            self.sock = ctx.wrap_socket(self.sock, server_side=True)
        except (ssl.SSLError, OSError) as e:
            self.say(f"TLS failed: {e}")
            raise Gone from e
        self.say(f"TLS {self.sock.version()}")
        if "want_cert" in self.how:
            self.say(f"client certificate {bool(self.sock.getpeercert(True))}")
        self.tls, self.buf = True, b""

    def more(self):
        try:
            got = self.sock.recv(65536)
        except OSError as e:
            raise Gone from e
        if not got:
            self.say("closed by the client")
            raise Gone
        self.buf += got

    def line(self):
        while b"\n" not in self.buf:
            self.more()
        line, self.buf = self.buf.split(b"\n", 1)
        line = line.rstrip(b"\r").decode("utf-8", "backslashreplace")
        self.say("< " + line)
        return line

    def take(self, n):
        while len(self.buf) < n:
            self.more()
        got, self.buf = self.buf[:n], self.buf[n:]
        return got

    def send(self, text):
        if "delay" in self.how:
            time.sleep(int(self.how["delay"]) / 1000)
        try:
            self.sock.sendall(text.encode())
        except OSError as e:
            raise Gone from e

    def hang(self):
        """Reads nothing until the client gives up, or this server ends."""
        self.say("hanging")
        poll = select.poll()
        poll.register(self.sock, select.POLLRDHUP)
        poll.poll()

    def step(self, name, reply):
        """Answers a step, or fails to, as told."""
        if self.how.get("hang") == name:
            self.hang()
            raise Gone
        if self.how.get("drop") == name:
            raise Gone
        reply = self.how.get(name, reply)
        self.send(reply + "\r\n")
        return reply

    def hello(self):
        exts = self.how.get("tls" if self.tls else "ehlo", "").split(",")
        if not self.tls and "no_tls" not in self.how:
            exts.append("STARTTLS")
        lines = ["fake.example"] + [e for e in exts if e]
        self.step("tls_hello" if self.tls else "hello", "\r\n".join(
            f"250{' ' if i == len(lines) - 1 else '-'}{e}" for i, e in enumerate(lines)))

    def starttls(self):
        if "inject" in self.how:
            # a faked hello, and "accepted" for all that follows
            self.send("220 go\r\n250-fake.example\r\n250 DSN\r\n"
                      "250 ok\r\n250 ok\r\n354 go\r\n250 accepted\r\n221 bye\r\n")
        elif not self.step("starttls", "220 go").startswith("220"):
            return
        self.wrap()

    def auth(self, words):
        user, password = self.how.get("user", ""), self.how.get("password", "")
        kind, first = words[0].upper(), words[1] if len(words) > 1 else None

        def ask(challenge):
            self.send("334 " + base64.b64encode(challenge.encode()).decode() + "\r\n")
            return base64.b64decode(self.line()).decode()

        if self.how.get("hang") == "auth" or self.how.get("drop") == "auth":
            self.step("auth", "")
        if kind == "PLAIN":
            got = base64.b64decode(first).decode() if first else ask("")
            ok = got.split("\0")[1:] == [user, password]
        elif kind == "LOGIN":
            ok = [base64.b64decode(first).decode() if first else ask("Username:"),
                  ask("Password:")] == [user, password]
        elif kind == "CRAM-MD5":
            want = hmac.new(password.encode(), b"<1@fake>", hashlib.md5).hexdigest()
            ok = ask("<1@fake>") == f"{user} {want}"
        elif kind == "XOAUTH2":
            got = base64.b64decode(first).decode() if first else ask("")
            ok = got == f"user={user}\1auth=Bearer {password}\1\1"
        else:
            self.send("504 unknown\r\n")
            return
        ok = ok and "auth" not in self.how
        self.say(f"AUTH {kind} {ok}")
        self.user = user if ok else None
        self.send("235 in\r\n" if ok else self.how.get("auth", "535 5.7.8 wrong user or password") + "\r\n")

    def keep(self, message):
        one = f"{FOLDER}/smtp.{next(self.numbers)}.mail"
        for path in (FOLDER + "/smtp.mail", one):
            with open(path + ".tmp", "wb") as f:
                f.write(message)
            os.rename(path + ".tmp", path)
        self.say(f"message of {len(message)} bytes")
        self.step("final", "250 2.0.0 queued")

    def data(self):
        if not self.step("data", "354 go").startswith("354"):
            return
        if self.how.get("drop") == "body":
            raise Gone
        lines = []
        while True:
            while b"\r\n" not in self.buf:
                self.more()
            self.stop_in_the_middle()
            line, self.buf = self.buf.split(b"\r\n", 1)
            if line == b".":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        self.keep(b"\r\n".join(lines) + b"\r\n")

    def stop_in_the_middle(self):
        """Some of the message has come, and no more of it is read."""
        if self.how.get("hang") == "middle":
            self.hang()
        if "middle" in (self.how.get("hang"), self.how.get("drop")):
            raise Gone

    def rcpt(self, line):
        for part in self.how.get("rcpt_for", "").split(";"):
            if part and part.split(":")[0] in line:
                self.send(part.split(":", 1)[1] + "\r\n")
                return
        self.step("rcpt", "250 ok")

    def run(self):
        if "smtps" in self.how:
            self.wrap()
        if self.is_first and "first" in self.how:
            self.send(self.how["first"] + "\r\n")
            raise Gone
        self.step("greeting", "220 fake.example ESMTP")
        body = b""
        while True:
            line = self.line()
            words = line.split()
            verb = words[0].upper() if words else ""
            if verb in ("EHLO", "HELO"):
                self.hello()
            elif verb == "STARTTLS":
                self.starttls()
            elif verb == "AUTH":
                self.auth(words[1:])
            elif verb == "MAIL":
                self.step("mail", "530 5.7.0 sign in first" if "user" in self.how and not self.user else "250 ok")
            elif verb == "RCPT":
                self.rcpt(line)
            elif verb == "DATA":
                self.data()
            elif verb == "BDAT":
                self.stop_in_the_middle()
                body += self.take(int(words[1]))
                if words[-1].upper() == "LAST":
                    self.keep(body)
                else:
                    self.send("250 ok\r\n")
            elif verb == "QUIT":
                self.step("quit", "221 bye")
                raise Gone
            else:
                self.send("250 ok\r\n")


class Server:
    def __init__(self, how):
        self.how, self.sessions, self.n_sessions, self.full = how, [], 0, []
        self.numbers = itertools.count(1)
        self.log = open(FOLDER + "/smtp.log", "w", buffering=1, encoding="utf-8", errors="backslashreplace")
        if os.path.exists(FOLDER + "/smtp.mail"):
            os.unlink(FOLDER + "/smtp.mail")
        self.listener = socket.socket()
        if "middle" in how.values():  # so that a mail does not fit into it
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(0 if "backlog" in how else 16)
        self.port = self.listener.getsockname()[1]
        if "backlog" in how:
            self.fill()
        else:
            self.thread = threading.Thread(target=self.accept, daemon=True)
            self.thread.start()

    def fill(self):
        """With the queue full, connections are neither taken nor refused."""
        for _ in range(4):
            c = socket.socket()
            c.setblocking(False)
            c.connect_ex(("127.0.0.1", self.port))
            self.full.append(c)

    def say(self, line):
        self.log.write(line + "\n")

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.n_sessions += 1
            self.say("connected")
            again = sock.dup()  # as wrap() takes the first one over
            thread = threading.Thread(target=self.talk, args=(Session(self, sock), again), daemon=True)
            self.sessions.append((thread, again))
            thread.start()

    def talk(self, session, again):
        try:
            session.run()
        except Gone:
            pass
        session.sock.close()
        self.end(again, socket.SHUT_RDWR)
        self.say("end")

    @staticmethod
    def end(sock, how):
        try:
            sock.shutdown(how)
        except OSError:
            pass

    def stop(self):
        """What was sent to it is read to its end."""
        if not self.full:
            self.listener.shutdown(socket.SHUT_RDWR)
            self.thread.join()
        self.listener.close()
        for c in self.full:
            c.close()
        for thread, sock in self.sessions:
            self.end(sock, socket.SHUT_RD)
            thread.join()
            sock.close()
        self.log.close()


def main():
    server = None
    for line in sys.stdin:
        if server:
            server.stop()
        server = None
        if line.strip() == "stop":
            print("stopped", flush=True)
            continue
        server = Server(dict(a.split("=", 1) for a in line.rstrip("\n").split("|") if a))
        print(server.port, flush=True)
    os._exit(0)


main()

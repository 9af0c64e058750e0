# SPDX-License-Identifier: ISC
"""web.py [TLS-FOLDER NAME] - a web server that behaves in every bad way.

With a folder it speaks TLS, with the certificate NAME.pem that is there
(certificates.sh), or with one for NAME ("IP:127.0.0.1", "DNS:other.example")
that it makes there: cert.pem.
"""
import gzip
import http.server
import json
import os
import socket
import ssl
import subprocess
import sys
import threading

import lifetime

COUNTS = {}
LOCK = threading.Lock()
MIB = 1 << 20


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def log_message(self, *args):
        pass

    def setup(self):
        super().setup()
        self.served = 0

    def take(self):
        size = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(size)
        name = self.path.split("?")[0].strip("/").split("/")[0]
        with LOCK:
            COUNTS[name] = COUNTS.get(name, 0) + 1
        getattr(self, "on_" + name, self.on_missing)()
        self.served += 1

    do_GET = do_POST = do_PUT = do_HEAD = take

    def say(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def cut(self):
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def on_missing(self):
        self.say(404, b"no")

    def on_echo(self):
        told = {
            "method": self.command,
            "path": self.path,
            "headers": {k.lower(): v for k, v in self.headers.items()},
            "body": self.body.decode("latin-1"),
            "port": self.client_address[1],
        }
        self.say(200, json.dumps(told).encode(), X_Colour="blue")

    def on_counts(self):
        self.say(200, json.dumps(COUNTS).encode())

    def on_status(self):
        self.say(int(self.path.split("/")[2]), b"{}")

    def on_later(self):
        self.say(429, b"", Retry_After="7")

    def on_redirect(self):
        self.say(302, b"", Location="/echo")

    def on_hang(self):
        lifetime.wait_for_hangup(self.connection)
        self.close_connection = True

    def on_close(self):
        self.cut()

    def on_dead(self):
        """Answers the first request of a connection, closes at the next."""
        if self.served:
            self.cut()
        else:
            self.say(200, b"alive")

    def on_half(self):
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"half")
        self.cut()

    def on_big(self):
        self.send_response(200)
        self.send_header("Content-Length", str(17 * MIB))
        self.end_headers()
        self.pour(b"x" * MIB, 17)

    def on_chunked(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.pour(b"100000\r\n" + b"x" * MIB + b"\r\n", 17)
        self.wfile.write(b"0\r\n\r\n")

    def on_gzip(self):
        self.say(200, gzip.compress(b"plain text"), Content_Encoding="gzip")

    def on_bomb(self):
        self.say(200, gzip.compress(b"0" * 64 * MIB, 1),
                 Content_Encoding="gzip")

    def pour(self, block, times):
        try:
            for _ in range(times):
                self.wfile.write(block)
        except OSError:
            self.close_connection = True


def context(folder, name):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ready = folder + "/" + name + ".pem"
    if os.path.exists(ready):
        made.load_cert_chain(ready)
        return made
    cert, key = folder + "/cert.pem", folder + "/key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out",
         cert, "-days", "2", "-subj", "/CN=fake", "-addext",
         "subjectAltName=" + name],
        check=True, stderr=subprocess.DEVNULL)
    made.load_cert_chain(cert, key)
    return made


if __name__ == "__main__":
    lifetime.serve(Handler, context(*sys.argv[1:3]) if sys.argv[1:] else None)

# SPDX-License-Identifier: ISC
"""api.py - a vendor's JSON API as the worst of them behave.

GET  /echo                 what was asked, as JSON
GET  /status/CODE          that status; ?body=TEXT and ?NAME=VALUE headers
GET  /go?to=ADDRESS        a redirect there (302)
POST /token                client credentials: "me" and "secret"; a token that
                           lasts ?lasts= seconds; with ?basic=1 they must
                           be in the header alone
GET  /private              only with a token that was not revoked
POST /revoke               every token given so far
GET  /counts               how often each was asked
GET  /last                 what was asked before, as /echo has it
"""
import base64
import http.server
import json
import sys
import threading
import urllib.parse

import lifetime

LOCK = threading.Lock()
COUNTS = {}
LAST = {}
TOKENS = set()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def log_message(self, *args):
        pass

    def take(self):
        size = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(size)
        self.url = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(self.url.query))
        name = self.url.path.strip("/").split("/")[0]
        with LOCK:
            COUNTS[name] = COUNTS.get(name, 0) + 1
        getattr(self, "on_" + name, self.on_missing)()

    do_GET = do_POST = do_PATCH = take

    def say(self, status, value, **headers):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        headers.setdefault("Content-Type", "application/json")
        for key, text in headers.items():
            self.send_header(key, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def on_missing(self):
        self.say(404, {"message": "no such thing"})

    def on_last(self):
        self.say(200, LAST)

    def on_echo(self):
        LAST.update({
            "method": self.command,
            "path": self.path,
            "headers": {k.lower(): v for k, v in self.headers.items()},
            "body": self.body.decode(),
        })
        self.on_last()

    def on_status(self):
        code = int(self.url.path.split("/")[2])
        body = self.query.pop("body", "{}").encode()
        self.say(code, body, **self.query)

    def on_go(self):
        self.say(302, {}, Location=self.query["to"])

    def on_token(self):
        form = dict(urllib.parse.parse_qsl(self.body.decode()))
        if self.query.get("basic"):
            given = base64.b64decode(self.headers["Authorization"][6:])
            known = given == b"me:secret" and "client_secret" not in form
        else:
            known = form.get("client_secret") == "secret"
        if form.get("grant_type") != "client_credentials" or not known:
            self.say(401, {"error": "invalid_client",
                           "error_description": "Unknown client"})
            return
        with LOCK:
            token = f"token-{COUNTS['token']}"
            TOKENS.add(token)
        answer = {"access_token": token, "token_type": "bearer"}
        if self.query.get("lasts"):
            answer["expires_in"] = int(self.query["lasts"])
        self.say(200, answer)

    def on_private(self):
        given = self.headers.get("Authorization", "")
        if given.removeprefix("Bearer ") in TOKENS:
            self.say(200, {"token": given})
        else:
            self.say(401, {"error": {"message": "The token has expired"}})

    def on_revoke(self):
        with LOCK:
            TOKENS.clear()
        self.say(200, {})

    def on_counts(self):
        self.say(200, COUNTS)


if __name__ == "__main__":
    sys.exit(lifetime.serve(Handler))

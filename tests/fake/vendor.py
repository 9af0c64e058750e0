# SPDX-License-Identifier: ISC
"""vendor.py - what all fakes of survey tools have in common.

A fake is a subclass of Vendor: `answer()` is the API.  Its other side is for
tests (POST, JSON):
  /_answer  adds one to ROWS, by its id     /_change  changes some of one
  /_delete  takes one away                  /_fill    adds n of them
  /_many    adds n that made() makes, a millisecond apart from `at` on, but for
            `alike` of one millisecond from the row `alike_from` on
  /_set     changes the settings:
     limited   so many requests are answered with 429        (0)
     garbage   so many with HTML, then with half an answer   (0)
     broken    so many with 500                              (0)
     expired   every token given so far ends                 (false)
     and whatever else a fake has in its SET
  /_counts  how often each path was asked, and what was asked last
"""
import base64
import datetime
import http.server
import json
import sys
import threading
import urllib.parse

import lifetime


def iso(ms):
    """The time so many milliseconds after 1970: 2026-11-20T08:15:02.000Z."""
    at = datetime.datetime.fromtimestamp(ms // 1000, datetime.timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%S") + f".{ms % 1000:03d}Z"


class Vendor(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    LOCK = threading.Lock()
    ROWS = {}
    TOKENS = set()
    COUNTS = {}
    SET = {"limited": 0, "garbage": 0, "broken": 0}
    LAST = {}

    # For a fake to say otherwise.

    def answer(self):
        raise NotImplementedError

    def is_known(self):
        """Does this request come with a right key or token?"""
        return self.bearer() in self.TOKENS

    def limit(self):
        self.say(429, {"message": "too many requests"}, Retry_After="20")

    def refuse(self):
        self.say(401, {"message": "unknown key"})

    def added(self, row):
        """A row that a test added or changed: what it lacks."""
        return row

    def made(self, i):
        """The i'th of many: all but its time, which is in milliseconds."""
        raise NotImplementedError

    # What fakes use.

    def bearer(self):
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def basic(self):
        kind, _, text = self.headers.get("Authorization", "").partition(" ")
        return base64.b64decode(text).decode() if kind == "Basic" else ""

    def form(self):
        return dict(urllib.parse.parse_qsl(self.body.decode()))

    def json(self):
        return json.loads(self.body)

    def say(self, status, value, **headers):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        headers.setdefault("Content_Type", "application/json")
        for name, held in headers.items():
            self.send_header(name.replace("_", "-"), held)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    # The rest.

    def log_message(self, *args):
        pass

    def take(self):
        size = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(size)
        self.url = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(self.url.query))
        with self.LOCK:
            if self.url.path.startswith("/_"):
                self.other_side(json.loads(self.body or b"{}"))
            else:
                self.count()
                self.api()

    do_GET = do_POST = do_PATCH = do_PUT = take

    def count(self):
        self.COUNTS[self.url.path] = self.COUNTS.get(self.url.path, 0) + 1
        self.LAST.update(
            path=self.path, method=self.command, body=self.body.decode(),
            headers={k.lower(): v for k, v in self.headers.items()})

    def other_side(self, said):
        name = self.url.path[2:]
        if name == "answer":
            self.ROWS[str(said["id"])] = self.added(said)
        elif name == "fill":
            self.fill(said)
        elif name == "many":
            self.many(said)
        elif name == "change":
            row = self.ROWS[str(said["id"])]
            row.update(said)
            self.added(row)
        elif name == "delete":
            del self.ROWS[str(said["id"])]
        elif name == "set":
            if said.pop("expired", False):
                self.TOKENS.clear()
            self.SET.update(said)
        self.say(200, {"counts": self.COUNTS, "last": self.LAST})

    def fill(self, said):
        """n answers like `row`, from that id and second on, `step` apart."""
        for i in range(said["n"]):
            row = dict(said.get("row", {}), id=said.get("id", 1) + i,
                       at=said["at"] + i * said.get("step", 1))
            self.ROWS[str(row["id"])] = self.added(row)

    def many(self, said):
        first, many = said.get("alike_from", 0), said.get("alike", 1)
        for i in range(said["n"]):
            at = said["at"] + (first if first <= i < first + many else i)
            row = self.added(dict(self.made(i), at=at))
            self.ROWS[str(row["id"])] = row

    def spend(self, name):
        """Is there one left of that setting?"""
        if self.SET[name] <= 0:
            return False
        self.SET[name] -= 1
        return True

    def api(self):
        if self.is_open():
            self.answer()
        elif self.is_known():
            if self.spend("limited"):
                self.limit()
            elif self.spend("broken"):
                self.say(500, {"message": "we are looking into it"})
            elif self.spend("garbage"):
                self.garbage()
            else:
                self.answer()
        else:
            self.refuse()

    def is_open(self):
        """May anybody ask this path?  The one for tokens, mostly."""
        return False

    def garbage(self):
        if self.SET["garbage"] % 2 == 0:
            self.say(200, b"<html>Back soon", Content_Type="text/html")
        else:
            self.say(200, b'[{"id":1,"sc')


def serve(handler):
    sys.exit(lifetime.serve(handler))

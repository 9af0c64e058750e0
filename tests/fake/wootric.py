# SPDX-License-Identifier: ISC
"""wootric.py - one account of Wootric's, as strict as its documentation.

Answers to /oauth/token, /v1/responses, /v1/end_users/ID and /v1/nps_summary.
A token lasts two hours, a page has at most 50 rows, a query 30 pages; rows
come newest first unless asked otherwise.  Its other side, for tests (POST,
JSON): /_answer adds one, /_change changes some of one, /_set changes
  email    do answers bring the address along?       (true)
  limited  so many requests are answered with 429     (0)
  garbage  so many with HTML, then half an answer     (0)
  expired  every token given so far                   (false)
and /_counts tells how often each was asked.
"""
import datetime
import http.server
import json
import sys
import threading
import time
import urllib.parse

import lifetime

LOCK = threading.Lock()
ZONE = datetime.timezone(datetime.timedelta(hours=-8))
ROWS = {}
USERS = {}
TOKENS = set()
COUNTS = {}
SET = {"email": True, "limited": 0, "garbage": 0}
PER_PAGE, PAGES = 50, 30


def text(second):
    at = datetime.datetime.fromtimestamp(second, ZONE)
    return at.strftime("%Y-%m-%d %H:%M:%S %z")


def row_of(answer):
    """A row as the API has it, out of what a test said."""
    user = {"id": answer["user"], "properties": answer.get("properties", {})}
    if SET["email"]:
        user["email"] = USERS[answer["user"]]["email"]
    return {
        "id": answer["id"], "end_user_id": answer["user"],
        "survey_id": answer.get("survey", 7719), "score": answer["score"],
        "text": answer.get("text"), "ip_address": "192.0.2.7",
        "origin_url": None, "completed": True,
        "excluded_from_calculations": answer.get("excluded", False),
        "created_at": text(answer["at"]), "updated_at": text(answer["changed"]),
        "tags": [], "notes": [], "end_user": user,
    }


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def log_message(self, *args):
        pass

    def say(self, status, value, **headers):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        headers.setdefault("Content-Type", "application/json")
        for name, held in headers.items():
            self.send_header(name.replace("_", "-"), held)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def take(self):
        size = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(size)
        self.url = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(self.url.query))
        with LOCK:
            if self.url.path.startswith("/_"):
                self.other_side(json.loads(self.body or b"{}"))
            else:
                self.account()

    do_GET = do_POST = take

    # What tests say.

    def other_side(self, said):
        name = self.url.path[2:]
        if name == "answer":
            said.setdefault("user", said["id"])
            said.setdefault("changed", said["at"])
            USERS.setdefault(said["user"], {
                "email": f"u{said['user']}@kunde.example"})
            ROWS[said["id"]] = said
        elif name == "change":
            ROWS[said["id"]].update(said)
        elif name == "delete":
            del ROWS[said["id"]]
        elif name == "set":
            if said.pop("expired", False):
                TOKENS.clear()
            SET.update(said)
        self.say(200, {"counts": COUNTS})

    # What Wootric answers.

    def account(self):
        COUNTS[self.url.path] = COUNTS.get(self.url.path, 0) + 1
        if self.url.path == "/oauth/token":
            self.token()
        elif self.headers.get("Authorization", "")[7:] not in TOKENS:
            self.say(401, {"error": "The access token expired"})
        elif SET["limited"] > 0:
            SET["limited"] -= 1
            self.say(429, {}, X_Rate_Limit_Limit="100",
                     X_Rate_Limit_Remaining="0",
                     X_Rate_Limit_Reset=str(int(time.time()) + 20))
        elif SET["garbage"] > 0:
            SET["garbage"] -= 1
            self.say(200, b"<html>Back soon" if SET["garbage"] % 2 == 0
                     else b'[{"id":1,"sc', Content_Type="text/html"
                     if SET["garbage"] % 2 == 0 else "application/json")
        else:
            self.known()

    def known(self):
        path = self.url.path
        if path == "/v1/responses":
            self.list_responses()
        elif path == "/v1/nps_summary":
            self.summary()
        elif path.startswith("/v1/end_users/"):
            user = USERS.get(int(path.rsplit("/", 1)[1]))
            self.say(200 if user else 404, user or {"message": "not found"})
        else:
            self.say(404, {"message": "not found"})

    def token(self):
        form = dict(urllib.parse.parse_qsl(self.body.decode()))
        if (form.get("grant_type"), form.get("client_id"),
                form.get("client_secret")) != (
                    "client_credentials", "me", "secret"):
            self.say(401, {"error": "invalid_client"})
            return
        token = f"t{COUNTS['/oauth/token']}"
        TOKENS.add(token)
        self.say(200, {"access_token": token, "token_type": "bearer",
                       "expires_in": 7200, "scope": "public"})

    def list_responses(self):
        page = int(self.query.get("page", 1))
        per_page = int(self.query.get("per_page", 25))
        if not 1 <= page <= PAGES or not 1 <= per_page <= PER_PAGE:
            self.say(400, {"message": "page or per_page is out of range"})
            return
        rows = [a for a in ROWS.values()
                if a["at"] >= int(self.query.get("created[gte]", 0))]
        rows.sort(key=lambda a: (a["at"], a["id"]),
                  reverse=self.query.get("sort_order", "desc") == "desc")
        at = (page - 1) * per_page
        self.say(200, [row_of(a) for a in rows[at:at + per_page]])

    def summary(self):
        def second(name):
            day = datetime.datetime.strptime(
                self.query[f"date[{name}]"], "%Y-%m-%d")
            return day.replace(tzinfo=datetime.timezone.utc).timestamp()
        scores = [a["score"] for a in ROWS.values()
                  if not a.get("excluded") and a["score"] is not None
                  and second("start") <= a["at"] < second("end") + 86400]
        n = len(scores)
        good, bad = sum(s > 8 for s in scores), sum(s < 7 for s in scores)
        self.say(200, {"nps": round(100 * (good - bad) / n) if n else 0,
                       "responses": n, "promoters": good, "detractors": bad})


if __name__ == "__main__":
    sys.exit(lifetime.serve(Handler))

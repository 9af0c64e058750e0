# SPDX-License-Identifier: ISC
"""paged.py - an API as in-house tools have them: the same list in all ways.

GET  /one                        all of it
GET  /page?page=&size=           {"data":[…],"pages":n,"meta":{"total":n}};
                                 ?from0=1: from 0 on; ?cap=: no more a page
GET  /offset?offset=&limit=      {"data":[…],"more":true}
GET  /cursor?size=[&after=]      {"data":[…],"next":"c7"|null}; ?lasting=1:
                                 always a next, and {"more":true}
GET  /list/SIZE[?at=]            [{…}], the next in the header Link
GET  /chain?size=[&at=]          {"data":[…],"links":{"next":"https://…"}}
GET  /stored?size=&page=         a redirect to another port, where a key is 400
POST /search {"from":,"limit":,"after":}   as /cursor
POST /token                      client credentials "me" and "secret"
All but the last take since= (in the format of format=) and order=; page sizes
are at most 100, or 20,000 with ?huge=1; anything else is 400.  The key is
"k3y": X-Key, Basic, ?key=, or a token.

A test's answer: id, at (seconds), changed; what else it holds is in the row.
"""
import datetime
import json
import threading
import time
import urllib.parse

import lifetime
import vendor

UTC = datetime.timezone.utc
KNOWN = {"page", "size", "from0", "offset", "limit", "after", "at", "since",
         "order", "format", "huge", "key", "lasting", "cap"}


def iso(second):
    return datetime.datetime.fromtimestamp(second, UTC).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


def second(text, form):
    """What since= says; a format that is not the one asked for is none."""
    if form == "seconds":
        return int(text)
    if form == "ms":
        return int(text) / 1000
    shape = {"date": "%Y-%m-%d", "plain": "%Y-%m-%dT%H:%M:%S"}.get(form)
    if shape:
        at = datetime.datetime.strptime(text, shape).replace(tzinfo=UTC)
    else:
        at = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return at.timestamp()


class Paged(vendor.Vendor):
    SET = vendor.Vendor.SET | {"exclusive": False}
    STORE = None
    FILES = {}

    def added(self, row):
        row.setdefault("changed", row["at"])
        return row

    def is_open(self):
        return self.url.path == "/token"

    def is_known(self):
        return (self.headers.get("X-Key") == "k3y"
                or self.basic() == "me:k3y"
                or self.query.get("key") == "k3y"
                or self.bearer() in self.TOKENS)

    def answer(self):
        if self.url.path == "/token":
            self.token()
            return
        try:
            self.list()
        except (KeyError, ValueError) as error:
            self.say(400, {"message": f"not understood: {error}"})

    def token(self):
        form = self.form()
        if (form.get("client_id"), form.get("client_secret"),
                form.get("scope", "read")) != ("me", "secret", "read"):
            self.say(401, {"error": "invalid_client"})
            return
        token = f"t{self.COUNTS['/token']}"
        self.TOKENS.add(token)
        self.say(200, {"access_token": token, "expires_in": 3600})

    # The list, from a time on.

    def rows(self, asked):
        since = 0
        if "since" in asked:
            since = second(asked["since"], asked.get("format", "iso"))
        rows = [r for r in self.ROWS.values() if r["changed"] > since
                or (r["changed"] == since and not self.SET["exclusive"])]
        order = asked.get("order", "asc")
        if order == "none":
            rows.sort(key=lambda r: str(hash(str(r["id"]))))
        elif order in ("asc", "desc"):
            rows.sort(key=lambda r: (r["changed"], r["id"]),
                      reverse=order == "desc")
        else:
            raise ValueError("order")
        return [self.row(r) for r in rows]

    def row(self, held):
        row = {k: v for k, v in held.items() if k not in ("at", "changed")}
        return row | {"given": iso(held["at"]), "touched": iso(held["changed"])}

    def size(self, asked, name="size"):
        size = int(asked[name])
        if not 1 <= size <= (20000 if asked.get("huge") else 100):
            raise ValueError(name)
        return min(size, int(asked.get("cap", size)))

    def list(self):
        asked = self.query
        if self.command == "POST":
            asked = self.json()
            asked = {k: str(v) for k, v in asked.items()}
            asked = asked | {"size": asked.pop("limit"),
                             "since": asked.pop("from")}
        if set(asked) - KNOWN:
            raise ValueError(f"unknown: {set(asked) - KNOWN}")
        getattr(self, "on_" + self.url.path.split("/")[1])(asked)

    def on_one(self, asked):
        self.say(200, {"data": self.rows(asked)})

    def on_page(self, asked):
        size, page = self.size(asked), int(asked["page"])
        rows = self.rows(asked)
        first = 0 if asked.get("from0") else 1
        if page < first:
            raise ValueError("page")
        at = (page - first) * size
        self.say(200, {"data": rows[at:at + size],
                       "pages": str(-(-len(rows) // size)),
                       "meta": {"total": len(rows)}})

    def on_offset(self, asked):
        size, at = self.size(asked, "limit"), int(asked["offset"])
        rows = self.rows(asked)
        self.say(200, {"data": rows[at:at + size],
                       "more": at + size < len(rows)})

    def on_cursor(self, asked):
        """A cursor is a place in the whole list, which only grows."""
        size, at = self.size(asked), int(asked.get("after", "c0")[1:])
        rows = self.rows(asked)
        more = at + size < len(rows)
        if asked.get("lasting"):
            after = f"c{min(at + size, len(rows))}"
        else:
            after = f"c{at + size}" if more else None
        self.say(200, {"data": rows[at:at + size], "next": after,
                       "more": more})

    on_search = on_cursor

    def place(self, asked, size):
        at = int(asked.get("at", 0))
        rows = self.rows(asked)
        following = None
        if at + size < len(rows):
            query = urllib.parse.urlencode(asked | {"at": at + size})
            following = (f"http://{self.headers['Host']}{self.url.path}"
                         f"?{query}")
        return rows[at:at + size], following

    def on_list(self, asked):
        rows, following = self.place(asked, int(self.url.path.split("/")[2]))
        links = ['<https://x.example/a>; rel="first"']
        if following:
            links.append(f'<{following}>; rel="next"')
        self.say(200, rows, Link=", ".join(links))

    def on_chain(self, asked):
        rows, following = self.place(asked, self.size(asked))
        self.say(200, {"data": rows, "links": {"next": following}})

    def on_stored(self, asked):
        size, page = self.size(asked), int(asked["page"])
        at = (page - 1) * size
        name = f"/files/{time.monotonic_ns()}"
        self.FILES[name] = {"data": self.rows(asked)[at:at + size]}
        self.say(302, {}, Location=f"http://127.0.0.1:{self.STORE}{name}")


class Store(vendor.Vendor):
    """Where files lie: who comes with a key is sent away."""

    def take(self):
        with self.LOCK:
            known = {"authorization", "x-key", "x-apikey"}
            if known & {name.lower() for name in self.headers}:
                self.COUNTS["(key leaked)"] = 1
                self.say(400, {"message": "only one way to sign in"})
            elif self.path.split("?")[0] in self.OWNER.FILES:
                self.COUNTS["(stored)"] = self.COUNTS.get("(stored)", 0) + 1
                self.say(200, self.OWNER.FILES[self.path.split("?")[0]],
                         Content_Type="application/octet-stream")
            else:
                self.say(404, b"<Error><Code>NoSuchKey</Code></Error>",
                         Content_Type="application/xml")

    do_GET = take


def serve(handler):
    """The fake, and beside it its store, on another port."""
    Store.OWNER = handler
    Store.COUNTS = handler.COUNTS
    store = lifetime.Server(("127.0.0.1", 0), Store)
    handler.STORE = store.server_port
    threading.Thread(target=store.serve_forever, daemon=True).start()
    vendor.serve(handler)


if __name__ == "__main__":
    serve(Paged)

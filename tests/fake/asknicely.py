# SPDX-License-Identifier: ISC
"""asknicely.py - one account of AskNicely's, as strict as its documentation.

GET /api/v1/responses/{asc|desc}/{pagesize}/{page}/{since}/json/
    {answered|raw|published}/{sent|responded}[/{until}], key in X-apikey.
Every value is text, comments are escaped for a page, and of more than 999
answers the page is a file in a store on another host.  `since` is taken as
"after": it is not said whether it is.

A test's answer: id, at (seconds; 0: only sent), score, and what else a row
has.  Of its own it can be set (vendor.py)
  left     so many more requests in these ten seconds  (200)
"""
import time

import paged
import vendor

PAGE_SIZE, DIRECT = 50000, 999


def escaped(text):
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"),
                         ('"', "&quot;"), ("'", "&#039;")):
        text = text.replace(char, entity)
    return text


class AskNicely(vendor.Vendor):
    SET = vendor.Vendor.SET | {"left": 200}
    STORE = None
    FILES = {}

    def is_known(self):
        return self.headers.get("X-apikey") == "k3y"

    def limit(self):
        self.say(429, {"success": False}, Retry_After="7",
                 RateLimit_Req10s_Limit="200", RateLimit_Req10s_Remaining="0",
                 RateLimit_Req60s_Limit="1000",
                 RateLimit_Req60s_Remaining="800")

    def answer(self):
        if not self.spend("left"):
            self.limit()
            return
        try:
            self.list(*self.segments())
        except (TypeError, ValueError) as error:
            self.say(404, {"success": False, "message": str(error)})

    def segments(self):
        start, _, rest = self.url.path.partition("/api/v1/responses/")
        parts = rest.split("/")
        if start or not rest or len(parts) not in (7, 8):
            raise ValueError("no such path")
        order, size, page, since, form, kind, by = parts[:7]
        if (order not in ("asc", "desc") or form != "json"
                or kind != "answered" or by not in ("sent", "responded")):
            raise ValueError("a segment is none of its words")
        until = int(parts[7]) if len(parts) == 8 else time.time() * 2
        return order, int(size), int(page), int(since), by, until

    def list(self, order, size, page, since, by, until):
        if not 1 <= size <= PAGE_SIZE or page < 1:
            raise ValueError("page or page size")
        rows = [self.row(r) for r in self.ROWS.values() if r["at"]]
        rows = [r for r in rows if since < int(r[by]) <= until]
        rows.sort(key=lambda r: (int(r[by]), int(r["response_id"])),
                  reverse=order == "desc")
        at = (page - 1) * size
        answer = {
            "success": True, "total": str(len(rows)),
            "totalpages": str(-(-len(rows) // size)),
            "pagenumber": str(page), "pagesize": str(size),
            "since_time": str(since), "data": rows[at:at + size],
        }
        if len(rows) <= DIRECT:
            self.say(200, answer)
            return
        name = f"/exports/{time.monotonic_ns()}.json"
        self.FILES[name] = answer
        self.say(302, b"", Location=f"http://127.0.0.1:{self.STORE}{name}"
                 "?X-Amz-Signature=5e1f")

    def row(self, held):
        row = {
            "response_id": held["id"], "contact_id": 9000 + held["id"],
            "name": held.get("name", ""), "segment": "",
            "email": f"u{held['id']}@kunde.example",
            "answer": held["score"], "answerlabel": f"{held['score']}",
            "comment": escaped(held.get("comment", "")), "note": "",
            "status": "closed", "sent": held["at"] - 3600, "opened": 0,
            "responded": held["at"], "question_type": "nps",
            "published": "", "case_closed_time": "", "case_assigned_user": "",
        }
        row |= {k: v for k, v in held.items()
                if k in row or k.endswith("_c")} | {
                    "comment": row["comment"]}
        return {k: "" if v is None else str(v) for k, v in row.items()}


if __name__ == "__main__":
    paged.serve(AskNicely)

# SPDX-License-Identifier: ISC
"""simplesat.py - one account of Simplesat's.

Answers to POST /api/v1/responses/search and GET /api/v1/surveys.  Nothing is
said of the order responses come in: it is none.  The next page needs the same
body again.  A row of a test is {"id", "at", "changed", "survey", "score",
"text", "email"}, or has "answers" as they are to be told.  Of its own it can
be set (vendor.py)
  away   `next` is on another host   (false)
"""
import datetime
import zlib

import vendor


def text(second):
    at = datetime.datetime.fromtimestamp(second, datetime.timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%S.250000Z")


def second(text):
    at = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    return at.replace(tzinfo=datetime.timezone.utc).timestamp()


class Simplesat(vendor.Vendor):
    TOKENS = {"token"}
    SET = vendor.Vendor.SET | {"away": False}

    def is_known(self):
        return self.headers.get("X-Simplesat-Token") in self.TOKENS

    def refuse(self):
        self.say(401, {"detail": "Invalid token."})

    def added(self, row):
        row.setdefault("changed", row["at"])
        row.setdefault("survey", 77)
        return row

    def answer(self):
        if self.url.path == "/api/v1/surveys":
            self.say(200, {"surveys": [
                {"id": 77, "name": "NPS 2026", "metric": "nps"},
                {"id": 78, "name": "Helpdesk", "metric": "csat"}],
                "count": 2, "next": None, "previous": None})
        elif (self.url.path == "/api/v1/responses/search" and
              self.command == "POST"):
            self.search()
        else:
            self.say(404, {"detail": "Not found."})

    def search(self):
        size = int(self.query.get("page_size", 100))
        page = int(self.query.get("page", 1))
        asked = self.json()
        if not 1 <= size <= 250 or asked["operator"] not in ("and", "or"):
            self.say(400, {"detail": "Invalid page_size or operator."})
            return
        rows = [r for r in self.ROWS.values() if
                r["changed"] >= second(asked.get(
                    "modified_start_date", "1970-01-01T00:00:00Z")) and
                r["at"] >= second(asked.get(
                    "created_start_date", "1970-01-01T00:00:00Z"))]
        rows.sort(key=lambda r: zlib.crc32(str(r["id"]).encode()))
        at = (page - 1) * size
        host = "api.example" if self.SET["away"] else self.headers["Host"]
        self.say(200, {
            "responses": [self.row_of(r) for r in rows[at:at + size]],
            "count": len(rows), "previous": None,
            "next": f"http://{host}/api/v1/responses/search?page={page + 1}"
                    f"&page_size={size}" if at + size < len(rows) else None})

    def row_of(self, row):
        answers = [{"id": 1, "question": {"id": 5, "metric": "nps",
                                          "text": "How likely is it?"},
                    "choice": str(row["score"]), "choice_label": "label",
                    "sentiment": "neutral", "comment": row.get("text", ""),
                    "follow_up_answer": None}] if "score" in row else []
        return {
            "id": row["id"], "survey": {"id": row["survey"], "name": "NPS 2026"},
            "tags": ["vip", "eu"], "created": text(row["at"]),
            "modified": text(row["changed"]), "ip_address": None,
            "source": "email",
            "ticket": {"id": 9, "external_id": "T-77", "subject": "Fragt",
                       "custom_attributes": {"queue": "2nd line"}},
            "team_members": [{"id": 3, "name": "Anna", "email": "a@os.example"}],
            "customer": {"id": 4, "email": row.get("email"), "name": "Søren",
                         "company": "Kunde A ApS",
                         "custom_attributes": {"plan": "Pro"}},
            "answers": row.get("answers", answers)}


if __name__ == "__main__":
    vendor.serve(Simplesat)

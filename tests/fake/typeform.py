# SPDX-License-Identifier: ISC
"""typeform.py - one account of Typeform's with one form, u6nXL7.

Answers to /forms/ID and /forms/ID/responses.  A page has at most 1000 rows and
comes newest first unless sorted; `since` takes in its second; a token to go on
from goes neither with a time nor with an order.  A row of a test is {"id",
"at", "score", "text", "email", "hidden"}, or has "answers" as they are to be
told.  Of its own it can be set (vendor.py)
  form   the form's fields           held  ids that are not listed yet  ([])
"""
import datetime

import vendor

FIELDS = [
    {"id": "w1", "ref": "intro", "title": "Welcome", "type": "statement"},
    {"id": "lVf1", "ref": "nps", "title": "How likely is it?", "type": "nps",
     "properties": {"steps": 11, "start_at_one": False}},
    {"id": "g1", "ref": "more", "title": "More", "type": "group",
     "properties": {"fields": [
         {"id": "c1", "ref": "who", "title": "You", "type": "contact_info",
          "properties": {"fields": [
              {"id": "c2", "ref": "first", "type": "short_text"},
              {"id": "mail", "ref": "mail", "type": "email"}]}},
         {"id": "kq8x", "ref": "why", "title": "Why?", "type": "long_text"},
     ]}},
    {"id": "p1", "ref": "area", "title": "Area", "type": "multiple_choice"},
]


def text(second):
    at = datetime.datetime.fromtimestamp(second, datetime.timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def second(text):
    if text.isdigit():
        return int(text)
    at = datetime.datetime.strptime(text.rstrip("Z"), "%Y-%m-%dT%H:%M:%S")
    return int(at.replace(tzinfo=datetime.timezone.utc).timestamp())


class Typeform(vendor.Vendor):
    TOKENS = {"tfp_me"}
    SET = vendor.Vendor.SET | {"form": FIELDS, "held": []}

    def refuse(self):
        self.say(403, {"code": "AUTHENTICATION_FAILED",
                       "description": "Authentication credentials not found"})

    def answer(self):
        if self.url.path == "/forms/u6nXL7":
            self.say(200, {"id": "u6nXL7", "title": "NPS 2026",
                           "fields": self.SET["form"]})
        elif self.url.path == "/forms/u6nXL7/responses":
            self.list_responses()
        else:
            self.say(404, {"code": "FORM_NOT_FOUND",
                           "description": "Non existing form"})

    def list_responses(self):
        query = self.query
        size = int(query.get("page_size", 25))
        ordered = "since" in query or "until" in query or "sort" in query
        if not 1 <= size <= 1000 or "page" in query or (
                ordered and ("after" in query or "before" in query)):
            self.say(400, {"code": "VALIDATION_ERROR",
                           "description": "that does not go together"})
            return
        rows = [r for r in self.ROWS.values() if str(r["id"]) not in
                self.SET["held"] and r["at"] >= second(query.get("since", "0"))]
        rows.sort(key=lambda r: (r["at"], str(r["id"])),
                  reverse=query.get("sort") != "submitted_at,asc")
        self.say(200, {
            "total_items": len(rows), "page_count": -(-len(rows) // size),
            "items": [self.row_of(r) for r in rows[:size]]})

    def row_of(self, row):
        answers = []
        for field, kind, name, key in (
                ("lVf1", "nps", "number", "score"),
                ("kq8x", "long_text", "text", "text"),
                ("mail", "email", "email", "email")):
            if row.get(key) is not None:
                answers.append({"field": {"id": field, "type": kind},
                                "type": name, name: row[key]})
        return {
            "landing_id": row["id"], "token": str(row["id"]),
            "response_id": str(row["id"]), "landed_at": text(row["at"] - 60),
            "submitted_at": text(row["at"]), "hidden": row.get("hidden", {}),
            "calculated": {"score": 0}, "metadata": {"platform": "other"},
            "answers": row.get("answers", answers)}


if __name__ == "__main__":
    vendor.serve(Typeform)

# SPDX-License-Identifier: ISC
"""survicate.py - one survey of Survicate's, as its documentation says.

The key is sent as it is after "Basic ".  Responses come newest first, at most
100 a page; `start` is the later bound, `end` the earlier, both with six
digits of the second; next_url is a path below the version's.  Settings:
  questions  the list of them         attributes  do rows have them?
  endless    a next_url even after the last page, with nothing behind it
"""
import re
import urllib.parse

import vendor

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
QUESTIONS = [
    {"id": 1200, "type": "text", "question": "Who are you?"},
    {"id": 1201, "type": "nps", "question": "How likely?", "introduction": None,
     "answer_choices": None},
    {"id": 1202, "type": "text", "question": "Why?"},
    {"id": 1203, "type": "rating", "question": "And the help?"},
]


class Survicate(vendor.Vendor):
    SET = vendor.Vendor.SET | {
        "questions": QUESTIONS, "attributes": True, "endless": False}

    def is_known(self):
        return self.headers.get("Authorization") == "Basic k3y"

    def limit(self):
        self.say(429, {"message": "Too Many Requests"})

    def added(self, row):
        row.setdefault("collected_at", "2025-11-20T00:53:20.000000Z")
        return row

    def answer(self):
        path = self.url.path
        if path == "/surveys/s1":
            self.say(200, {"id": "s1", "type": "PageSurvey", "name": "B2B",
                           "enabled": True, "responses": len(self.ROWS)})
        elif path == "/surveys/s1/questions":
            self.page(self.SET["questions"], lambda at: None)
        elif path == "/surveys/s1/responses":
            self.list_responses()
        else:
            self.say(404, {"message": "Survey not found"})

    def page(self, rows, next_url, more=None):
        size = int(self.query.get("items_per_page", 20))
        if not 1 <= size <= 100:
            self.say(422, {"message": "items_per_page is out of range"})
            return
        more = len(rows) > size if more is None else more
        self.say(200, {"data": rows[:size], "pagination_data": {
            "has_more": more, "next_url": next_url(size) if more else None}})

    def list_responses(self):
        bounds = [self.query[n] for n in ("start", "end") if n in self.query]
        if not all(map(TIME.fullmatch, bounds)):
            self.say(422, {"message": "start and end are ISO 8601 with "
                                      "microseconds"})
            return
        rows = [r for r in self.ROWS.values()
                if self.query.get("end", "") <= r["collected_at"]
                <= self.query.get("start", "9")]
        rows.sort(key=lambda r: (r["collected_at"], r["id"]), reverse=True)
        skip = int(self.query.get("skip", 0))
        rows = rows[skip:]

        def next_url(size):
            left = dict(self.query, skip=str(skip + size))
            if "start" not in left and rows:
                left["start"] = rows[0]["collected_at"]
            return "/surveys/s1/responses?" + urllib.parse.urlencode(left)

        self.page([self.shown(r) for r in rows], next_url,
                  True if self.SET["endless"] else None)

    def shown(self, row):
        """As the API has it, out of what a test said."""
        answers = []
        if row.get("score") is not None:
            answers.append({
                "question_id": 1201, "question_type": "nps",
                "answer": {"content": row["score"], "tag": "promoter"}})
        if row.get("text") is not None:
            answers.append({"question_id": 1202, "question_type": "text",
                            "answer": row["text"]})
        if row.get("rating") is not None:
            answers.append({
                "question_id": 1203, "question_type": "rating",
                "answer": {"id": 7, "content": "Fine", "rating": row["rating"]}})
        attributes = [{"name": n, "value": v}
                      for n, v in row.get("attributes", {}).items()]
        return {
            "uuid": f"r{row['id']}", "collected_at": row["collected_at"],
            "url": "https://app.kunde.example/", "device_type": "desktop",
            "operating_system": "Linux", "language": row.get("language"),
            "respondent": {"uuid": "p1", "attributes":
                           attributes if self.SET["attributes"] else None},
            "answers": row.get("answers", answers)}


if __name__ == "__main__":
    vendor.serve(Survicate)

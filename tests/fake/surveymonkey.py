# SPDX-License-Identifier: ISC
"""surveymonkey.py - one account of SurveyMonkey's with one survey, 7719.

Answers to /v3/surveys/ID/details, …/responses/bulk and …/responses/ID/details,
and says with each how many calls are left.  A page has at most 100 rows;
`start_modified_at` is a time after which.  A row of a test is {"id", "at",
"changed", "score", "text", "status", "mode", "email", "variables"}, or has
"pages" as they are to be told.  Of its own it can be set (vendor.py)
  survey     the survey's pages
  day_limit  calls of a day (500)           day_left  those left; -1: counted
  day_reset  seconds until there are more (0)
  minute_left, minute_reset  the same of the minute (119, 60)
  quiet      it says nothing of its limits  (false)
"""
import datetime

import vendor


def choice(number, words=""):
    return {"id": f"c{number}", "text": words or str(number), "visible": True,
            "weight": -100 if number < 7 else 100 if number > 8 else 0,
            "position": number + 1, "is_na": False}


def question(name, family, subtype, **answers):
    return {"id": name, "family": family, "subtype": subtype,
            "headings": [{"heading": f"Ask {name}"}], "answers": answers}


PAGES = [{"id": "p1", "questions": [
    question("q0", "presentation", "descriptive_text"),
    question("q1", "matrix", "rating", rows=[{"id": "r1", "text": ""}],
             choices=[choice(0, "Not at all likely - 0")] +
             [choice(n) for n in range(1, 10)] +
             [choice(10, "Extremely likely - 10"),
              {"id": "na", "text": "N/A", "is_na": True, "weight": 0}])]},
    {"id": "p2", "questions": [
        question("q2", "open_ended", "essay"),
        question("q3", "demographic", "international", rows=[
            {"id": "r3", "type": "name"}, {"id": "r4", "type": "company"},
            {"id": "r5", "type": "email"}, {"id": "r6", "type": "zip"}])]}]


def text(second):
    at = datetime.datetime.fromtimestamp(second, datetime.timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%S+00:00")


def second(text):
    at = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S")
    return at.replace(tzinfo=datetime.timezone.utc).timestamp()


class SurveyMonkey(vendor.Vendor):
    TOKENS = {"token"}
    SPENT = [0]
    SET = vendor.Vendor.SET | {
        "survey": PAGES, "day_limit": 500, "day_left": -1, "day_reset": 0,
        "minute_left": 119, "minute_reset": 60, "quiet": False}

    def left(self):
        left = self.SET["day_left"]
        return left if left >= 0 else self.SET["day_limit"] - self.SPENT[0]

    def say(self, status, value, **headers):
        if not self.url.path.startswith("/_") and not self.SET["quiet"]:
            for name, held in (
                    ("Day_Limit", self.SET["day_limit"]),
                    ("Day_Remaining", max(self.left(), 0)),
                    ("Day_Reset", self.SET["day_reset"]),
                    ("Minute_Limit", 120),
                    ("Minute_Remaining", self.SET["minute_left"]),
                    ("Minute_Reset", self.SET["minute_reset"])):
                headers.setdefault(
                    f"X_Ratelimit_App_Global_{name}", str(held))
        super().say(status, value, **headers)

    def limit(self):
        self.say(429, {"error": {
            "id": "1040", "name": "Rate limit reached", "http_status_code": 429,
            "message": "Too many requests were made, try again later."}},
            X_Ratelimit_App_Global_Minute_Remaining="0")

    def refuse(self):
        self.say(401, {"error": {"id": "1011", "message":
                                 "The authorization token was not valid."}})

    def answer(self):
        path = self.url.path
        if self.left() <= 0:
            self.limit()
            return
        self.SPENT[0] += 1
        base = "/v3/surveys/7719/"
        if path == base + "details":
            self.say(200, {"id": "7719", "title": "NPS 2026",
                           "pages": self.SET["survey"]})
        elif path == base + "responses/bulk":
            self.list_responses()
        elif path.startswith(base + "responses/"):
            row = self.ROWS.get(path.split("/")[5])
            self.say(200 if row else 404, self.row_of(row) if row else
                     {"error": {"id": "1020", "message": "no such resource"}})
        else:
            self.say(404, {"error": {"message": "no such resource"}})

    def list_responses(self):
        query = self.query
        size, page = int(query["per_page"]), int(query["page"])
        if size > 100 or query["sort_by"] != "date_modified":
            self.say(400, {"error": {"message": "Invalid schema in the query"}})
            return
        rows = [r for r in self.ROWS.values()
                if r["changed"] > second(query["start_modified_at"]) and
                r["status"] in query.get("status", r["status"])]
        rows.sort(key=lambda r: (r["changed"], str(r["id"])),
                  reverse=query.get("sort_order") != "ASC")
        at = (page - 1) * size
        self.say(200, {"data": [self.row_of(r) for r in rows[at:at + size]],
                       "per_page": size, "page": page, "total": len(rows),
                       "links": {"self": self.path}})

    def added(self, row):
        row.setdefault("changed", row["at"])
        row.setdefault("status", "completed")
        return row

    def row_of(self, row):
        score, words = row.get("score"), row.get("text")
        asked = []
        if score is not None:
            asked.append({"id": "q1", "answers": [
                {"row_id": "r1", "choice_id":
                 score if score == "na" else f"c{score}"}]})
        if words is not None:
            asked.append({"id": "q2", "answers": [{"text": words}]})
        return {
            "id": str(row["id"]), "survey_id": "7719", "collector_id": "5",
            "recipient_id": "", "response_status": row["status"],
            "collection_mode": row.get("mode", "default"),
            "custom_value": "", "custom_variables": row.get("variables", {}),
            "email_address": row.get("email", ""),
            "first_name": row.get("first", ""),
            "last_name": row.get("last", ""),
            "analyze_url": f"https://sm.example/{row['id']}",
            "date_created": text(row["at"]),
            "date_modified": text(row["changed"]), "total_time": 144,
            "metadata": row.get("metadata", {}),
            "pages": row.get("pages", [{"id": "p1", "questions": asked}])}


if __name__ == "__main__":
    vendor.serve(SurveyMonkey)

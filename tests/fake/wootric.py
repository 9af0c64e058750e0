# SPDX-License-Identifier: ISC
"""wootric.py - one account of Wootric's, as strict as its documentation.

Answers to /oauth/token, /v1/responses, /v1/end_users/ID, /v1/declines and
/v1/nps_summary.
A token lasts two hours, a page has at most 50 rows, a query 30 pages; rows
come newest first unless asked otherwise.  Of its own it can be set (vendor.py)
  email    do answers bring the address along?       (true)
  declines how many closed the survey                 (0)
"""
import datetime
import time

import vendor

ZONE = datetime.timezone(datetime.timedelta(hours=-8))
USERS = {}
PER_PAGE, PAGES = 50, 30


def text(second):
    at = datetime.datetime.fromtimestamp(second, ZONE)
    return at.strftime("%Y-%m-%d %H:%M:%S %z")


class Wootric(vendor.Vendor):
    SET = vendor.Vendor.SET | {"email": True, "declines": 0}

    def added(self, row):
        row.setdefault("user", row["id"])
        row.setdefault("changed", row["at"])
        USERS.setdefault(row["user"], {
            "email": f"u{row['user']}@kunde.example"})
        return row

    def is_open(self):
        return self.url.path == "/oauth/token"

    def limit(self):
        self.say(429, {}, X_Rate_Limit_Limit="100", X_Rate_Limit_Remaining="0",
                 X_Rate_Limit_Reset=str(int(time.time()) + 20))

    def answer(self):
        path = self.url.path
        if path == "/oauth/token":
            self.token()
        elif path == "/v1/responses":
            self.list_responses()
        elif path == "/v1/declines":
            self.declines()
        elif path == "/v1/nps_summary":
            self.summary()
        elif path.startswith("/v1/end_users/"):
            user = USERS.get(int(path.rsplit("/", 1)[1]))
            self.say(200 if user else 404, user or {"message": "not found"})
        else:
            self.say(404, {"message": "not found"})

    def token(self):
        form = self.form()
        if (form.get("grant_type"), form.get("client_id"),
                form.get("client_secret")) != (
                    "client_credentials", "me", "secret"):
            self.say(401, {"error": "invalid_client"})
            return
        token = f"t{self.COUNTS['/oauth/token']}"
        self.TOKENS.add(token)
        self.say(200, {"access_token": token, "token_type": "bearer",
                       "expires_in": 7200, "scope": "public"})

    def list_responses(self):
        page = int(self.query.get("page", 1))
        per_page = int(self.query.get("per_page", 25))
        if not 1 <= page <= PAGES or not 1 <= per_page <= PER_PAGE:
            self.say(400, {"message": "page or per_page is out of range"})
            return
        rows = [a for a in self.ROWS.values()
                if a["at"] >= int(self.query.get("created[gte]", 0))]
        rows.sort(key=lambda a: (a["at"], a["id"]),
                  reverse=self.query.get("sort_order", "desc") == "desc")
        at = (page - 1) * per_page
        self.say(200, [self.row_of(a) for a in rows[at:at + per_page]])

    def row_of(self, answer):
        """A row as the API has it, out of what a test said."""
        user = {"id": answer["user"], "properties": answer.get("properties", {})}
        if self.SET["email"]:
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

    def declines(self):
        page = int(self.query.get("page", 1))
        per_page = int(self.query.get("per_page", 25))
        if not 1 <= page <= PAGES or not 1 <= per_page <= PER_PAGE:
            self.say(400, {"message": "page or per_page is out of range"})
            return
        at = (page - 1) * per_page
        n = max(0, min(per_page, self.SET["declines"] - at))
        self.say(200, [{"id": at + i, "end_user_id": i, "survey_id": 7719,
                        "created_at": text(0)} for i in range(n)])

    def summary(self):
        def second(name):
            day = datetime.datetime.strptime(
                self.query[f"date[{name}]"], "%Y-%m-%d")
            return day.replace(tzinfo=datetime.timezone.utc).timestamp()
        scores = [a["score"] for a in self.ROWS.values()
                  if not a.get("excluded") and a["score"] is not None
                  and second("start") <= a["at"] < second("end") + 86400]
        n = len(scores)
        good, bad = sum(s > 8 for s in scores), sum(s < 7 for s in scores)
        self.say(200, {"nps": round(100 * (good - bad) / n) if n else 0,
                       "responses": n, "promoters": good, "detractors": bad})


if __name__ == "__main__":
    vendor.serve(Wootric)

# SPDX-License-Identifier: ISC
"""retently.py - one account of Retently's, as strict as its documentation.

GET /api/v2/feedback?page=&limit=&sort=[-]createdDate&startDate=&endDate=, key
in X-Api-Key; GET /api/v2/ping.  Answers cannot be asked for by their change.

A test's answer: id, at (seconds), score, and what else a row has.  Of its own
it can be set (vendor.py)
  left     so many more requests in this minute  (150)
"""
import datetime

import vendor

UTC = datetime.timezone.utc
KNOWN = {"page", "limit", "sort", "startDate", "endDate"}
LIMIT = 1000


def iso(second):
    return datetime.datetime.fromtimestamp(second, UTC).strftime(
        "%Y-%m-%dT%H:%M:%S.000Z")


def second(text):
    return datetime.datetime.fromisoformat(
        text.replace("Z", "+00:00")).timestamp()


class Retently(vendor.Vendor):
    SET = vendor.Vendor.SET | {"left": 150}

    def is_known(self):
        return self.headers.get("X-Api-Key") == "k3y"

    def limit(self):
        self.say(429, {"success": False, "message": "Too many requests"},
                 Retry_After="30")

    def answer(self):
        if not self.spend("left"):
            self.limit()
        elif self.url.path == "/api/v2/ping":
            self.say(200, {"success": True})
        elif self.url.path != "/api/v2/feedback":
            self.say(404, {"success": False, "message": "Not found"})
        else:
            try:
                self.feedback()
            except (KeyError, ValueError) as error:
                self.say(400, {"success": False, "message": str(error)})

    def feedback(self):
        asked = self.query
        page, limit = int(asked.get("page", 1)), int(asked.get("limit", 10))
        sort = asked.get("sort", "-createdDate")
        if (set(asked) - KNOWN or page < 1 or not 1 <= limit <= LIMIT
                or sort.lstrip("-") != "createdDate"):
            raise ValueError("a parameter is wrong")
        since = second(asked["startDate"]) if "startDate" in asked else 0
        rows = [r for r in self.ROWS.values() if r["at"] >= since]
        rows.sort(key=lambda r: (r["at"], r["id"]),
                  reverse=sort.startswith("-"))
        at = (page - 1) * limit
        self.say(200, {"success": True, "data": {
            "page": page, "pages": -(-len(rows) // limit), "limit": limit,
            "total": len(rows), "sort": sort,
            "responses": [self.row(r) for r in rows[at:at + limit]],
        }})

    def row(self, held):
        row = {
            "id": f"{held['id']}", "customerId": f"c{held['id']}",
            "email": f"u{held['id']}@kunde.example", "firstName": "",
            "lastName": "", "companyName": None, "jobTitle": None,
            "country": None, "tags": [], "campaignId": "k1",
            "campaignName": "Relationship", "createdDate": iso(held["at"]),
            "score": held["score"], "comment": "", "checkbox": False,
            "additionalQuestions": [], "feedbackTags": [], "notes": [],
            "status": None, "assigned": None, "ratingCategory": None,
            "resolved": False, "channel": "email", "metricsType": "NPS",
            "isBogus": False, "isSubmitted": True,
        }
        return row | {k: v for k, v in held.items()
                      if k in row and k != "id"}


if __name__ == "__main__":
    vendor.serve(Retently)

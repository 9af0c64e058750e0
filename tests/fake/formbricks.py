# SPDX-License-Identifier: ISC
"""formbricks.py - one survey of Formbricks', and what was answered to it.

Answers to the responses of API v2 (filtered and sorted by a time) and v1
(newest first, no filter), and to the survey's definition; pages have at most
250 rows and are asked for by how many to skip.  The key is fbk_key.  A test
says of a row: id, at and changed in milliseconds, data, finished, attributes.
Of its own it can be set (vendor.py)
  questions      those of the survey                            (see below)
  blocks         they are in blocks, as in newer versions       (False)
  moves_on_page  after so many pages the oldest row is changed  (0)
"""
import datetime

import vendor

SURVEY = "cm3s"
QUESTIONS = [
    {"id": "greeting", "type": "openText", "inputType": "text"},
    {"id": "nps", "type": "nps", "headline": {"default": "Anbefale?"}},
    {"id": "mail", "type": "openText", "inputType": "email"},
    {"id": "why", "type": "openText", "inputType": "text"},
    {"id": "stars", "type": "rating", "range": 5, "scale": "star"},
    {"id": "ten", "type": "rating", "range": 10, "scale": "number"},
    {"id": "seven", "type": "rating", "range": 7, "scale": "smiley"},
]
PER_PAGE = 250


def ms_of(text):
    at = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return round(at.timestamp() * 1000)


class Formbricks(vendor.Vendor):
    SET = vendor.Vendor.SET | {"questions": QUESTIONS, "blocks": False,
                               "moves_on_page": 0}

    def is_known(self):
        return self.headers.get("x-api-key") == "fbk_key"

    def refuse(self):
        self.say(401, {"code": "not_authenticated",
                       "message": "Not authenticated", "details": {}})

    def added(self, row):
        row.setdefault("changed", row["at"])
        return row

    def made(self, i):
        return {"id": f"r{i}", "data": {"nps": i % 11}}

    def answer(self):
        path = self.url.path
        if path == f"/api/v1/management/surveys/{SURVEY}":
            self.survey()
        elif self.query.get("surveyId") != SURVEY:
            self.say(404, {"code": "not_found", "message": "not found"})
        elif not 1 <= int(self.query.get("limit", 50)) <= PER_PAGE:
            self.say(400, {"code": "bad_request", "message": "limit"})
        elif path == "/api/v2/management/responses":
            self.by_time()
        elif path == "/api/v1/management/responses":
            self.page(sorted(self.ROWS.values(), reverse=True,
                             key=lambda r: (r["at"], r["id"])))
        else:
            self.say(404, {"code": "not_found", "message": "no such path"})

    def survey(self):
        held = {"id": SURVEY, "name": "B2B halvår", "type": "link"}
        if self.SET["blocks"]:
            held["blocks"] = [{"id": f"b{i}", "elements": [q]}
                              for i, q in enumerate(self.SET["questions"])]
        else:
            held["questions"] = self.SET["questions"]
        self.say(200, {"data": held})

    def by_time(self):
        names = {"createdAt": "at", "updatedAt": "changed"}
        field = names[self.query.get("filterDateField", "createdAt")]
        by = names[self.query.get("sortBy", "createdAt")]
        since = ms_of(self.query["startDate"])
        self.page(sorted((r for r in self.ROWS.values() if r[field] >= since),
                         key=lambda r: (r[by], r["id"]),
                         reverse=self.query.get("order", "desc") == "desc"),
                  of_v2=True)

    def page(self, rows, of_v2=False):
        skip = int(self.query.get("skip", 0))
        limit = int(self.query.get("limit", 50))
        answer = {"data": [self.row_of(r) for r in rows[skip:skip + limit]]}
        if of_v2:
            answer["meta"] = {"total": len(rows), "limit": limit,
                              "offset": skip}
        self.say(200, answer)
        self.SET["moves_on_page"] -= 1
        if self.SET["moves_on_page"] == 0:
            rows[0]["changed"] = rows[-1]["changed"] + 1

    def row_of(self, r):
        """A row as the API has it, out of what a test said."""
        return {"id": r["id"], "createdAt": vendor.iso(r["at"]),
                "updatedAt": vendor.iso(r["changed"]),
                "finished": r.get("finished", True), "surveyId": SURVEY,
                "contactId": None, "endingId": None, "data": r["data"],
                "contactAttributes": r.get("attributes"), "variables": {},
                "language": r.get("language", "default"), "displayId": None,
                "meta": {"source": "link"}, "singleUseId": None, "ttc": {}}


if __name__ == "__main__":
    vendor.serve(Formbricks)

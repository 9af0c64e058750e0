# SPDX-License-Identifier: ISC
"""hubspot.py - feedback submissions and contacts of one account of HubSpot's.

Answers to the search of feedback_submissions and to contacts, below the paths
of 2026-03 and of v3.  A search gives at most 200 rows a page and 10,000 in
all, its pages count rows, only the properties asked for come, and all values
are text or null.  The key is pat-key.  A test says of a row: id, score, at and
changed in milliseconds, type, survey, text, contact, email, more.  Of its own
it can be set (vendor.py)
  unindexed      ids that the search does not find yet          ([])
  scopes         what the key may read                          (["contacts"])
  moves_on_page  after so many pages the oldest row is changed  (0)
"""
import re

import vendor

BASE = re.compile(r"/crm/(?:objects/2026-03|v3/objects)(/.*)")
ALWAYS = ("hs_createdate", "hs_lastmodifieddate", "hs_object_id")
PER_PAGE, ROWS = 200, 10000


def text(value):
    return None if value is None else str(value)


class HubSpot(vendor.Vendor):
    SET = vendor.Vendor.SET | {"unindexed": [], "scopes": ["contacts"],
                               "moves_on_page": 0}
    TOKENS = {"pat-key"}

    def added(self, row):
        row.setdefault("changed", row["at"])
        return row

    def made(self, i):
        return {"id": i, "score": i % 11}

    def refuse(self):
        self.say(401, {"status": "error", "message": "Authentication "
                       "credentials not found.", "correlationId": "aeb5",
                       "category": "INVALID_AUTHENTICATION"})

    def limit(self):
        self.say(429, {"status": "error", "errorType": "RATE_LIMIT",
                       "message": "You have reached your secondly limit.",
                       "correlationId": "aeb6", "policyName": "SECONDLY"})

    def wrong(self, why):
        self.say(400, {"status": "error", "message": why,
                       "category": "VALIDATION_ERROR"})

    def answer(self):
        path = BASE.fullmatch(self.url.path)
        place = path[1] if path else None
        if place == "/feedback_submissions/search" and self.command == "POST":
            self.search(self.json())
        elif place and place.startswith("/contacts"):
            self.contacts(place[len("/contacts"):].strip("/"))
        else:
            self.say(404, {"status": "error", "message": "no such path"})

    def contacts(self, one):
        if "contacts" not in self.SET["scopes"]:
            self.say(403, {"status": "error", "category": "MISSING_SCOPES",
                           "message": "This app hasn't been granted all "
                           "required scopes: crm.objects.contacts.read."})
        elif not one:
            self.say(200, {"results": []})
        elif one == "404":
            self.say(404, {"status": "error", "message": "not found"})
        elif self.query.get("properties") != "email":
            self.say(200, {"id": one, "properties": {}})
        else:
            self.say(200, {"id": one, "properties": {
                "email": f"c{one}@kunde.example"}})

    def search(self, said):
        limit, after = said.get("limit", 10), int(said.get("after", 0))
        try:
            [[f]] = [g["filters"] for g in said["filterGroups"]]
            [sort] = said["sorts"]
        except (KeyError, ValueError):
            self.wrong("one filter and one sort are what this fake knows")
            return
        if not 1 <= limit <= PER_PAGE or after + limit > ROWS:
            self.wrong("limit or after is out of range")
        elif (f["propertyName"], f["operator"]) != (
                "hs_lastmodifieddate", "GTE") or sort != {
                    "propertyName": "hs_lastmodifieddate",
                    "direction": "ASCENDING"}:
            self.wrong("another filter or sort than hs_lastmodifieddate")
        else:
            self.found(int(f["value"]), after, limit, said["properties"])

    def found(self, since, after, limit, names):
        rows = [r for i, r in self.ROWS.items()
                if r["changed"] >= since and i not in self.SET["unindexed"]]
        rows.sort(key=lambda r: (r["changed"], r["id"]))
        page = rows[after:after + limit]
        answer = {"total": len(rows),
                  "results": [self.row_of(r, names) for r in page]}
        if after + limit < len(rows):
            answer["paging"] = {"next": {"after": str(after + limit)}}
        self.say(200, answer)
        self.SET["moves_on_page"] -= 1
        if self.SET["moves_on_page"] == 0:
            rows[0]["changed"] = rows[-1]["changed"] + 1

    def row_of(self, r, names):
        """A row as the API has it, out of what a test said."""
        properties = {
            "hs_object_id": str(r["id"]), "hs_createdate": vendor.iso(r["at"]),
            "hs_lastmodifieddate": vendor.iso(r["changed"]),
            "hs_survey_id": text(r.get("survey", 12)),
            "hs_survey_name": "B2B halvår",
            "hs_survey_type": r.get("type", "NPS"),
            "hs_survey_channel": "EMAIL",
            "hs_value": text(r.get("score")), "hs_content": r.get("text"),
            "hs_submission_timestamp": vendor.iso(r["at"]),
            "hs_contact_id": text(r.get("contact")),
            "hs_contact_email_rollup": r.get("email"),
        } | r.get("more", {})
        return {"id": str(r["id"]), "createdAt": vendor.iso(r["at"]),
                "updatedAt": vendor.iso(r["changed"]), "archived": False,
                "properties": {n: v for n, v in properties.items()
                               if n in names or n in ALWAYS}}


if __name__ == "__main__":
    vendor.serve(HubSpot)

# SPDX-License-Identifier: ISC
"""zenloop.py - two surveys of Zenloop's and their group.

GET /surveys/{s1|s2}/answers and /survey_groups/g1/answers, with
date_shortcut=custom, date_from and date_to as days of the account's zone (the
latter day is none of them), order_by=inserted_at, order_type, page; 50 a page,
whatever per_page says.

A test's answer: id, at (seconds), score, survey ("s1"), and what else a row
has.  Of its own it can be set (vendor.py)
  zone_h   hours that the account's zone is ahead of UTC  (0)
"""
import datetime

import vendor

UTC = datetime.timezone.utc
KNOWN = {"date_shortcut", "date_from", "date_to", "order_by", "order_type",
         "page", "per_page"}
PER_PAGE = 50


class Zenloop(vendor.Vendor):
    SET = vendor.Vendor.SET | {"zone_h": 0}

    def is_known(self):
        return self.bearer() == "k3y"

    def answer(self):
        kind, name, end = (self.url.path.split("/")[1:] + [""] * 3)[:3]
        if end != "answers" or (kind, name) not in (
                ("surveys", "s1"), ("surveys", "s2"), ("survey_groups", "g1")):
            self.say(404, {"error": {"message": "Survey not found"}})
            return
        try:
            self.answers(name)
        except (KeyError, ValueError) as error:
            self.say(422, {"error": {"message": f"invalid: {error}"}})

    def midnight(self, name):
        day = datetime.datetime.strptime(self.query[name], "%Y-%m-%d")
        zone = datetime.timedelta(hours=self.SET["zone_h"])
        return (day - zone).replace(tzinfo=UTC).timestamp()

    def answers(self, name):
        page = int(self.query["page"])
        if (set(self.query) - KNOWN or page < 1
                or self.query["date_shortcut"] != "custom"
                or self.query["order_by"] != "inserted_at"):
            raise ValueError("parameter")
        rows = [r for r in self.ROWS.values()
                if name in (r.get("survey", "s1"), "g1")
                and self.midnight("date_from") <= r["at"]
                < self.midnight("date_to")]
        rows.sort(key=lambda r: (r["at"], r["id"]),
                  reverse={"desc": True, "asc": False}[
                      self.query["order_type"]])
        at = (page - 1) * PER_PAGE
        self.say(200, {
            "survey": {"title": f"Survey {name}", "public_hash_id": name,
                       "status": "active"},
            "meta": {"page": page, "per_page": PER_PAGE, "total": len(rows)},
            "answers": [self.row(r, name) for r in rows[at:at + PER_PAGE]],
        })

    def row(self, held, name):
        at = datetime.datetime.fromtimestamp(held["at"], UTC)
        email = held.get("email", f"u{held['id']}@kunde.example")
        row = {
            "id": f"{held['id']}", "score": held["score"],
            "score_type": "promoter", "sentiment": "positive",
            "sentiment_per_label_name": {}, "name": None, "email": email,
            "identity": email, "identity_type": "email", "comment": None,
            "translated_comment": None, "recipient_id": "r1",
            "inserted_at": at.strftime("%Y-%m-%dT%H:%M:%S.373163Z"),
            "property_ids": [348043522], "labels": [], "metatags": {},
            "labels_with_keywords": {}, "additional_answers": [],
            "additional_questions": {},
        }
        if name == "g1":
            row["survey_public_hash_id"] = held.get("survey", "s1")
        return row | {k: v for k, v in held.items() if k in row and k != "id"}


if __name__ == "__main__":
    vendor.serve(Zenloop)

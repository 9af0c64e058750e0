# SPDX-License-Identifier: ISC
"""limesurvey.py - a LimeSurvey 6.4.2 with one survey, asked by RemoteControl 2.

As recorded: HTTP 200 and a status for most that goes wrong, an empty page for
another content type or a switched off interface, 500 and HTML for an unknown
method, missing parameters and GET; sessions that end, a lock after three wrong
logins, exports in base64, written in pieces (with a space after the colon).

A row (/_answer) has "id", the answers by their columns ("NPS": "9"), and
  at, or ago  second it was started (since 1970, or before now)
  changed     seconds later that it was last touched          (0)
  done        is it complete?                                 (true)
  token       access code of the participant                  ("")
Settings (/_set), besides vendor.py's:
  sid, title, active, dated, anonymous, interface  the survey, and the server
  rights      what the user may: "export", "people", "see"
  questions   as list_questions tells them
  options     answeroptions by qid     parts  subquestions by qid
  people      participants; null: there is no table
  shift       seconds its local time is ahead of UTC           (0)
  moved       is it at another address?                        (false)
  failed      wrong logins so far
  cut_after   after so many requests one fails; -1: none       (-1)
  many        so many rows there are at once
  date        what its clock shows; null: the time
  replay      recorded answers by method: lists of bodies, told in turn
"""
import base64
import json
import time

import vendor

PATH = "/index.php/admin/remotecontrol"
PAGE = b"<!DOCTYPE html>\n<html><h2>500: Internal Server Error</h2></html>"
LOCKED = ("You have exceeded the number of maximum login attempts. "
          "Please wait 10 minutes before trying again.")
SYSTEM = ("id", "submitdate", "lastpage", "startlanguage", "seed", "token",
          "startdate", "datestamp")
# name: (the least number of parameters, the most)
METHODS = {
    "get_session_key": (2, 3), "release_session_key": (1, 1),
    "list_surveys": (1, 2), "list_questions": (2, 4),
    "get_question_properties": (2, 4), "get_summary": (2, 3),
    "list_participants": (2, 7), "export_responses": (3, 11),
}


class Status(Exception):
    """What LimeSurvey answers instead of a result."""


def question(qid, kind, title, text, order, gid=1):
    return {
        "id": qid, "question": text, "help": "", "language": "da", "qid": qid,
        "parent_qid": 0, "sid": 424242, "type": kind, "title": title,
        "preg": "", "other": "N", "mandatory": "N", "question_order": order,
        "gid": gid, "relevance": "1",
    }


def options(labels):
    """Of codes 0, 1, 2 …: PHP writes an array with such keys as a list."""
    return [{"answer": label, "assessment_value": 0, "scale_id": 0,
             "order": i + 1} for i, label in enumerate(labels)]


class LimeSurvey(vendor.Vendor):
    SET = vendor.Vendor.SET | {
        "sid": 424242, "title": "Kundetilfredshed 2026", "active": True,
        "dated": True, "anonymous": False, "interface": True,
        "rights": ["export", "people", "see"],
        "questions": [
            question(1, "L", "NPS",
                     "<p>Hvor <b>sandsynligt</b> er det, &aelig;ldre?</p>\n",
                     0),
            question(2, "T", "REASON", "Hvad er årsagen?", 1),
            question(4, "S", "DEPT", "Hvilken afdeling?", 3),
        ],
        "options": {"1": options([str(i) for i in range(11)])},
        "parts": {}, "shift": 0, "failed": 0, "moved": False,
        "cut_after": -1, "replay": {}, "date": None,
        "people": [
            {"tid": 1, "token": "c6q6eIf0iFWdM4O", "firstname": "Søren",
             "lastname": "Ærø", "email": "soren@kunde-a.example",
             "attribute_1": "Kunde A ApS", "attribute_2": "Guld"},
            {"tid": 2, "token": "azNEjy4HWNRS6Be", "firstname": "Bo",
             "lastname": "Hansen",
             "email": "bo@kunde-b.example;bo@privat.example",
             "attribute_1": "Kunde B A/S", "attribute_2": ""},
        ],
    }

    def is_known(self):
        return True

    def count(self):
        super().count()
        try:
            name = json.loads(self.body)["method"]
            self.COUNTS[name] = self.COUNTS.get(name, 0) + 1
        except (ValueError, TypeError, KeyError):
            pass

    def added(self, row):
        row.setdefault("at", int(time.time()) - row.pop("ago", 0))
        return row

    def other_side(self, said):
        for i in range(said.pop("many", 0)):
            self.ROWS[str(i + 1)] = self.added({"id": i + 1, "NPS": "9"})
        super().other_side(said)

    def date_time_string(self, timestamp=None):
        return super().date_time_string(timestamp or self.SET["date"])

    def page(self, status, body):
        self.say(status, body, Content_Type="text/html; charset=UTF-8")

    # The protocol.

    def answer(self):
        kind = self.headers.get("Content-Type", "").split(";")[0]
        self.SET["cut_after"] -= self.SET["cut_after"] >= 0
        if self.SET["moved"]:
            self.say(301, {}, Location="https://www.example.com" + PATH)
        elif self.url.path != PATH:
            self.page(404, PAGE)
        elif self.command != "POST" or self.SET["cut_after"] == 0:
            self.SET["cut_after"] = -1
            self.page(500, PAGE)
        elif kind != "application/json" or not self.SET["interface"]:
            self.page(200, b"")
        else:
            self.read_call()

    def read_call(self):
        try:
            asked = json.loads(self.body)
        except ValueError:
            self.say(200, {"id": None, "result": None,
                           "error": "unable to decode malformed json"})
            return
        name, params = asked.get("method"), asked.get("params", [])
        least, most = METHODS.get(name, (99, 0))
        if self.SET["replay"].get(name):
            self.say(200, self.SET["replay"][name].pop(0).encode())
        elif not least <= len(params) <= most:
            self.page(500, PAGE)
        else:
            self.call(asked["id"], name, params)

    def call(self, number, name, params):
        try:
            if name not in ("get_session_key", "release_session_key") and \
                    params[0] not in self.TOKENS:
                raise Status("Invalid session key")
            result = getattr(self, name)(*params)
        except Status as status:
            result = {"status": str(status)}
        if isinstance(result, bytes):
            self.say(200, b'{"id":%d, "result":"%s", "error":null}' % (
                number, base64.b64encode(result)))
        else:
            self.say(200, {"id": number, "result": result, "error": None})

    # Sessions.

    def get_session_key(self, user, password, plugin="Authdb"):
        if self.SET["failed"] >= 3:
            raise Status(LOCKED)
        if (user, password, plugin) != ("bot", "Secr3t-pass", "Authdb"):
            self.SET["failed"] += 1
            raise Status("Invalid user name or password")
        key = f"R8~T7iJVtNCgPtpsRyzXGyXYsEn{self.COUNTS['get_session_key']:05}"
        self.TOKENS.add(key)
        return key

    def release_session_key(self, key):
        self.TOKENS.discard(key)
        return "OK"

    # The survey.

    def may(self, sid, right):
        if sid != self.SET["sid"] or right not in self.SET["rights"]:
            raise Status("No permission")

    def list_surveys(self, key, user=None):
        if "see" not in self.SET["rights"]:
            raise Status("No surveys found")
        return [{"sid": self.SET["sid"], "surveyls_title": self.SET["title"],
                 "startdate": None, "expires": None,
                 "active": "Y" if self.SET["active"] else "N"}]

    def list_questions(self, key, sid, group=None, language=None):
        self.may(sid, "see")
        if not self.SET["questions"]:
            raise Status("No questions found")
        return self.SET["questions"]

    def get_question_properties(self, key, qid, wanted=(), language=None):
        known = {
            "answeroptions": self.SET["options"].get(
                str(qid), "No available answer options"),
            "subquestions": self.SET["parts"].get(
                str(qid), "No available answers"),
        }
        return {name: known[name] for name in wanted}

    def get_summary(self, key, sid, what="all"):
        self.may(sid, "see")
        done = sum(row.get("done", True) for row in self.ROWS.values())
        return {"completed_responses": done,
                "incomplete_responses": len(self.ROWS) - done,
                "full_responses": len(self.ROWS)}

    def list_participants(self, key, sid, start=0, limit=10, unused=False,
                          attributes=False, conditions=()):
        self.may(sid, "people")
        if self.SET["people"] is None:
            raise Status("Error: No survey participants table")
        asked, *codes = dict(conditions)["token"]
        if asked != "IN":
            raise Status("Illegal operator: " + asked)
        found = [p for p in self.SET["people"]
                 if p["token"] in codes and p["tid"] >= start][:limit]
        if not found:
            raise Status("No survey participants found.")
        return [{
            "tid": p["tid"], "token": p["token"],
            "participant_info": {name: p[name] for name in (
                "firstname", "lastname", "email")},
        } | {name: p[name] for name in attributes or () if name in p}
            for p in found]

    def export_responses(self, key, sid, kind, language=None, which="all",
                         heading="code", form="short", first=None, last=None,
                         columns=None, more=None):
        self.may(sid, "export")
        if not self.SET["active"]:
            raise Status("No Data, survey table does not exist.")
        if not self.ROWS:
            raise Status("No Data, could not get max id.")
        if (kind, which, heading, form) != ("json", "all", "code", "short"):
            raise Status("this fake exports json, all, code, short")
        rows = [self.row_of(self.ROWS[name]) for name in sorted(
            self.ROWS, key=int) if (first or 1) <= int(name) <= (
                last or 1 << 40)]
        if columns:
            rows = [{c: row[c] for c in columns} for row in rows]
        return b'{"responses": %s}' % json.dumps(rows).encode()

    def row_of(self, row):
        """As exported, heading "code", answers "short"."""
        dated, done = self.SET["dated"], row.get("done", True)
        moved = self.local(row["at"] + row.get("changed", 0))
        told = {
            "id": row["id"], "lastpage": 1, "seed": "1282337619",
            "submitdate": "" if not done else
            moved if dated else "1980-01-01 00:00:00",
            "startlanguage": row.get("startlanguage", "da"),
        }
        if not self.SET["anonymous"]:
            told["token"] = row.get("token", "")
        if dated:
            told |= {"startdate": self.local(row["at"]), "datestamp": moved}
        for asked in self.SET["questions"]:
            told.setdefault(asked["title"], "")
        return told | {name: value for name, value in row.items()
                       if name not in ("at", "changed", "done")}

    def local(self, second):
        return time.strftime("%Y-%m-%d %H:%M:%S",
                             time.gmtime(second + self.SET["shift"]))


if __name__ == "__main__":
    vendor.serve(LimeSurvey)

# SPDX-License-Identifier: ISC
"""qualtrics.py - one survey of Qualtrics', and what was answered to it.

Answers to response exports (start, progress, file), to a single response, to
the survey's definition and to /oauth2/token (me, secret).  The API token is
tok.  An export is of what was changed within a span of time, or, with a token
of one before, of what that did not have yet.  A test says of a row: id, at and
changed in seconds, values.  Of its own it can be set (vendor.py)
  now        what the clock shows                              (the time)
  lag        so many seconds a change is in no export yet      (0)
  looks      an export is there after so many looks            (0)
  failing    so many exports fail                              (0)
  broken_after  the request after so many is answered with 500 (0)
  forgotten  tokens of exports are good no longer              (False)
  bare       files without responses                           (False)
  hidden     single answers are not there yet                  (False)
  questions  those of the survey                               (see below)
  old        the definition has the other names                (False)
"""
import base64
import datetime
import re
import time

import vendor

SURVEY = "/API/v3/surveys/SV_1"
QUESTIONS = {
    "QID1": {"QuestionType": "MC", "Selector": "SAVR"},
    "QID2": {"QuestionType": "MC", "Selector": "NPS"},
    "QID3": {"QuestionType": "TE", "Selector": "SL"},
}
JOBS, SEEN = {}, {}


def iso(second):
    at = datetime.datetime.fromtimestamp(second, datetime.timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%S.250Z")


def second(text):
    """Whole seconds with a Z are what the documentation shows."""
    at = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    return at.replace(tzinfo=datetime.timezone.utc).timestamp()


class Qualtrics(vendor.Vendor):
    SET = vendor.Vendor.SET | {
        "now": 0, "lag": 0, "looks": 0, "failing": 0, "broken_after": 0,
        "forgotten": False,
        "bare": False, "hidden": False, "questions": QUESTIONS, "old": False}

    def date_time_string(self, timestamp=None):
        return super().date_time_string(self.now())

    def now(self):
        return self.SET["now"] or time.time()

    def is_open(self):
        return self.url.path == "/oauth2/token"

    def is_known(self):
        return (self.headers.get("X-API-TOKEN") == "tok"
                or self.bearer() in self.TOKENS)

    def wrong(self, status, why):
        self.say(status, {"meta": {
            "httpStatus": f"{status} - Error", "requestId": "74768340",
            "error": {"errorCode": "X_1", "errorMessage": why}}})

    def refuse(self):
        self.wrong(401, "Invalid API token")

    def limit(self):
        self.say(429, {"meta": {"error": {"errorMessage": "slowly"}}},
                 Retry_After="7")

    def added(self, row):
        row.setdefault("changed", row["at"])
        return row

    def give(self, result):
        self.say(200, {"result": result,
                       "meta": {"httpStatus": "200 - OK", "requestId": "7"}})

    def answer(self):
        path = self.url.path
        self.SET["broken_after"] -= 1
        if self.SET["broken_after"] == 0:
            self.wrong(500, "we are looking into it")
        elif path == "/oauth2/token":
            self.token()
        elif path == "/API/v3/survey-definitions/SV_1":
            self.definition()
        elif path == f"{SURVEY}/export-responses" and self.command == "POST":
            self.start(self.json())
        elif m := re.fullmatch(SURVEY + r"/export-responses/(ES_\d+)", path):
            self.progress(m[1])
        elif m := re.fullmatch(
                SURVEY + r"/export-responses/(F_\d+)/file", path):
            self.file(m[1].replace("F_", "ES_"))
        elif m := re.fullmatch(SURVEY + r"/responses/(R_\w+)", path):
            self.single(m[1])
        else:
            self.wrong(404, "no such thing")

    def token(self):
        form, basic = self.form(), base64.b64encode(b"me:secret").decode()
        if (self.headers.get("Authorization") != f"Basic {basic}"
                or form.get("grant_type") != "client_credentials"
                or "read:survey_responses" not in form.get("scope", "")):
            self.say(401, {"error": "invalid_client"})
            return
        self.TOKENS.add("t1")
        self.say(200, {"access_token": "t1", "token_type": "Bearer",
                       "expires_in": 3599})

    def definition(self):
        questions = self.SET["questions"]
        if self.SET["old"]:
            self.give({"name": "B2B halvår", "questions": {
                i: {"questionType": {"type": q["QuestionType"],
                                     "selector": q["Selector"]}}
                for i, q in questions.items()}})
        else:
            self.give({"SurveyID": "SV_1", "SurveyName": "B2B halvår",
                       "Questions": questions})

    def start(self, said):
        known = {"format", "compress", "sortByLastModifiedDate", "startDate",
                 "endDate", "allowContinuation", "continuationToken"}
        token = said.get("continuationToken")
        if said.get("format") != "json" or said.get("compress") is not False:
            self.wrong(400, "this fake makes plain JSON alone")
        elif set(said) - known or (token and {"startDate", "endDate"} & set(said)):
            self.wrong(400, "unknown or contradictory parameters")
        elif token and (self.SET["forgotten"] or token not in SEEN):
            self.wrong(400, "the continuation token is invalid or expired")
        else:
            job = f"ES_{len(JOBS) + 1}"
            JOBS[job] = {"rows": self.chosen(said), "looks": self.SET["looks"],
                         "fails": self.spend("failing"), "token": None}
            if said.get("allowContinuation"):
                JOBS[job]["token"] = f"C{len(SEEN)}"
                SEEN[f"C{len(SEEN)}"] = {r["id"] for r in self.visible()}
            self.give({"progressId": job, "percentComplete": 0.0,
                       "status": "inProgress"})

    def visible(self):
        return [r for r in self.ROWS.values()
                if r["changed"] <= self.now() - self.SET["lag"]]

    def chosen(self, said):
        if "continuationToken" in said:
            seen = SEEN[said["continuationToken"]]
            return [self.row_of(r) for r in self.visible()
                    if r["id"] not in seen]
        start = second(said.get("startDate", "1970-01-01T00:00:00Z"))
        end = second(said.get("endDate", "2199-01-01T00:00:00Z"))
        return [self.row_of(r) for r in self.visible()
                if start <= r["changed"] <= end]

    def progress(self, name):
        job = JOBS.get(name)
        if job is None:
            self.wrong(404, "no such export")
        elif job["fails"]:
            self.give({"fileId": None, "percentComplete": 100.0,
                       "status": "failed"})
        elif job["looks"] > 0:
            job["looks"] -= 1
            self.give({"percentComplete": 100.0, "status": "inProgress"})
        else:
            result = {"fileId": name.replace("ES_", "F_"),
                      "percentComplete": 100.0, "status": "complete"}
            if job["token"]:
                result["continuationToken"] = job["token"]
            self.give(result)

    def file(self, name):
        self.say(200, {} if self.SET["bare"]
                 else {"responses": JOBS[name]["rows"]})

    def single(self, name):
        if self.SET["hidden"] or name not in self.ROWS:
            self.wrong(404, "no such response")
        else:
            self.give(self.row_of(self.ROWS[name]))

    def row_of(self, r):
        """A row as the API has it, out of what a test said."""
        values = {
            "startDate": iso(r["at"] - 60), "endDate": iso(r["at"]),
            "status": 0, "progress": 100, "duration": 60, "finished": 1,
            "recordedDate": iso(r["at"] + 1), "_recordId": r["id"],
            "distributionChannel": "email", "userLanguage": "DA",
        } | r.get("values", {})
        return {"responseId": r["id"], "values": values, "labels": {},
                "displayedFields": [], "displayedValues": {}}


if __name__ == "__main__":
    vendor.serve(Qualtrics)

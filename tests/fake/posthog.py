# SPDX-License-Identifier: ISC
"""posthog.py - one survey of PostHog's, and the events of its project.

It understands one query, which it reads as ClickHouse's SQL reads literals,
and answers a query it has answered before out of a cache unless told not to.
What a test adds is an event: {"id", "sub" (its submission), "at", "props",
"person"}.  Settings: questions, the survey's; most, rows of an answer; moving,
answers after which the oldest of their rows has another event.
"""
import json
import re

import vendor

SURVEY = "018ed910-3b24-0000-e3fd-d51c59aa74b2"
QUESTIONS = [
    {"id": "why-first", "type": "open", "question": "Hello?"},
    {"id": "q'1\\", "type": "rating", "display": "number", "scale": 10,
     "question": "How likely?"},
    {"id": "q2", "type": "open", "question": "Why?"},
    {"id": "q3", "type": "rating", "display": "emoji", "scale": 5,
     "question": "And the help?"},
    {"type": "link", "question": "Thanks"},
]
TEXT = r"'((?:[^'\\]|\\.)*)'"
LAST = re.compile(
    rf"argMaxIf\(JSONExtractRaw\(properties, {TEXT}\), timestamp, "
    rf"JSONExtractRaw\(properties, {TEXT}\) NOT IN "
    r"\('', 'null', '\"\"'\)\) AS (\w+),")
QUERY = re.compile(re.escape(
    "SELECT if(coalesce(properties.$survey_submission_id, '') = '', "
    "toString(uuid), properties.$survey_submission_id) AS submission, "
    "min(timestamp) AS answered, max(timestamp) AS moved, "
    "score old_score comment old_comment "
    "countIf(JSONExtractRaw(properties, '$survey_completed') != 'false') > 0 "
    "AS complete, language url "
    "argMax(person.properties, timestamp) AS who "
    "FROM events WHERE event = 'survey sent' AND "
    "properties.$survey_id = 'SURVEY' "
    "AND timestamp >= toDateTime('SINCE') - INTERVAL 7 DAY "
    "GROUP BY submission HAVING moved >= toDateTime('SINCE') "
    "ORDER BY moved, submission LIMIT LIMIT OFFSET OFFSET")
    .replace("SURVEY", "([-0-9a-f]+)").replace("SINCE", "([-0-9T:.Z]+)")
    .replace("LIMIT\\ LIMIT", r"LIMIT\ (\d+)")
    .replace("OFFSET\\ OFFSET", r"OFFSET\ (\d+)"))


def raw(event, key):
    value = event.get("props", {}).get(key)
    return "" if value is None else json.dumps(value)


class PostHog(vendor.Vendor):
    SET = vendor.Vendor.SET | {"questions": QUESTIONS, "most": 50000, "moving": 0}
    CACHE = {}

    def is_known(self):
        return self.bearer() == "k3y"

    def limit(self):
        self.say(429, {"type": "throttled_error", "code": "throttled",
                       "detail": "Request was throttled."}, Retry_After="31")

    def added(self, row):
        row.setdefault("at", "2025-11-20T00:53:20.000000Z")
        row.setdefault("sub", None)
        return row

    def answer(self):
        path = self.url.path
        if path == f"/api/projects/7/surveys/{SURVEY}/":
            self.say(200, {"id": SURVEY, "name": "B2B", "type": "popover",
                           "questions": self.SET["questions"]})
        elif path == "/api/projects/7/query/" and self.command == "POST":
            self.query_events()
        else:
            self.say(404, {"type": "invalid_request", "code": "not_found",
                           "detail": "Not found."})

    def query_events(self):
        said = self.json()
        text = said["query"]["query"]
        match = QUERY.fullmatch(LAST.sub(r"\3", text))
        if said["query"]["kind"] != "HogQLQuery" or not match:
            self.say(400, {"type": "validation_error",
                           "detail": "Syntax error in the query"})
            return
        if said.get("refresh") != "force_blocking" and text in self.CACHE:
            self.say(200, self.CACHE[text])
            return
        keys = {name: re.sub(r"\\(.)", r"\1", key)
                for key, _, name in LAST.findall(text)}
        survey, _, since, limit, at = match.groups()
        rows = self.rows(keys, survey, since)
        at, most = int(at), min(int(limit), self.SET["most"])
        self.CACHE[text] = {
            "columns": list(rows[0]) if rows else [], "error": None,
            "results": [list(r.values()) for r in rows[at:at + most]],
            "hasMore": len(rows) > at + most}
        self.say(200, self.CACHE[text])
        if len(rows) > most and self.spend("moving"):
            self.ROWS["moved"] = {
                "id": "moved", "sub": rows[0]["submission"],
                "at": "2025-11-21T00:00:00.000000Z"}

    def rows(self, keys, survey, since):
        groups = {}
        for event in sorted(self.ROWS.values(), key=lambda e: e["at"]):
            if event.get("survey", SURVEY) == survey:
                groups.setdefault(event["sub"] or f"e{event['id']}",
                                  []).append(event)
        rows = [self.row(name, events, keys)
                for name, events in groups.items()]
        rows = [r for r in rows if r["moved"] >= since]
        return sorted(rows, key=lambda r: (r["moved"], r["submission"]))

    def row(self, name, events, keys):
        row = {"submission": name, "answered": events[0]["at"],
               "moved": events[-1]["at"]}
        for column, key in keys.items():
            said = [v for v in (raw(e, key) for e in events)
                    if v not in ("", '""')]
            row[column] = said[-1] if said else ""
        row["complete"] = any(
            raw(e, "$survey_completed") != "false" for e in events)
        row["who"] = json.dumps(events[-1].get("person", {}))
        return row


if __name__ == "__main__":
    vendor.serve(PostHog)

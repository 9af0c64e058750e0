#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""starter.py - starter.c as an executable: a complete provider to copy.

It reads answers from a text file, one a line, as
"id;seconds since 1970;score;comment".  The cursor is how many bytes are read.
"""
import json
import re
import sys

OPTIONS = [
    {"name": "file", "type": "string", "required": True,
     "help": "the file with the answers"},
]


class Starter:
    def __init__(self):
        self.job = 0
        self.settings = {}

    def say(self, op, **members):
        line = json.dumps({"op": op, "job": self.job, **members})
        print(line, flush=True)

    def describe(self, asked):
        self.say("described", name="starter", roles=["provider"],
                 summary="answers from a text file", can=["poll"],
                 options=OPTIONS)

    def errors(self, settings):
        known = [o["name"] for o in OPTIONS]
        for option in OPTIONS:
            if option["required"] and not settings.get(option["name"]):
                yield {"option": option["name"], "why": "%s is missing: %s"
                       % (option["name"], option["help"])}
        for name in settings:
            if name not in known:
                yield {"option": name, "why": 'plugin starter has no option '
                       '"%s"' % name}

    def check(self, asked):
        self.say("checked", errors=list(self.errors(asked["settings"])))

    def start(self, asked):
        self.settings = asked["settings"]
        for error in self.errors(asked["settings"]):
            self.say("failed", why=error["why"])
            sys.exit(78)
        self.say("done")

    def poll(self, asked):
        at = int(asked.get("cursor") or 0)
        try:
            with open(self.settings["file"], "rb") as f:
                f.seek(at)
                new = f.read()
        except OSError:
            return self.say("retry", after_s=0, why="cannot open "
                            + self.settings["file"])
        # A line without its end is still being written.
        for row in new.splitlines(keepends=True):
            if row.endswith(b"\n"):
                at += len(row)
                self.answer(row[:-1].decode("utf-8", "replace"))
        self.say("cursor", cursor=str(at))
        self.say("done")

    def answer(self, row):
        found = re.fullmatch(r"([^;]*);(-?\d+);(-?\d+);(.*)", row)
        if not found:
            return self.say("refused", raw=row,
                            why="it is not id;seconds;score;comment")
        response = {"survey": "starter", "id": found[1],
                    "answered_us": int(found[2]) * 1000000,
                    "scale": "nps_0_10", "score": int(found[3]),
                    "complete": True}
        if found[4]:
            response["comment"] = found[4]
        self.say("response", response=response)

    def ping(self, asked):
        self.say("pong")


starter = Starter()
for line in sys.stdin:
    question = json.loads(line)
    if question["op"] == "stop":
        break
    starter.job = question.get("job", 0)
    getattr(starter, question["op"])(question)

#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""historian.py - a provider in lines, with a history it brings slowly.

Each line of a file handed over is one answer: its id, or an order: `die`,
`wait` (for ever), `later` (not now), `no` (rejected), `bad` (refused).  Asked
for everything it brings the ids in `history`, one for each day before today,
oldest first, and those in `news`, answered just now.  `slow_ms` passes before
each; without `--files` behind its name it reads none.
"""
import json
import os
import sys
import time

OPTIONS = [{"name": n, "type": "string", "required": False, "help": "see there"}
           for n in ("history", "news", "slow_ms", "note")]
DAY_US = 86400 * 10**6


def say(op, job, **members):
    print(json.dumps({"op": op, "job": job, **members}), flush=True)


class Historian:
    def __init__(self, start):
        self.settings = start["settings"]
        self.since_us = start.get("since_us", 0)

    def note(self, text):
        if "note" in self.settings:
            with open(self.settings["note"], "a", encoding="utf-8") as f:
                f.write(text + "\n")

    def answer(self, job, ref, at_us):
        time.sleep(int(self.settings.get("slow_ms", 0)) / 1000)
        say("response", job, response={
            "survey": "s", "id": ref, "answered_us": at_us,
            "scale": "nps_0_10", "score": 3, "complete": True})

    def poll(self, job, cursor):
        self.note(f"poll {cursor} {self.since_us}")
        now_us = int(time.time() * 10**6)
        history = self.settings.get("history", "").split()
        if cursor is None:
            for i, ref in enumerate(history):
                self.answer(job, ref, now_us - (len(history) - i) * DAY_US)
            for ref in self.settings.get("news", "").split():
                self.answer(job, ref, now_us)
            say("cursor", job, cursor="all")
        say("done", job)

    def read(self, job, path):
        self.note(f"import {os.path.basename(path)} {self.since_us}")
        with open(path, encoding="utf-8") as f:
            for line in f:
                word = line.strip()
                if word == "die":
                    os.abort()
                elif word == "wait":
                    time.sleep(3600)
                elif word == "later":
                    say("retry", job, after_s=1, why="ask later")
                    return
                elif word == "no":
                    say("reject", job, why="it is not for me")
                    return
                elif word == "bad":
                    say("refused", job, raw="bad", why="bad is bad")
                else:
                    self.answer(job, word, 10**6 * 1700000000)
        say("done", job)


def main():
    historian = None
    for text in sys.stdin:
        asked = json.loads(text)
        op, job = asked["op"], asked.get("job", 0)
        if op == "stop":
            break
        if op == "describe":
            say("described", job, name="historian", roles=["provider"],
                summary="brings history", options=OPTIONS,
                can=["poll", "import"] if "--files" in sys.argv else ["poll"])
        elif op == "check":
            say("checked", job, errors=[])
        elif op == "ping":
            say("pong", job)
        elif op == "start":
            historian = Historian(asked)
            say("done", job)
        elif op == "poll":
            historian.poll(job, asked.get("cursor"))
        elif op == "import":
            historian.read(job, asked["file"])


main()

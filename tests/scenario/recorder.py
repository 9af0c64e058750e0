#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""recorder.py - a notifier in lines that writes down what it delivers.

A notice is a line of JSON in `file`.  It is slow after it has written, by
`slow_ms`, so that it is often killed between the two; `find` looks whether it
had written.  `hang` answers no delivery at all; `secret` is kept in memory.
"""
import json
import os
import sys
import time

OPTIONS = [
    {"name": "file", "type": "string", "required": True, "help": "where to"},
    {"name": "slow_ms", "type": "int", "required": False, "default": "0",
     "help": "time to wait before each answer"},
    {"name": "hang", "type": "bool", "required": False, "default": "no",
     "help": "never answer"},
    {"name": "secret", "type": "secret", "required": False,
     "help": "something to keep"},
]


def say(op, job, **members):
    print(json.dumps({"op": op, "job": job, **members}), flush=True)


def check(settings):
    known = [o["name"] for o in OPTIONS]
    return [{"option": n, "why": f'plugin recorder has no option "{n}"'}
            for n in settings if n not in known]


def deliver(settings, notice):
    if settings.get("hang") in ("yes", "true"):
        time.sleep(3600)
    line = json.dumps({**notice, "pid": os.getpid()}) + "\n"
    fd = os.open(settings["file"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(fd, line.encode())
    os.close(fd)
    time.sleep(int(settings.get("slow_ms", 0)) / 1000)


def is_there(settings, notice):
    try:
        with open(settings["file"], encoding="utf-8") as f:
            return any(json.loads(line)["id"] == notice["id"] for line in f)
    except FileNotFoundError:
        return False


def main():
    settings = {}
    for text in sys.stdin:
        asked = json.loads(text)
        op, job = asked["op"], asked.get("job", 0)
        if op == "stop":
            break
        if op == "describe":
            say("described", job, name="recorder", roles=["notifier"],
                summary="writes down what it delivers", can=["find"],
                options=OPTIONS)
        elif op == "check":
            say("checked", job, errors=check(asked["settings"]))
        elif op == "ping":
            say("pong", job)
        elif op == "start":
            settings = asked["settings"]
            say("done", job)
        elif op == "deliver":
            deliver(settings, asked["notice"])
            say("done", job, receipt=asked["notice"]["id"])
        elif op == "find" and is_there(settings, asked["notice"]):
            say("done", job, receipt=asked["notice"]["id"])
        else:
            say("reject", job, why="it is not there")


main()

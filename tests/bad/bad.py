#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""bad.py - a plugin in lines that lies in them; the setting "how" picks how.

bad.so cannot do this: its host numbers the answers and parses the questions.
README.md lists the ways.
"""
import json
import os
import sys

HOW = ["behave", "answer_twice", "answer_another", "answer_nothing",
       "unknown_op", "not_json", "not_an_object", "deep_json", "no_newline",
       "half_line", "wrong_kinds", "answer_unasked", "close_output"]


def line(op, job, **members):
    return json.dumps({"op": op, "job": job, **members})


def say(text, end="\n"):
    sys.stdout.write(text + end)
    sys.stdout.flush()


def describe(job):
    say(line("described", job, name="bad_lines", summary="lies in its lines",
             roles=["provider", "notifier"], can=["poll", "receive"],
             options=[{"name": "how", "type": "choice", "required": False,
                       "default": "behave", "choices": HOW,
                       "help": "what to do wrong"}]))


def answer(how, job):
    done = line("done", job)
    if how == "answer_twice":
        say(done)
    elif how == "answer_another":
        done = line("done", job + 1000)
    elif how == "unknown_op":
        done = line("surrender", job)
    elif how == "not_json":
        done = "done!"
    elif how == "not_an_object":
        done = "[" + done + "]"
    elif how == "deep_json":
        done = "[" * 100000
    elif how == "wrong_kinds":
        done = json.dumps({"op": ["done"], "job": "8", "receipt": {}})
    elif how == "half_line":
        say(done[:len(done) // 2], end="")
        sys.exit(0)
    elif how == "close_output":
        os.close(1)  # sys.stdout.close() leaves it open
        sys.stdin.read()
        os._exit(0)
    if how != "answer_nothing":
        say(done, end="" if how == "no_newline" else "\n")
    if how == "answer_unasked":
        say(line("retry", job + 1, why="nobody asked"))


def main():
    how = "behave"
    for text in sys.stdin:
        asked = json.loads(text)
        op, job = asked["op"], asked.get("job", 0)
        if op == "stop":
            break
        elif op == "describe":
            describe(job)
        elif op == "check":
            say(line("checked", job, errors=[]))
        elif op == "ping":
            say(line("pong", job))
        elif op == "start":
            how = asked["settings"].get("how", "behave")
            say(line("done", job))
        else:
            answer(how, job)


main()

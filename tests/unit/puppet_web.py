#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""puppet_web.py - in the place of loopbell-web, does what a test says.

It lies in a folder of the test's.  What it was told it notes there, in
`heard`, a line each.  `serve` holds one way a start, the last one for ever:
listen, fail, die, hang, exit N.  Once it listens it says the lines of `say`.
A file `ignore` names the requests it leaves alone.
"""
import json
import os
import sys
import time

FOLDER = os.path.dirname(os.path.abspath(sys.argv[0]))


def read(name):
    try:
        with open(os.path.join(FOLDER, name)) as f:
            return f.read().splitlines()
    except FileNotFoundError:
        return []


def note(text):
    with open(os.path.join(FOLDER, "heard"), "a") as f:
        f.write(text + "\n")


def say(text):
    os.write(3, (text + "\n").encode())


def hang():
    while True:
        time.sleep(60)


def serve():
    ways = read("serve") or ["listen"]
    n = sum(1 for line in read("heard") if '"serve"' in line)
    way, _, rest = ways[min(n, len(ways)) - 1].partition(" ")
    if way == "fail":
        say(json.dumps({"op": "failed", "why": rest}))
        sys.exit(78)
    elif way == "die":
        os.kill(os.getpid(), 9)
    elif way == "exit":
        os._exit(int(rest))
    elif way == "hang":
        hang()
    say('{"op":"listening","address":"127.0.0.1:4711"}')
    for line in read("say"):
        say(line)


with os.fdopen(os.dup(3)) as lines:
    for line in iter(lines.readline, ""):
        op = json.loads(line)["op"]
        note(line.rstrip("\n"))
        if op in read("ignore"):
            continue
        if op == "serve":
            serve()
        elif op == "ping":
            say('{"op":"pong","job":%d}' % json.loads(line)["job"])
        elif op == "stop":
            sys.exit(0)

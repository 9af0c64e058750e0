#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""puppet.py FOLDER NAME - a plugin in lines that does what a test says.

Every request is noted in FOLDER/NAME.log as "op what".  What it does is told
by FOLDER/NAME.start, FOLDER/NAME.OP (one way a request, the last one for
ever), or by the notice itself: members "do" and "find", one way an attempt.
"held WAY" waits for FOLDER/NAME.go.  As a listener it does what FOLDER/NAME.act says, an action a line.
"""
import json
import os
import sys
import time

FOLDER, NAME = sys.argv[1:3]


def note(text):
    with open(f"{FOLDER}/{NAME}.log", "a") as f:
        f.write(text + "\n")


def noted(text):
    try:
        with open(f"{FOLDER}/{NAME}.log") as f:
            return sum(line.rstrip("\n") == text for line in f)
    except FileNotFoundError:
        return 0


def say(op, job, **members):
    sys.stdout.write(json.dumps({"op": op, "job": job, **members}) + "\n")
    sys.stdout.flush()


def ways(op):
    try:
        with open(f"{FOLDER}/{NAME}.{op}") as f:
            return f.read().split("\n")[:-1]
    except FileNotFoundError:
        return []


def hang():
    while True:
        time.sleep(60)


def look_up(who, job):
    """One of many: nobody whose address begins with "no" is known."""
    name = who["email"].split("@")[0]
    if name.startswith("no"):
        say("account", job)
    else:
        say("account", job, account={"id": "1", "name": name})


def do(way, job):
    verb, _, rest = way.partition(" ")
    if verb == "die":
        os.kill(os.getpid(), 9)
    elif verb == "exit":
        os._exit(int(rest))
    elif verb == "hang":
        hang()
    elif verb == "retry":
        say("retry", job, after_s=int(rest or 0), why="not now")
    elif verb == "twice":
        say("done", job)
        say("done", job)
    elif verb == "other":
        say("done", job + 7)
    elif verb == "garbage":
        print("}{", flush=True)
    elif verb == "content":
        say("cursor", job, cursor="c")
        say("done", job)
    elif verb == "log":
        say("log", 0, level=4, text=rest)
        say("done", job)
    elif verb == "unasked":
        say("done", job)
        say("pong", 99)
        say("account", job, account={})
    elif verb == "lines":
        for line in json.loads(rest):
            say(line.pop("op"), job, **line)
        say("done", job)
    elif verb == "held":
        while not os.path.exists(f"{FOLDER}/{NAME}.go"):
            time.sleep(0.005)
        do(rest, job)
    elif verb == "later":
        for line in json.loads(rest):
            say(line.pop("op"), job, **line)
        say("retry", job, after_s=1, why="not now")
    elif verb == "part":
        for line in json.loads(rest):
            say(line.pop("op"), job, **line)
        hang()
    elif verb == "deny":
        say("reject", job, denied=True, why=rest)
    elif verb == "broken":
        say("failed", job, why=rest)
        os._exit(78)
    elif verb == "done":
        say("done", job, receipt=rest or None)
    elif verb == "first":
        n, _, rest = rest.partition(" ")
        for who in request["who"][:int(n)]:
            look_up(who, job)
        do(rest, job)
    elif verb == "dies_of":
        who = request["who"]
        for one in who if isinstance(who, list) else [who]:
            if one["email"] == rest:
                os.kill(os.getpid(), 9)
            look_up(one, job)
        say("done", job)
    elif verb == "account":
        say("account", job, account=json.loads(rest))
        say("done", job)
    else:
        say(verb, job, why=rest or "it says so")


ACTED = []


def act():
    """A listener does one after the other of FOLDER/NAME.act."""
    told = ways("act")[len(ACTED):]
    if not told:
        say("log", 0, level=7, text="all of it was done")
    else:
        ACTED.append(told[0])
        if told[0] == "die":
            os.kill(os.getpid(), 9)
        action = json.loads(told[0])
        print(json.dumps({"op": "act", "id": action.get("id"),
                          "action": action}), flush=True)


def pick(list_of_ways, n):
    return list_of_ways[min(n, len(list_of_ways)) - 1]


def of_whom(request):
    who = request.get("who", [])
    return " ".join(one.get("email", "") for one in
                    (who if isinstance(who, list) else [who]))


def answer():
    op, job = request["op"], request.get("job")
    if op == "stop":
        if "ignore" in ways("stop"):
            hang()
        sys.exit(0)
    if op == "describe":
        say("described", job, name="puppet", can=ways("can"),
            roles=ways("roles"))
        return
    if op == "acted":
        note("acted {id} {ok} {0}".format(request.get("answer"), **request))
        act()
        return
    if request.get("role") == "listener":
        say("done", job)
        act()
        return
    what = {"start": "", "ping": "", "poll": request.get("cursor", ""),
            "import": request.get("file", ""),
            "lookup": of_whom(request), "lookups": of_whom(request),
            "receive": request.get("request", {}).get("path", ""),
            }.get(op, request.get("notice", {}).get("id", ""))
    receipt = request.get("notice", {}).get("receipt", "")
    text = f"{op} {what} {receipt}".rstrip()
    thread = request.get("notice", {}).get("thread")
    if thread and op == "deliver" and not receipt:
        text += f" in {thread}"
    note(text)
    n = noted(text)
    told = request.get("notice", {}).get("find" if op == "find" else "do")
    if op == "ping":
        if not ways("ping"):
            say("pong", job)
        return
    told = told or request.get("request", {}).get("do") or ways(op)
    do(pick(told, n) if told else "done", job)


for text in iter(sys.stdin.readline, ""):
    request = json.loads(text)
    answer()

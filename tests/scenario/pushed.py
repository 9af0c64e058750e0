#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""pushed.py - a provider in lines that can be pushed to.

The body is JSON: {"id", "score", "comment"} becomes an answer.  Beside them:
`wait_ms` is how long that takes, `die` kills the process after it has told the
answer, `reject`, `deny` and `retry` (seconds) are its results.  With --polls it
can be polled, too, and that never ends.
"""
import base64
import json
import os
import sys
import time

OPTIONS = [
    {"name": "note", "type": "string", "required": False,
     "help": "means nothing"},
]


def say(op, job, **members):
    print(json.dumps({"op": op, "job": job, **members}), flush=True)


def receive(job, request):
    body = json.loads(base64.b64decode(request["body"]) or b"{}")
    time.sleep(body.get("wait_ms", 0) / 1000)
    for verb in ("reject", "deny"):
        if verb in body:
            return say("reject", job, why=body[verb], denied=verb == "deny")
    if "retry" in body:
        return say("retry", job, after_s=body["retry"], why="not now")
    if "id" in body:
        say("response", job, response={
            "survey": "pushed", "id": body["id"], "scale": "nps_0_10",
            "answered_us": int(time.time() * 1e6), "score": body["score"],
            "comment": body.get("comment")})
    if "die" in body:
        os.kill(os.getpid(), 9)
    say("done", job)


def main():
    can = ["receive"]
    if "--polls" in sys.argv:
        can.append("poll")
    for text in sys.stdin:
        asked = json.loads(text)
        op, job = asked["op"], asked.get("job", 0)
        if op == "stop":
            break
        elif op == "describe":
            say("described", job, name="pushed", roles=["provider"], can=can,
                summary="is pushed to", options=OPTIONS)
        elif op == "check":
            say("checked", job, errors=[])
        elif op == "ping":
            say("pong", job)
        elif op == "receive":
            receive(job, asked["request"])
        elif op == "poll":
            time.sleep(3600)
        else:
            say("done", job)


main()

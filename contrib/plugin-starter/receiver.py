#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""receiver.py - a complete provider that is only pushed to, to copy.

A tool POSTs {"id": "17", "at": 1795163400, "score": 9, "comment": "…"} to
/in/INSTANCE, and signs the body: X-Signature holds the hex HMAC-SHA256 of it.
"""
import base64
import hashlib
import hmac
import json
import sys

OPTIONS = [
    {"name": "secret", "type": "secret", "required": True,
     "help": "what the tool signs with"},
]


class Receiver:
    def __init__(self):
        self.job = 0
        self.settings = {}

    def say(self, op, **members):
        line = json.dumps({"op": op, "job": self.job, **members})
        print(line, flush=True)

    def describe(self, asked):
        self.say("described", name="receiver", roles=["provider"],
                 summary="answers that a tool pushes", can=["receive"],
                 options=OPTIONS)

    def errors(self, settings):
        if not settings.get("secret"):
            yield {"option": "secret",
                   "why": "secret is missing: what the tool signs with"}

    def check(self, asked):
        self.say("checked", errors=list(self.errors(asked["settings"])))

    def start(self, asked):
        self.settings = asked["settings"]
        for error in self.errors(self.settings):
            self.say("failed", why=error["why"])
            sys.exit(78)
        self.say("done")

    def receive(self, asked):
        body = base64.b64decode(asked["request"]["body"])
        # Before anything in it is looked at, and in constant time.
        given = asked["request"]["headers"].get("x-signature", "")
        right = hmac.new(self.settings["secret"].encode(), body,
                         hashlib.sha256).hexdigest()
        if not hmac.compare_digest(given.encode(), right.encode()):
            return self.say("reject", denied=True,
                            why="X-Signature is missing or does not fit")
        try:
            answer = json.loads(body)
            response = {"survey": "receiver", "id": str(answer["id"]),
                        "answered_us": int(answer["at"]) * 1000000,
                        "scale": "nps_0_10", "complete": True,
                        "score": answer["score"],
                        "comment": answer.get("comment")}
        except ValueError:
            return self.say("reject", why="the body is no JSON")
        except (KeyError, TypeError) as what:
            # To send it again would not help: keep it, and be done.
            self.say("refused", raw=body.decode("utf-8", "replace"),
                     why="id, at or score: %s" % what)
        else:
            self.say("response", response=response)
        self.say("done")

    def ping(self, asked):
        self.say("pong")


receiver = Receiver()
for line in sys.stdin:
    question = json.loads(line)
    if question["op"] == "stop":
        break
    receiver.job = question.get("job", 0)
    getattr(receiver, question["op"])(question)

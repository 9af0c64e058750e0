#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""slack_core.py - the real loopbell-host with the slack plugin as listener, and
the core it speaks with: this.

Every action is kept; how it is answered is one function.  Run as a program it
listens to the API at the address given until its input ends, and prints what
it is told: for a look at another Slack than ours.
"""
import json
import os
import socket
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "scenario"))
from harness import BUILDDIR, wait  # noqa: E402

# SLACK_WRAPPER="valgrind -q --error-exitcode=99" looks closer.
WRAPPER = os.environ.get("SLACK_WRAPPER", "").split()
HOST = os.path.join(BUILDDIR, "bot", "loopbell-host")
PLUGIN = os.path.join(BUILDDIR, "plugins", ".libs", "slack.so")
PATIENCE_S = 200 if WRAPPER else 30


def keep(_core, action):
    """A core that does as it is told."""
    if action["name"] in ("feedback", "thank"):
        return True, "Nothing is open."
    return True, ""


class Core:
    """One listener, started."""

    def __init__(self, api, answer=keep, environ=None, ca_file=None,
                 **settings):
        self.answer, self.actions, self.logs = answer, [], []
        self.lines = []
        ours, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", 'exec "$@" 3<&0 0</dev/null', "sh", *WRAPPER,
             HOST, PLUGIN], stdin=theirs, stderr=subprocess.PIPE,
            env={**os.environ, **(environ or {})})
        theirs.close()
        self.socket, self.input = ours, ours.makefile("rb")
        settings = {"token": "xoxb-test-1", "app_token": "xapp-test-1",
                    "api": api, **settings}
        self.say(op="start", job=1, instance="slack", role="listener",
                 settings={k: v for k, v in settings.items() if v},
                 company="Nordlys", language="en",
                 **({"ca_file": ca_file} if ca_file else {}))
        self.thread = threading.Thread(target=self.hear, daemon=True)
        self.thread.start()

    def say(self, **line):
        try:
            self.socket.sendall(json.dumps(line).encode() + b"\n")
        except OSError:
            pass  # it is gone: the test sees that

    def hear(self):
        for text in self.input:
            line = json.loads(text)
            self.lines.append(line)
            if line["op"] == "log":
                self.logs.append(line)
                if __name__ == "__main__":
                    print("log %(level)d: %(text)s" % line, flush=True)
            elif line["op"] == "act":
                self.act(line)

    def act(self, line):
        self.actions.append(line["action"])
        if __name__ == "__main__":
            print("act", json.dumps(line["action"]), flush=True)
        answer = self.answer(self, line["action"])
        if answer is not None:
            self.say(op="acted", id=line["id"], ok=answer[0],
                     answer=answer[1])

    def log(self, level=7):
        return "\n".join(l["text"] for l in self.logs if l["level"] <= level)

    def waits_for_log(self, text):
        wait(lambda: text in self.log(), "the log says " + text, PATIENCE_S)

    def waits_for_actions(self, n):
        wait(lambda: len(self.actions) >= n, "%d actions" % n, PATIENCE_S)
        return self.actions

    def stop(self):
        """Asks it to end; its exit code and what was on standard error."""
        self.say(op="stop")
        return self.ended()

    def hang_up(self):
        """As a core does that dies."""
        self.socket.shutdown(socket.SHUT_WR)
        return self.ended()

    def ended(self):
        error = self.process.stderr.read().decode()
        code = self.process.wait(PATIENCE_S)
        self.close()
        return code, error

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.close()

    def close(self):
        self.process.stderr.close()
        self.thread.join()
        self.input.close()
        self.socket.close()


if __name__ == "__main__":
    core = Core(sys.argv[1])
    sys.stdin.read()
    print("ended with", *core.stop())

# SPDX-License-Identifier: ISC
"""harness.py - the real `loopbell run`, its plugins and a folder of its own.

A scenario is a function whose name is a sentence; main() runs those of a file,
four at a time, or only those whose name holds one of the arguments.  Nothing
sleeps for a clock: wait() looks again until something is so, and fails after
a minute.
"""
import concurrent.futures
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request

SRCDIR = os.environ.get("SRCDIR") or os.path.abspath(
    os.path.join(os.path.dirname(__file__), "..", ".."))
BUILDDIR = os.environ.get("BUILDDIR") or os.path.join(SRCDIR, "build")
LOOPBELL = os.path.join(BUILDDIR, "bot", "loopbell")
HERE = os.path.join(SRCDIR, "tests", "scenario")
BAD = os.path.join(BUILDDIR, "tests", "bad", ".libs")
BUILT_WITH = open(os.path.join(BUILDDIR, "Makefile")).read()
PATIENCE_S = 60  # of a test that fails


class Skip(Exception):
    """This machine lacks what the scenario needs."""


def wait(is_so, what, patience_s=PATIENCE_S):
    """What is_so() returns, once that is true."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        got = is_so()
        if got:
            return got
        time.sleep(0.02)
    raise AssertionError("waited in vain until " + what)


def read(path):
    with open(path, encoding="utf-8", errors="surrogateescape") as f:
        return f.read()


def write(path, text, mode=0o644):
    """As a careful exporter does: nobody sees half of it."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".tmp", "w", encoding="utf-8") as f:
        f.write(text)
    os.chmod(path + ".tmp", mode)
    os.rename(path + ".tmp", path)


def recorder(log, **settings):
    """An instance of recorder.py: delivers into the file log."""
    return {"command": [sys.executable, os.path.join(HERE, "recorder.py")],
            "rate": 0, "file": log, **settings}


def route(to, target="t", name=None, **more):
    return {"name": name or to, "send": [{"to": to, "target": target}],
            "continue": "yes", **more}


class Bot:
    """One bot in a folder of its own.  What is not said is a CSV folder as
    provider, a recorder as notifier and a route between them."""
    program = LOOPBELL

    def __init__(self, dir=None, **config):
        self.dir = dir or tempfile.mkdtemp(prefix="loopbell-")
        self.file = self.path("loopbell.yaml")
        self.env = dict(os.environ)
        self.process, self.files = None, 0
        os.mkdir(self.path("answers"))
        self.config = {
            "company": "Nordlys", "language": "en",
            "store": self.path("bot.db"),
            "providers": {"answers": self.csv()},
            "notifiers": {"good": recorder(self.path("good"))},
            "routes": [route("good")]}
        self.configure(**config)

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def csv(self, folder="answers", **more):
        return {"plugin": "csv", "folder": self.path(folder), "every": "1s",
                "settle": 0, "since": "2020-01-01", **more}

    def configure(self, **config):
        """Writes the file; JSON is YAML.  Of what is None nothing is said."""
        self.config = {k: v for k, v in {**self.config, **config}.items()
                       if v is not None}
        write(self.file, json.dumps(self.config, indent=1), 0o600)

    # ---- The process

    def start(self, command="run", *args):
        with open(self.path("log"), "ab") as log:
            self.process = subprocess.Popen(
                [self.program, command, "--config", self.file, *args],
                stderr=log, stdout=log, stdin=subprocess.DEVNULL,
                env=self.env)
        return self

    def run(self):
        """Starts, and waits until it answers."""
        self.start()
        wait(lambda: self.status() or self.end_code() is not None,
             "the bot answers")
        assert self.end_code() is None, "it ended: " + self.log()
        return self

    def end_code(self):
        return self.process.poll()

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self, patience_s=12):
        self.signal(signal.SIGTERM)
        return self.process.wait(patience_s)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def once(self, patience_s=PATIENCE_S):
        self.start("run", "--once")
        return self.process.wait(patience_s)

    def release(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)

    # ---- What it says

    def log(self):
        return read(self.path("log")) if os.path.exists(
            self.path("log")) else ""

    def says(self, pattern, patience_s=PATIENCE_S):
        """The match of the pattern in the log."""
        return wait(lambda: re.search(pattern, self.log(), re.M),
                    "the log says " + pattern, patience_s)

    def ask(self, **request):
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(10)
            try:
                s.connect(self.path("bot.sock"))
                s.sendall(json.dumps(request).encode() + b"\n")
                return json.loads(s.makefile().readline() or "null")
            except OSError:
                return None

    def status(self):
        return self.ask(op="status")

    def instance(self, name):
        for i in (self.status() or {}).get("instances", []):
            if i["name"] == name:
                return i
        return None

    def command(self, *words, **more):
        """Runs a command of the program on this configuration."""
        return command(*words, "--config", self.file, env=self.env, **more)

    def sql(self, query, *args):
        db = sqlite3.connect(f"file:{self.path('bot.db')}?mode=ro", uri=True,
                             timeout=20)
        try:
            return db.execute(query, args).fetchall()
        finally:
            db.close()

    def notices(self, notifier=None):
        """How many notices are in which state."""
        return dict(self.sql(
            "SELECT state, count(*) FROM notices WHERE notifier = coalesce"
            "(?, notifier) GROUP BY state", notifier))

    def is_delivered(self, n, notifier="good"):
        return wait(lambda: self.notices(notifier) == {"done": n} or None,
                    f"{n} notices are delivered by {notifier}")

    # ---- What happens around it

    def answer(self, *rows, folder="answers"):
        """A new file of answers.  A row is score, comment and more columns
        as a map, or a number: how many tens."""
        if rows and isinstance(rows[0], int) and len(rows) == 1:
            rows = [(10, f"fine {i}") for i in range(rows[0])]
        self.files += 1
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        lines = ["id;date;score;comment;company;email"]
        for i, row in enumerate(rows):
            score, comment, more = (*row, "", {})[:3] if len(row) < 3 else row
            more = more or {}
            lines.append(";".join([
                more.get("id", f"{self.files}-{i}"), when, str(score),
                '"' + str(comment).replace('"', '""') + '"',
                more.get("company", ""), more.get("email", "")]))
        write(self.path(folder, f"{self.files}.csv"),
              "\n".join(lines) + "\n")

    def recorded(self, name="good"):
        """What a recorder delivered, in order."""
        path = self.path(name)
        return [json.loads(line) for line in read(path).splitlines()
                ] if os.path.exists(path) else []


def command(*words, env=None, **more):
    """Runs the program; code, standard output, standard error."""
    done = subprocess.run([LOOPBELL, *words], capture_output=True, text=True,
                          timeout=PATIENCE_S, env=env, **more)
    return done.returncode, done.stdout, done.stderr


class Server:
    """One of tests/fake, on loopback; ends with its standard input."""

    def __init__(self, name, *args, says=""):
        """says: what it wants to read before it tells its port."""
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(SRCDIR, "tests", "fake", name),
             *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdin.write(says)
        self.process.stdin.flush()
        self.port = int(self.process.stdout.readline())

    def get(self, path):
        with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return json.load(answer)

    def post(self, path, data):
        text = data if isinstance(data, str) else json.dumps(data)
        urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}",
                               text.encode(), timeout=10).close()

    def release(self):
        self.process.kill()
        self.process.communicate()


# ---- Running the scenarios of a file

class World:
    """What one scenario starts; all of it is ended with it."""

    def __init__(self):
        self.things = []

    def keep(self, thing):
        self.things.append(thing)
        return thing

    def bot(self, **config):
        return self.keep(Bot(**config))

    def server(self, *args):
        return self.keep(Server(*args))

    def logs(self):
        return "".join(t.log()[-6000:] for t in self.things
                       if isinstance(t, Bot))

    def release(self):
        for thing in reversed(self.things):
            thing.release()


def run_one(scenario):
    """(name, how it went, seconds, what to print)"""
    world, start = World(), time.monotonic()
    try:
        scenario(world)
        how, text = "ok", ""
    except Skip as skip:
        how, text = "skipped", str(skip)
    except Exception:  # whatever it is, the others shall run
        how, text = "FAILED", traceback.format_exc() + world.logs()
    try:
        world.release()
    except Exception:  # how it ended is a part of it
        how, text = "FAILED", text + traceback.format_exc()
    return scenario.__name__, how, time.monotonic() - start, text


def main(scenarios):
    """Runs the functions of a module's globals() that are scenarios."""
    found = [f for name, f in scenarios.items() if "__" in name
             and callable(f) and f.__module__ == "__main__"]
    found = [f for f in found if not sys.argv[1:]
             or any(word in f.__name__ for word in sys.argv[1:])]
    ended = []
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for one in concurrent.futures.as_completed(
                [pool.submit(run_one, f) for f in found]):
            ended.append(one.result()[1])
            name, how, seconds, text = one.result()
            print(f"{how:8} {seconds:5.1f} s  {name}  {text}", flush=True)
    if "FAILED" in ended:
        sys.exit(1)
    sys.exit(77 if set(ended) == {"skipped"} else 0)

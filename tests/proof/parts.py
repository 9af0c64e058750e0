# SPDX-License-Identifier: ISC
"""parts.py - generators, sinks and the tally, as a proof uses them.

The parts are programs in C that know nothing of the bot; here they are only
started, given orders and ended.  What they write down is the evidence.
"""
import contextlib
import itertools
import os
import socket
import sqlite3
import struct
import subprocess
import sys
import time

SRCDIR = os.environ.get("SRCDIR") or os.path.abspath(
    os.path.join(os.path.dirname(__file__), "..", ".."))
sys.path.insert(0, os.path.join(SRCDIR, "tests", "scenario"))
import harness  # noqa: E402  (its folder is known only now)
from harness import BUILDDIR, wait  # noqa: E402

HERE = os.path.join(BUILDDIR, "tests", "proof")
SHIM = os.path.join(HERE, ".libs", "shim.so")
PORTS = itertools.count(os.getpid() * 101)
N_SURVEYS = 40  # as many channels: lanes of their own in the bot


class Part:
    """A program with orders on its standard input."""

    def __init__(self, program, *args):
        self.process = subprocess.Popen(
            [os.path.join(HERE, program), *map(str, args)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.says = self.process.stdout.readline().strip()

    def release(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


class Sink(Part):
    """sink or smtp_sink; what it takes stands in its record."""

    def __init__(self, folder, name="sink", program="sink"):
        self.record = os.path.join(folder, name + ".record")
        super().__init__(program, self.record)
        self.port = int(self.says)

    def order(self, text):
        """It does so from now on; its record is complete until now."""
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer == "ok\n", (text, answer)

    def n_taken(self):
        """How many lines "took" are in its record."""
        return harness.read(self.record).count(" took ")

    def flush(self):
        """Its record is complete until now."""
        time.sleep(0.15)  # it writes when it rests for 0.1 s, or orders


class Load(Part):
    """loadgen; at() is what it needs to reach a bot."""

    def __init__(self, folder, at, name="load", **options):
        self.record = os.path.join(folder, name + ".record")
        words = ["-o", self.record, "-k", N_SURVEYS, *at]
        for option, value in options.items():
            words += ["-" + option, *([] if value is None else [value])]
        self.n = options.get("n", 0)
        super().__init__("loadgen", *words)

    def is_over(self):
        return self.process.poll() is not None

    def stop(self):
        """No new numbers from now on."""
        if not self.process.stdin.closed:
            self.process.stdin.close()

    def finish(self, patience_s=60):
        """Stops it, and waits until all it made is acknowledged: how many
        it made."""
        self.stop()
        try:
            self.process.wait(patience_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(
                "after %d s not all is acknowledged" % patience_s) from None
        made, acked, refused = map(int, self.process.stdout.read().split())
        assert refused == 0, f"{refused} responses were refused"
        assert made == acked, (made, acked)
        return made

    def release(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Clock:
    """The clocks of what runs under the shim."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "clock")
        self.shift(0)

    def shift(self, wall_s, monotonic_s=0):
        """By how much they differ from this machine's, from now on."""
        data = struct.pack("=qq", round(wall_s * 1e6),
                           round(monotonic_s * 1e6))
        # In place: who has it mapped sees it.
        fd = os.open(self.path, os.O_WRONLY | os.O_CREAT)
        os.pwrite(fd, data, 0)
        os.close(fd)

    def environment(self):
        return {"LD_PRELOAD": SHIM, "PROOF_CLOCK": self.path}


def tally(*records):
    """What tally counts, by name; the lost and twice are in "first"."""
    done = subprocess.run([os.path.join(HERE, "tally"), *records],
                          capture_output=True, text=True, check=True)
    counted = {k: int(v) for k, v in
               (word.split("=") for word in done.stdout.split())}
    return {**counted, "first": done.stderr.splitlines()}


class Bot(harness.Bot):
    """A bot whose notices go to sinks, each survey's to a channel of its
    own.  `mode` is how the responses come in: "web" or "csv"."""

    def __init__(self, mode, folder, **config):
        self.mode = mode or ("web" if has_web() else "csv")
        super().__init__(folder)
        self.port = free_port() if self.mode == "web" else None
        self.configure(providers={"answers": self.provider()},
                       notifiers={}, routes=[], **self.web(), **config)

    def provider(self):
        if self.mode == "csv":
            return self.csv()
        return {"plugin": "webhook", "insecure": "yes",
                "since": "2020-01-01"}

    def web(self):
        if self.mode == "csv":
            return {}
        return {"web": {"listen": f"127.0.0.1:{self.port}",
                        "requests_per_second": 100000}}

    def way_in(self):
        """What loadgen must be told."""
        if self.mode == "csv":
            return ["-d", self.path("answers")]
        return ["-p", self.port, "-u", "/in/answers"]

    def notify(self, **sinks):
        """A notifier NAME for each, on a route for each survey.  A sink is
        (kind, Sink, more): a "slack" can look for messages, a "hook" can
        not, "mail" is mail."""
        self.configure(
            notifiers={name: notifier(*sink)
                       for name, sink in sinks.items()},
            routes=[{"name": f"r{i}", "when": {"survey": f"s{i}"},
                     "send": [{"to": name, "target": target(sink[0], i)}
                              for name, sink in sinks.items()]}
                    for i in range(N_SURVEYS)])
        return self

    def marks(self, notifier):
        """A record of what it says it may have told twice."""
        path = self.path(notifier + ".marks")
        rows = self.sql(
            "SELECT r.ref FROM notices n JOIN responses r "
            "ON r.id = n.response_id WHERE n.maybe_twice = 1 AND n.notifier = ?",
            notifier)
        with open(path, "w", encoding="ascii") as out:
            out.writelines(f"0 possibly {name[1:]}\n" for name, in rows)
        return path, len(rows)


    def release(self):
        """Its folder is the proof's."""
        if self.process and self.process.poll() is None:
            self.kill()


def has_web():
    return not os.environ.get("PROOF_CSV") and os.path.exists(
        os.path.join(BUILDDIR, "bot", "loopbell-web"))


def free_port():
    """One that the bot can have again after each kill: below those that the
    kernel gives to sinks and connections of other proofs meanwhile."""
    while True:
        port = 16384 + next(PORTS) % 16000
        with socket.socket() as s, contextlib.suppress(OSError):
            s.bind(("127.0.0.1", port))
            return port


def notifier(kind, sink, more=None):
    at = f"127.0.0.1:{sink.port}"
    return {"slack": {"plugin": "slack", "token": "xoxb-proof", "rate": 0,
                      "api": f"http://{at}/api/"},
            "hook": {"plugin": "slack", "rate": 0,
                     "webhook": f"http://{at}/services/T/B/x"},
            "mail": {"plugin": "email", "server": f"smtp://{at}", "rate": 0,
                     "starttls": "never", "timeout": "30s",
                     "from": "Loopbell <bell@nordlys.example>"},
            }[kind] | (more or {})


def target(kind, i):
    return f"s{i}@nordlys.example" if kind == "mail" else f"C{i:08}"


def is_whole(path):
    """The store at path, as SQLite sees it."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
    try:
        return [row[0] for row in db.execute("PRAGMA integrity_check")] == [
            "ok"]
    finally:
        db.close()

#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Measures the bot, and in the same run this machine's limits.

    bench.py [--smoke] [--answers N]... [--keep]

Prints a table in Markdown; README.md tells how each figure is measured.
BUILDDIR says where the program is.  --smoke: does each measurement work?  Its
figures mean nothing.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

import answers
from bot import Bot, is_ready, n_stored

BUILD = os.environ.get("BUILDDIR", ".")
BOT = os.environ.get("LOOPBELL", os.path.join(BUILD, "bot/loopbell"))
LIMITS = os.path.join(BUILD, "tests/bench/limits")
WEB = os.path.join(BUILD, "bot/loopbell-web")
POSTS = os.path.join(BUILD, "tests/bench/posts")
SINK = os.path.join(BUILD, "tests/bench/sink")

# From the first day all is announced; from the last nothing is.
ALL, HISTORY = "2020-01-01", "2099-01-01"
NO_LIMIT, HARDLY_EVER = 0, 0.001
ROWS_A_COMMIT = 100
SETTLE_S = 1
WEB_CONNECTIONS, AIM_WEBHOOKS = 64, 20000
AIM_INGEST, AIM_MEMORY_MIB, AIM_START_S = 15000, 20, 0.2


class Sink:
    def __enter__(self):
        self.process = subprocess.Popen(
            [SINK], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = "http://127.0.0.1:" + self.process.stdout.readline().strip()
        return self

    def __exit__(self, *_):
        said, _ = self.process.communicate()
        n, seconds = said.split()
        self.rate = int(n) / max(float(seconds), 1e-6)


def limit(*args):
    return float(subprocess.run([LIMITS, *map(str, args)], check=True,
                                stdout=subprocess.PIPE).stdout)


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, figure, unit, beside="", aim=""):
        row = (what, f"{figure:,.{0 if figure >= 100 else 2}f} {unit}",
               beside, aim)
        print("  " + " | ".join(filter(None, row)), file=sys.stderr)
        self.rows.append(row)

    def print(self):
        heads = ("what", "figure", "beside the limit", "aim")
        wide = [max(len(r[i]) for r in [heads, *self.rows]) for i in range(4)]
        for row in (heads, ["-" * w for w in wide], *self.rows):
            print("| " + " | ".join(c.ljust(w) for c, w in zip(row, wide))
                  + " |")


def verdict(is_met, aim):
    return f"{aim}: {'met' if is_met else 'MISSED'}"


class Bench:
    """All measurements, each a method that adds rows to the table."""

    def __init__(self, folder, options):
        self.folder, self.options = folder, options
        self.table = Table()

    def bot(self, name, sink_url, since, rate=NO_LIMIT, n=0):
        """A bot with n answers before it; the same name: the same store."""
        folder = os.path.join(self.folder, name)
        if not os.path.exists(folder):
            os.makedirs(folder + "/in")
            answers.write_accounts(folder + "/accounts.csv")
            if n > 0:
                answers.write_answers(folder + "/in/answers.csv", n)
        return Bot(BOT, folder, sink_url, since, rate)

    # ---- Start and memory

    def start_up(self):
        spent, checks = [], []
        for i in range(self.options.repeats):
            with self.bot(f"start{i}", "http://127.0.0.1:9", ALL) as bot:
                bot.wait(is_ready, 0.001)
                spent.append(bot.elapsed())
            began = time.monotonic()
            subprocess.run([BOT, "check", "-c", bot.config], check=True,
                           stdout=subprocess.DEVNULL)
            checks.append(time.monotonic() - began)
        best = min(spent)
        self.table.add("start: exec until all instances are ready",
                       best * 1000, "ms", "", verdict(
                           best <= AIM_START_S, f"<= {AIM_START_S * 1000:.0f} ms"))
        self.table.add("`loopbell check` of the same", min(checks) * 1000,
                       "ms")

    def add_memory(self, when, sizes, aim=None):
        parts = ", ".join(f"{name} {n / 1024:.1f}"
                          for name, n in sorted(sizes.items())
                          if name != "all")
        self.table.add(f"memory {when} (PSS)", sizes["all"] / 1024, "MiB",
                       parts, aim or "")

    def idle(self):
        with self.bot("idle", "http://127.0.0.1:9", ALL) as bot:
            bot.wait(is_ready)
            time.sleep(SETTLE_S)
            status = bot.wait(is_ready)
            sizes = bot.memory(status)
            mib = sizes["all"] / 1024
            self.add_memory("idle", sizes, verdict(
                mib <= AIM_MEMORY_MIB, f"<= {AIM_MEMORY_MIB} MiB"))

    # ---- Ingesting

    def commits(self, store):
        self.per_row = limit("commits", store, 1)
        self.rows_a_second = ROWS_A_COMMIT * limit(
            "commits", store, ROWS_A_COMMIT)
        self.table.add(f"limit: SQLite commits of {ROWS_A_COMMIT} of these rows",
                       self.rows_a_second / ROWS_A_COMMIT, "/s",
                       f"{self.rows_a_second:,.0f} rows/s")
        self.table.add("limit: SQLite commits of 1 of these rows",
                       self.per_row, "/s")

    def add_ingest(self, what, n, seconds, cpu):
        rate = n / seconds
        share = rate / self.rows_a_second
        self.table.add(what, rate, "/s", f"{share:.2f} of SQLite's rows, "
                       f"{cpu / n * 1e6:.0f} µs of the core's CPU",
                       verdict(rate >= AIM_INGEST, f">= {AIM_INGEST:,}/s"))

    def ingest(self, name, n, since, rate):
        """Seconds from exec until the last of n answers is committed."""
        with Sink() as sink, self.bot(name, sink.url, since, rate, n) as bot:
            def is_done(status):
                bot.memory(status)
                return n_stored(status) >= n
            bot.wait(is_done, 0.05)
            return bot.elapsed(), bot.cpu(), bot.peaks

    def again(self, name, n):
        """The same file under another name: every answer is known."""
        folder = os.path.join(self.folder, name)
        with Sink() as sink, self.bot(name, sink.url, HISTORY) as bot:
            bot.wait(is_ready)
            os.rename(folder + "/in/answers.csv", folder + "/in/again.csv")

            def seen(status):
                return status["instances"][0]["responses"]
            first = seen(bot.wait(lambda s: seen(s) > 0, 0.01))
            began, cpu = time.monotonic(), bot.cpu()
            bot.wait(lambda s: seen(s) >= n, 0.02)
            return (max(n - first, 1), max(time.monotonic() - began, 1e-6),
                    bot.cpu() - cpu)

    def history(self, n):
        name = f"history{n}"
        seconds, cpu, peaks = self.ingest(name, n, HISTORY, NO_LIMIT)
        if not hasattr(self, "rows_a_second"):
            self.commits(os.path.join(self.folder, name, "loopbell.db"))
        self.add_ingest(f"ingest, {n:,} answers, history", n, seconds,
                        cpu)
        self.add_memory(f"at most, while {n:,} answers come in", peaks)
        self.add_ingest(f"the same {n:,} again", *self.again(name, n))

    def announced(self, n):
        seconds, cpu, _ = self.ingest(f"news{n}", n, ALL, HARDLY_EVER)
        self.add_ingest(f"ingest, {n:,} answers, announced (0.7 notices each)",
                        n, seconds, cpu)

    # ---- Delivering

    def deliver(self, n):
        """What announced() left in the outbox, to a sink that says yes."""
        with Sink() as sink:
            posts = limit("posts", sink.url + "/", self.options.posts)
        self.table.add("limit: libcurl POSTs to the same sink", posts, "/s")
        with Sink() as sink, self.bot(f"news{n}", sink.url, ALL) as bot:
            before = []

            def is_done(status):
                done = status["totals"]["done"]
                before.append(done)
                bot.memory(status)
                return (done - before[0] >= self.options.posts
                        or status["totals"]["waiting"] == 0)
            bot.wait(is_done, 0.05)
            peaks, cpu = bot.peaks, bot.cpu()
            n_done = max(before[-1] - before[0], 1)
        self.table.add("notices delivered (slack, rate: 0)", sink.rate, "/s",
                       f"{sink.rate / posts:.2f} of the POSTs, "
                       f"{sink.rate / self.per_row:.2f} of 1-row commits, "
                       f"{cpu / n_done * 1e6:.0f} µs of the core's CPU")
        self.add_memory("at most, while notices are delivered", peaks)

    # ---- Webhooks

    def webhooks(self):
        """loopbell-web with a core that stores nothing, beside its library
        alone: what HTTP costs of the way in."""
        def posts(*how):
            done = subprocess.run(
                [POSTS, *how, str(WEB_CONNECTIONS),
                 str(self.options.webhooks)], check=True,
                stdout=subprocess.PIPE)
            return [float(word) for word in done.stdout.split()]
        bare, _, bare_p99 = posts("bare")
        rate, median, p99 = posts("web", WEB)
        self.table.add("limit: POSTs answered by libmicrohttpd alone", bare,
                       "/s", f"p99 {bare_p99 / 1000:.1f} ms")
        self.table.add(
            f"webhooks over {WEB_CONNECTIONS} connections, the core faked",
            rate, "/s", f"{rate / bare:.2f} of libmicrohttpd alone, p50 "
            f"{median / 1000:.1f} ms, p99 {p99 / 1000:.1f} ms",
            verdict(rate >= AIM_WEBHOOKS, f">= {AIM_WEBHOOKS:,}/s"))

    def run(self):
        self.start_up()
        self.webhooks()
        self.idle()
        for n in self.options.answers:
            self.history(n)
        for n in self.options.answers:
            self.announced(n)
        self.deliver(self.options.answers[0])
        self.table.print()


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--answers", type=int, action="append")
    chosen = parser.parse_args()
    chosen.answers = chosen.answers or (
        [300] if chosen.smoke else [100_000, 1_000_000])
    chosen.posts = 50 if chosen.smoke else 10_000
    chosen.webhooks = 500 if chosen.smoke else 200_000
    chosen.repeats = 1 if chosen.smoke else 5
    return chosen


if __name__ == "__main__":
    chosen = options()
    place = tempfile.mkdtemp(prefix="bench-", dir=".")
    try:
        Bench(os.path.abspath(place), chosen).run()
    finally:
        if not chosen.keep:
            shutil.rmtree(place)

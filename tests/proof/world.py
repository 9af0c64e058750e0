# SPDX-License-Identifier: ISC
"""world.py - what one proof starts, and the line it comes to."""
import os
import random
import shutil
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

import parts
from harness import BUILT_WITH, Skip

PATIENCE_S = 120
STANDSTILL_S = 60  # longer than anything here is put off
COLUMNS = "{:<34}{:>6}{:>10}{:>10}{:>7}{:>7}  {}"
HEAD = COLUMNS.format("proof", "runs", "accepted", "delivered", "lost",
                      "twice", "")


class Line:
    """What a proof came to: sums over its runs."""

    def __init__(self, name):
        self.name, self.runs = name, 0
        self.accepted = self.delivered = self.lost = self.twice = 0
        self.possibly = self.marks = 0
        self.notes, self.wrong, self.evidence = [], [], []
        self.is_skipped = self.is_reached = False

    def add(self, *counted):
        """One run: what the tally counted at each of its sinks."""
        self.runs += 1
        self.accepted += counted[0]["accepted"]
        self.delivered += min(c["delivered"] for c in counted)
        for c in counted:
            self.lost += c["lost"]
            self.twice += c["twice"]
            self.possibly += c["possibly"]
            self.claim(c["unasked"] == 0, "taken but never sent: %s" %
                       c["first"])

    def join(self, other, what):
        """A line of its own for one of the runs becomes part of this."""
        for name in ("runs", "accepted", "delivered", "lost", "twice",
                     "possibly"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        if other.wrong:
            self.wrong.append(f"{what}: " + ", ".join(other.wrong))
            self.evidence += other.evidence

    def claim(self, holds, otherwise):
        """What must hold, and what to say where it does not."""
        if not holds:
            self.wrong.append(otherwise)
        return holds

    def note(self, text):
        self.notes.append(text)

    def judge(self):
        self.claim(self.lost == 0, f"{self.lost} lost")
        self.claim(self.twice == 0, f"{self.twice} told twice")
        self.claim(self.is_skipped or self.accepted > 0, "nothing was tried")
        return not self.wrong

    def text(self):
        how = "FAILED" if self.wrong else "ok"
        how = "skipped" if self.is_skipped and not self.wrong else how
        said = "; ".join(self.notes + self.wrong)
        if self.wrong:
            said += "; evidence in " + " ".join(self.evidence)
        return COLUMNS.format(self.name, self.runs, self.accepted,
                              self.delivered, self.lost, self.twice,
                              f"{how:8} {said}")


class World:
    """One proof at work.  is_short: fewer runs of the same code."""

    def __init__(self, name, is_short, seed):
        self.line, self.is_short = Line(name), is_short
        self.dice = random.Random(f"{seed} {name}")
        self.things, self.folders = [], []

    def size(self, whole, short):
        return short if self.is_short else whole

    def keep(self, thing):
        self.things.append(thing)
        return thing

    def folder(self):
        """One that is kept where the proof fails."""
        path = tempfile.mkdtemp(prefix="loopbell-proof-")
        self.folders.append(path)
        return path

    def bot(self, mode=None, **config):
        bot = self.keep(parts.Bot(mode, self.folder(), **config))
        return bot

    def sink(self, bot, name="sink", program="sink"):
        return self.keep(parts.Sink(bot.dir, name, program))

    def load(self, bot, name="load", **options):
        return self.keep(parts.Load(bot.dir, bot.way_in(), name, **options))

    def sinks(self, bot, **more):
        """The bot tells a Slack and a webhook of everything."""
        slack, hook = self.sink(bot, "slack"), self.sink(bot, "hook")
        bot.notify(slack=("slack", slack, more), hook=("hook", hook, more))
        return {"slack": slack, "hook": hook}

    def settle(self, bot, load, sinks):
        """Waits until all that was accepted is delivered to each sink and
        nothing is on its way, as long as there is progress: what the tally
        counts at each."""
        load.finish(PATIENCE_S)
        end, before = time.monotonic() + PATIENCE_S, None
        while time.monotonic() < end:
            time.sleep(0.25)
            if bot.end_code() is not None:
                raise AssertionError(f"it ended with {bot.end_code()}")
            notices = bot.notices()
            if set(notices) == {"done"}:
                counted = self.count(bot, load, sinks)
                if all(c["lost"] == 0 for c in counted.values()):
                    return counted
            if notices != before:
                end, before = time.monotonic() + STANDSTILL_S, notices
        self.line.claim(False, f"it stands still: {before}")
        return self.count(bot, load, sinks)

    def count(self, bot, load, sinks):
        for sink in sinks.values():
            sink.flush()
        return {name: parts.tally(load.record, sink.record,
                                  bot.marks(name)[0])
                for name, sink in sinks.items()}

    def settled(self, bot, load, sinks):
        """As settle(), and adds it to the line as one run."""
        counted = self.settle(bot, load, sinks)
        self.line.add(*counted.values())
        self.line.marks += sum(bot.marks(name)[1] for name in sinks)
        self.line.claim(parts.is_whole(bot.path("bot.db")),
                        "the store is damaged")
        for name, c in counted.items():
            if c["first"]:
                self.line.note(f"{name}: " + ", ".join(c["first"][:3]))
        return counted

    def side_by_side(self, run, n, at_once=2):
        """run(i) for n numbers, some at once."""
        with ThreadPoolExecutor(at_once) as pool:
            for one in [pool.submit(run, i) for i in range(n)]:
                one.result()

    def all_at_once(self, run, things, at_once=8):
        """(thing, run(thing)) for each."""
        with ThreadPoolExecutor(at_once) as pool:
            return list(zip(things, pool.map(run, things)))

    def release(self):
        for thing in reversed(self.things):
            thing.release()
        for folder in self.folders:
            if self.line.wrong:
                self.line.evidence.append(folder)
            else:
                shutil.rmtree(folder, ignore_errors=True)


def apart(run):
    """run(world) in a world of its own, whose processes, and folder where all
    held, are gone at its end; the line it came to."""
    one = World("one", True, 0)
    try:
        run(one)
    except Exception:  # whatever it is, the other runs go on
        one.line.wrong.append("it did not come to its end: "
                              + traceback.format_exc().splitlines()[-1])
    finally:
        one.line.judge()
        one.release()
    return one.line


def has_sanitizers():
    return "-fsanitize=address,undefined -fno" in BUILT_WITH


def skip_with_sanitizers():
    if has_sanitizers():
        raise Skip("a build with sanitizers does not take the shim")

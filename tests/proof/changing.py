# SPDX-License-Identifier: ISC
"""changing.py - proofs 7 and 9: changed, crashed and copied while it works."""
import os
import shutil
import signal
import sqlite3
import subprocess
import time

import harness
import parts
from harness import wait


# ---- Reloads and crashes of plugins

def children(pid):
    """Every process that the core has started."""
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as f:
        return [int(word) for word in f.read().split()]


def reload(bot, i):
    """Every fourth time the notifiers are started anew with it."""
    n = count(bot, " is taken")
    notifiers = {name: {**settings, "deadline": f"{30 + i // 4}s"}
                 for name, settings in bot.config["notifiers"].items()}
    bot.configure(company=f"Nordlys {i}", notifiers=notifiers)
    bot.signal(signal.SIGHUP)
    wait(lambda: count(bot, " is taken") > n, "the new file is taken")


def count(bot, text):
    return int(subprocess.run(["grep", "-c", "-F", text, bot.path("log")],
                              capture_output=True, check=False).stdout or 0)


def crash_one(world, bot):
    there = wait(lambda: children(bot.process.pid), "it has processes")
    os.kill(world.dice.choice(there), signal.SIGKILL)


def reloads_and_crashes(world):
    """7: a hundred of each, in turn, under load."""
    n = world.size(100, 5)
    bot = world.bot()
    sinks = world.sinks(bot)
    bot.run()
    load = world.load(bot, r=200, c=8)
    for i in range(n):
        reload(bot, i)
        time.sleep(world.dice.uniform(0, 0.2))
        crash_one(world, bot)
        time.sleep(world.dice.uniform(0, 0.2))
    world.line.claim(bot.end_code() is None, "the core ended")
    world.settled(bot, load, sinks)
    world.line.runs = 2 * n
    marks = bot.marks("hook")[1]
    world.line.note(f"{world.line.possibly} twice at the sink that cannot be "
                    f"asked, of {marks} marked as possible")
    world.line.claim(marks <= 2 * n, "more are marked than there were ends")
    world.line.claim(bot.marks("slack")[1] == 0,
                     "Slack can be asked, and some are marked possibly twice")


# ---- Copies

# While somebody copies, and five seconds after, nothing of the log goes into
# the database; who copies without a pause makes it grow to 256 MiB, and then a
# copy is spoiled (bot/store/checkpoint.h), which the bot says in its log.
PAUSE_S = 7

def copy_at_once(source, to):
    subprocess.run(["cp", *[os.path.join(source, name)
                            for name in names(source)], to], check=True)


def copy_slowly(source, to):
    """As over a line that is not the fastest: a second or two in all."""
    size = sum(os.path.getsize(os.path.join(source, n))
               for n in names(source))
    for name in names(source):
        with open(os.path.join(source, name), "rb") as f, \
                open(os.path.join(to, name), "wb") as out:
            while part := f.read(size // 30 + 1):
                out.write(part)
                time.sleep(0.04)


def copy_with_tar(source, to):
    subprocess.run(
        "tar -C '%s' -cf - %s 2>/dev/null | tar -C '%s' -xf -" % (
            source, " ".join(names(source)), to), shell=True, check=True)


def names(source):
    """The store's files, in the order in which a shell names them."""
    return sorted(n for n in os.listdir(source)
                  if n in ("bot.db", "bot.db-shm", "bot.db-wal"))


def acked_before(load, us):
    found = set()
    with open(load.record, encoding="ascii") as lines:
        for line in lines:
            at, verb, number = line.split()
            if verb == "acked" and int(at) < us:
                found.add("r" + number)
    return found


def held(to):
    """What the copy holds; None: it is not whole."""
    db = sqlite3.connect(os.path.join(to, "bot.db"), timeout=20)
    try:
        whole = db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return whole and {ref for ref, in
                          db.execute("SELECT ref FROM responses")}
    except sqlite3.DatabaseError:
        return None
    finally:
        db.close()


def copy_once(world, bot, load, i):
    how = (copy_at_once, copy_slowly, copy_with_tar)[i % 3]
    to = bot.path(f"copy{i}")
    os.mkdir(to)
    began_us = time.monotonic_ns() // 1000
    how(bot.dir, to)
    time.sleep(0.3)  # the generator's record is written five times a second
    acked, holds = acked_before(load, began_us), held(to)
    world.line.runs += 1
    world.line.accepted += len(acked)
    if not world.line.claim(holds is not None and holds is not False,
                            f"copy {i}, {how.__name__}: not whole"):
        return
    world.line.delivered += len(acked & holds)
    world.line.lost += len(acked - holds)
    shutil.rmtree(to)


def copies(world):
    """9: by cp, tar and something slow, at random moments of 400 a second."""
    bot = world.bot()
    sink = world.sink(bot)
    bot.notify(hook=("hook", sink))
    bot.run()
    load = world.load(bot, r=400, c=16, b=100)
    for i in range(world.size(15, 3)):
        time.sleep(world.dice.uniform(0.1, 1))
        copy_once(world, bot, load, i)
        if i % 3 == 2 and not world.is_short:
            time.sleep(PAUSE_S)
    world.line.note("cp, a slow reader and tar in turn; log of %d MiB at the "
                    "end" % (os.path.getsize(bot.path("bot.db-wal")) >> 20))
    if count(bot, "grown too large to wait"):
        world.line.note("a checkpoint could not wait for the copies")
    load.finish()

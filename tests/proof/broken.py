# SPDX-License-Identifier: ISC
"""broken.py - proofs 5 and 6: a full disk, and calls that fail."""
import contextlib
import os
import sqlite3
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import harness
import parts
import world as worlds
from harness import Skip, wait

BACK_WITHIN_S = 5
AT_ONCE = 12
BATCH = 6
EACH_UP_TO = 40
KINDS_AT_ONCE = 4
PATIENCE_S = 60

# Which calls of which program fail; malloc in steps, as there are thousands.
FAILING = [
    ("loopbell", "write"), ("loopbell", "pwrite"), ("loopbell", "fsync"),
    ("loopbell", "send"), ("loopbell-host", "write"),
    ("loopbell-host", "connect"), ("loopbell-host", "send"),
    ("loopbell-web", "write"), ("loopbell-web", "send"),
    ("loopbell", "malloc"), ("loopbell-host", "malloc"),
    ("loopbell-web", "malloc"),
]


# ---- A full disk

class SmallDisk:
    """A file system of 64 MiB in memory, at bot.path("disk")."""

    def __init__(self, bot):
        self.path = bot.path("disk")
        self.ballast = bot.path("disk", "ballast")
        os.mkdir(self.path)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m",
                           "proof", self.path],
                          capture_output=True, check=False).returncode:
            raise Skip("only root may mount a small disk: try "
                       "unshare -rm make proof")

    def fill(self):
        fd = os.open(self.ballast, os.O_WRONLY | os.O_CREAT)
        with contextlib.suppress(OSError):
            while True:
                os.write(fd, b"x" * 4096)
        os.close(fd)

    def free(self):
        os.unlink(self.ballast)

    def release(self):
        subprocess.run(["umount", "-l", self.path], check=False)


def times_of(load, verb):
    """When the generator saw it, in seconds of CLOCK_MONOTONIC."""
    return [int(line.split()[0]) / 1e6
            for line in harness.read(load.record).splitlines()
            if line.split()[1] == verb]


def fill_once(world, bot, disk, load):
    """Full for three seconds; how long it took to come back."""
    n_busy = len(times_of(load, "busy"))
    disk.fill()
    if bot.mode == "web":
        wait(lambda: len(times_of(load, "busy")) > n_busy,
             "a full disk is answered with 503", 30)
    full_s = time.monotonic()
    time.sleep(3)
    disk.free()
    free_s = time.monotonic()
    back = wait(lambda: [t for t in times_of(load, "acked") if t > free_s],
                "it takes responses again", 30)[0]
    acked = [t for t in times_of(load, "acked") if full_s + 1 < t < free_s]
    world.line.note(f"{len(acked)} taken while full, back after "
                    f"{back - free_s:.1f} s")
    world.line.claim(back - free_s <= BACK_WITHIN_S,
                     f"it came back only after {back - free_s:.1f} s")


def full_disk(world):
    """5: in the middle of 200 a second, and again."""
    bot = world.bot(store="disk/bot.db", socket="bot.sock")
    disk = world.keep(SmallDisk(bot))
    bot.configure(store=bot.path("disk", "bot.db"),
                  socket=bot.path("bot.sock"))
    os.symlink(bot.path("disk", "bot.db"), bot.path("bot.db"))
    sinks = world.sinks(bot)
    bot.run()
    load = world.load(bot, r=200, c=8)
    for _ in range(world.size(3, 1)):
        time.sleep(world.dice.uniform(1, 2))
        fill_once(world, bot, disk, load)
    world.settled(bot, load, sinks)


# ---- Calls that fail

def environment(bot, program, call, n):
    return {"LD_PRELOAD": parts.SHIM, "PROOF_FAIL": f"{call}:{n}",
            "PROOF_IN": program, "PROOF_SAID": bot.path("failed")}


def hurry(bot):
    """A line that was lost is waited for as long as this."""
    for section in ("providers", "notifiers"):
        bot.configure(**{section: {
            name: {**settings, "deadline": "10s"}
            for name, settings in bot.config[section].items()}})


def keep_running(bot):
    """What an init system does: starts it again when it ends."""
    if bot.end_code() is not None:
        time.sleep(0.1)
        bot.start()


def wait_until(bot, is_so):
    """True: it became so, though the bot may have ended meanwhile."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        keep_running(bot)
        if is_so():
            return True
        time.sleep(0.05)
    return False


def wait_for_all(bot, load, sinks, also=()):
    """True: all is accepted and delivered in time, or is as `also` says."""
    def is_delivered():
        # Who opens the store holds its checkpoints off: that comes last.
        if not load.is_over() or any(sink.n_taken() < load.n
                                     for sink in sinks.values()):
            return False
        try:
            return set(bot.notices()) - set(also) == {"done"}
        except sqlite3.OperationalError:
            return False  # it has no tables yet
    return wait_until(bot, is_delivered)


def fail_one(one, program, call, n):
    bot = one.bot()
    sinks = one.sinks(bot)
    hurry(bot)
    bot.env.update(environment(bot, program, call, n))
    bot.start()
    load = one.load(bot, r=200, n=11, b=11)
    one.line.claim(wait_for_all(bot, load, sinks),
                   f"not all is delivered: {bot.notices()}")
    bot.stop()
    one.line.add(*one.count(bot, load, sinks).values())
    one.line.claim(parts.is_whole(bot.path("bot.db")), "damaged store")
    one.line.is_reached = os.path.exists(bot.path("failed"))


def steps(call, is_short):
    """Every n up to EACH_UP_TO, then steps of a tenth; of malloc steps of a
    fifth; in the short form ever larger ones."""
    n = 1
    while True:
        yield n
        if is_short:
            n = n * 4
        elif call == "malloc":
            n = max(n + 1, n * 6 // 5)
        else:
            n = n + 1 if n < EACH_UP_TO else n * 11 // 10


def fail_each(world, pool, program, call):
    """n = 1, 2, … until none of so many at once was reached."""
    numbers, n_reached = steps(call, world.is_short), 0
    while True:
        some = [next(numbers) for _ in range(world.size(BATCH, 3))]
        lines = list(pool.map(lambda n: worlds.apart(
            lambda one: fail_one(one, program, call, n)), some))
        for n, line in zip(some, lines):
            world.line.join(line, f"{program} {call}:{n}")
        reached = sum(line.is_reached for line in lines)
        n_reached += reached
        if reached == 0 or world.is_short:
            return n_reached


def failing_calls(world):
    """6: n = 1, 2, … until a run is clean."""
    worlds.skip_with_sanitizers()
    kinds = [kind for kind in FAILING
             if kind[0] != "loopbell-web" or parts.has_web()]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        counts = world.all_at_once(
            lambda kind: fail_each(world, pool, *kind), kinds, KINDS_AT_ONCE)
    world.line.note("failed: " + ", ".join(
        f"{program} {call} {n}" for (program, call), n in counts))

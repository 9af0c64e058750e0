#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Killed, told to end, out of room: nothing is lost, nothing told twice."""
import os
import random
import subprocess
import time

import harness
from harness import Skip, recorder, route, wait

N = 500


def ids(bot, notifier):
    return sorted(i for i, in bot.sql(
        "SELECT id FROM notices WHERE notifier = ?", notifier))


def kill__twenty_times_under_load__nothing_lost_nothing_twice(world):
    bot = world.bot()
    bot.configure(
        notifiers={"tray": {"plugin": "folder", "rate": 0,
                            "folder": bot.path("tray")},
                   "good": recorder(bot.path("good"), slow_ms=1)},
        routes=[route("tray", "a@b.example"), route("good")])
    bot.answer(N)
    seed = random.randrange(1 << 30)
    moments = random.Random(seed)
    for _ in range(20):
        bot.start()
        time.sleep(moments.uniform(0.02, 0.6))
        bot.kill()
    bot.run()
    for name in ("tray", "good"):
        wait(lambda: bot.notices(name) == {"done": N},
             f"{name} has delivered all, with random moments of {seed}")
    assert bot.sql("SELECT count(*) FROM responses") == [(N,)]
    assert sorted(r["id"] for r in bot.recorded()) == ids(bot, "good"), seed
    mails = [name for name in os.listdir(bot.path("tray", "new"))]
    assert len(mails) == N, (len(mails), seed)
    assert os.listdir(bot.path("tray", "tmp")) == [], seed
    assert bot.sql("PRAGMA integrity_check") == [("ok",)]


def kill__while_one_is_being_sent__is_looked_for_and_not_sent_again(world):
    bot = world.bot()
    bot.configure(notifiers={"good": recorder(bot.path("good"),
                                              slow_ms=600000)})
    bot.run()
    bot.answer(1)
    wait(lambda: bot.recorded(), "it was written")
    bot.kill()
    bot.configure(notifiers={"good": recorder(bot.path("good"))})
    bot.run()
    bot.says("1 notices were being sent when the process before this one "
             "ended .they are looked for before they are sent again")
    bot.is_delivered(1)
    assert len(bot.recorded()) == 1
    assert bot.sql("SELECT maybe_twice FROM notices") == [(0,)]


def terminate__with_a_notifier_that_hangs__ends_in_time_and_goes_on(world):
    bot = world.bot()
    hanging = recorder(bot.path("slow"), hang="yes")
    bot.configure(notifiers={"slow": hanging,
                             "good": recorder(bot.path("good"), slow_ms=20)},
                  routes=[route("slow"), route("good")])
    bot.run()
    bot.answer(60)
    wait(lambda: bot.notices("slow").get("sending") and bot.recorded(),
         "both are at work")
    start = time.monotonic()
    assert bot.stop() == 0
    assert time.monotonic() - start < 10.5
    bot.says("Terminated: ending")
    assert "sending" not in bot.notices(), bot.notices()
    assert bot.notices("slow")["unknown"] == 1
    assert bot.notices("slow")["waiting"] == 59

    hanging["hang"] = "no"
    bot.configure(notifiers={"slow": hanging,
                             "good": recorder(bot.path("good"))})
    bot.run()
    for name in ("slow", "good"):
        bot.is_delivered(60, name)
        assert sorted(r["id"] for r in bot.recorded(name)) == ids(bot, name)


def terminate__while_all_is_quiet__ends_at_once(world):
    bot = world.bot().run()
    bot.answer(3)
    bot.is_delivered(3)
    start = time.monotonic()
    assert bot.stop() == 0
    assert time.monotonic() - start < 2
    assert not os.path.exists(bot.path("bot.sock"))


class SmallDisk:
    """A file system of 4 MiB in memory."""

    def __init__(self, path):
        os.makedirs(path, exist_ok=True)
        self.path = path
        if os.geteuid() != 0 or subprocess.run(
                ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", path],
                capture_output=True).returncode:
            raise Skip("only root may mount a small disk")

    def release(self):
        subprocess.run(["umount", "-l", self.path], check=False)


def fill(path):
    fd = os.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        while True:
            os.write(fd, b"x" * 4096)
    except OSError:
        os.close(fd)


def disk__full__says_so_and_goes_on_when_there_is_room(world):
    bot = world.bot()
    disk = world.keep(SmallDisk(bot.path("disk")))
    bot.configure(store=bot.path("disk", "bot.db"),
                  socket=bot.path("bot.sock"))
    os.symlink(bot.path("disk", "bot.db"), bot.path("bot.db"))
    bot.run()
    bot.answer(10)
    bot.is_delivered(10)
    ballast = bot.path("disk", "ballast")
    fill(ballast)
    bot.answer(*[(10, "x" * 900)] * 600)
    bot.says("error loopbell: the store cannot be written: .*(full|space).*"
             "nothing is acknowledged; trying each second")
    assert bot.status()["store_trouble"]
    code, out, _ = bot.command("status")
    assert code == 1 and "the store cannot be written" in out, out
    cursor = bot.sql("SELECT cursor FROM cursors")
    since = bot.status()["now_us"]
    wait(lambda: bot.status()["now_us"] > since + 3e6, "it has tried again")
    assert bot.log().count("the store cannot be written") == 1, bot.log()
    subprocess.run(["mount", "-o", "remount,size=64m", disk.path], check=True)
    os.unlink(ballast)
    bot.says("the store can be written again", patience_s=5)
    bot.is_delivered(610)
    assert bot.sql("PRAGMA integrity_check") == [("ok",)]
    assert bot.log().count("the store cannot be written") == 1, bot.log()
    assert len(bot.recorded()) == 610
    assert bot.sql("SELECT cursor FROM cursors") != cursor
    assert not bot.status().get("store_trouble")


def disk__full_and_killed_then_room__nothing_that_was_stored_is_lost(world):
    bot = world.bot()
    disk = world.keep(SmallDisk(bot.path("disk")))
    bot.configure(store=bot.path("disk", "bot.db"),
                  socket=bot.path("bot.sock"))
    os.symlink(bot.path("disk", "bot.db"), bot.path("bot.db"))
    bot.run()
    bot.answer(10)
    bot.is_delivered(10)
    ballast = bot.path("disk", "ballast")
    fill(ballast)
    bot.answer(*[(10, "x" * 900)] * 600)
    bot.says("the store cannot be written")
    stored = bot.sql("SELECT id FROM responses ORDER BY id")
    bot.kill()
    bot.start()
    bot.says("the store cannot be written|disk is full")
    os.unlink(ballast)
    subprocess.run(["mount", "-o", "remount,size=64m", disk.path], check=True)
    if bot.end_code() is not None:  # it could not even be opened
        bot.run()
    bot.is_delivered(610)
    now = bot.sql("SELECT id FROM responses ORDER BY id")
    assert set(stored) <= set(now) and len(now) == 610
    assert bot.sql("PRAGMA integrity_check") == [("ok",)]


if __name__ == "__main__":
    harness.main(globals())

# SPDX-License-Identifier: ISC
"""points.py - proof 3: dead at each of the crash points of bot/crash_point.h."""
import os
import signal

import broken
import parts
import world as worlds
from harness import Skip

PROGRAM = os.path.join(parts.HERE, "bin", "loopbell")
AT_ONCE = 6
LOG_FILLS = 1000  # responses; a checkpoint comes after 8 MiB of log

# On which passes each dies, one a run.  What is passed for every response or
# every page is also died at in the middle.
POINTS = [
    ("after-receive", (1, 3, 20)),
    ("before-commit", (1, 4, 15)),
    ("after-commit-before-ack", (1, 3, 10)),
    ("after-ack", (1, 3, 10)),
    ("before-send", (1, 5, 30)),
    ("after-send-before-mark", (1, 5, 30)),
    ("after-mark", (1, 5, 30)),
    ("in-checkpoint", (1, 10, 40)),
    ("in-migration", (1, 2, 3)),
    ("in-action", (1, 2, 5)),
    ("in-reload", (1, 2, 3)),
    ("web-after-receive", (1, 5, 30)),
    ("web-before-answer", (1, 5, 30)),
    ("web-after-answer", (1, 5, 30)),
    ("host-after-request", (1, 5, 30)),
    ("host-before-result", (1, 5, 30)),
    ("host-after-result", (1, 5, 30)),
]


CASES = 5


def open_cases(bot):
    """Every answer opens one, so that there is something to do."""
    bot.configure(routes=[
        {**route, "case": {"deadline": "2h", "of": "all"}}
        for route in bot.config["routes"]])


def claim(bot, number):
    """Until it is done, or was: the bot may die of it."""
    def is_done():
        code, _, err = bot.command("cases", "claim", str(number), "--as",
                                   "anna@nordlys.example")
        return code == 0 or "yours already" in err
    broken.wait_until(bot, is_done)


def claims(bot):
    """How many cases are claimed, how often, of how many."""
    return bot.sql("SELECT (SELECT count(*) FROM cases WHERE state = "
                   "'claimed'), count(*), count(DISTINCT subject) FROM "
                   "actions WHERE name = 'claim'")


def disturb(bot, point):
    """What leads to a point that responses alone do not reach."""
    if point == "in-action":
        for number in range(1, CASES + 1):
            claim(bot, number)
    if point == "in-reload":
        bot.configure(company="Another")
        bot.signal(signal.SIGHUP)


def die_at(one, point, n):
    bot = one.bot()
    bot.program = PROGRAM
    sinks = one.sinks(bot)
    if point == "in-action":
        open_cases(bot)
    log = bot.path("crashes")
    bot.env.update(LOOPBELL_CRASH_AT=f"{point}:{n}", LOOPBELL_CRASH_LOG=log)
    bot.start()
    n_sent = LOG_FILLS if point == "in-checkpoint" else 44
    load = one.load(bot, r=max(200, n_sent), n=n_sent, b=11, c=8)
    broken.wait_until(bot, lambda: load.is_over() or sinks["hook"].n_taken())
    disturb(bot, point)
    # What was changed before it was sent says so itself.
    also = {"dropped"} if point == "in-action" else ()
    one.line.claim(broken.wait_for_all(bot, load, sinks, also),
                   f"not all is delivered: {bot.notices()}")
    if point == "in-action":
        one.line.claim(claims(bot) == [(CASES, CASES, CASES)],
                       f"{claims(bot)} of {CASES} claims")
    bot.stop()
    one.line.add(*one.count(bot, load, sinks).values())
    one.line.claim(parts.is_whole(bot.path("bot.db")), "damaged store")
    one.line.claim(os.path.exists(log), "it did not come there")
    one.line.claim(bot.marks("slack")[1] == 0, "Slack's are marked as twice")
    one.line.claim(bot.marks("hook")[1] <= 1, "more than one possibly twice")


def each_crash_point(world):
    """3: three times each, at the first pass and at later ones."""
    if not os.path.exists(PROGRAM):
        raise Skip("make proof-programs builds what this needs")
    runs = [(point, n) for point, passes in POINTS
            for n in passes[:world.size(3, 1)]
            if parts.has_web() or not point.startswith("web")]
    for (point, n), line in world.all_at_once(
            lambda run: worlds.apart(lambda one: die_at(one, *run)),
            runs, AT_ONCE):
        world.line.join(line, f"{point}:{n}")
    world.line.note(f"{len(POINTS)} points")

# SPDX-License-Identifier: ISC
"""clocks.py - proof 10: the clock jumps, and summer time comes and goes.

What waits for a time here is a notice that waits for a comment, and then, at a
sink that is away just then, the same notice as it is tried again; and the
word that nobody has claimed a case, half an hour after it was opened.  Time passes by the shim, which shifts both clocks of the bot; a jump
shifts the time of day alone.
"""
import calendar
import os
import time

import parts
import world as worlds

N = 11
STEP_S = 60
ZONE = "Europe/Copenhagen"
HOUR = 3600
# When the bot starts (UTC), how far the time of day jumps while all waits.
NIGHTS = [
    ("an hour forward", None, HOUR),
    ("an hour back", None, -HOUR),
    ("the night summer time begins", "2027-03-28 00:50:00", 0),
    ("the night summer time ends", "2027-10-31 00:50:00", 0),
]


class Time:
    """The bot's, which passes as quickly as we like."""

    def __init__(self, bot, start):
        self.clock, self.bot = parts.Clock(bot.dir), bot
        self.wall = self.monotonic = 0
        if start is not None:
            self.wall = calendar.timegm(time.strptime(
                start, "%Y-%m-%d %H:%M:%S")) - time.time()
        self.shift()
        bot.env.update(self.clock.environment())

    def shift(self):
        self.clock.shift(self.wall, self.monotonic)

    def jump(self, seconds):
        """The time of day is set."""
        self.wall += seconds
        self.shift()
        self.look()

    def look(self):
        """A process that waits in the kernel sees its clocks when it is
        asked something; and what is due goes out in real time."""
        for _ in range(5):
            self.bot.status()
            time.sleep(0.05)

    def passes(self, seconds):
        for _ in range(seconds // STEP_S):
            self.wall += STEP_S
            self.monotonic += STEP_S
            self.shift()
            self.look()


def wait(bot):
    """Every route waits ten minutes for a comment that never comes, and
    opens a case for each answer, of which somebody else is told, in a folder,
    where nobody has claimed it after half an hour."""
    rule = {"deadline": "2h", "of": "all",
            "escalate": {"to": "lead", "target": "lead@nordlys.example",
                         "when": "unclaimed", "after": "30m"}}
    bot.configure(
        notifiers={**bot.config["notifiers"],
                   "lead": {"plugin": "folder", "rate": 0,
                            "folder": bot.path("lead")}},
        routes=[{**route, "wait_for_comment": "10m", "case": rule}
                for route in bot.config["routes"]])


def reminded(bot):
    """How many reminders were made, sent, and to how many cases."""
    return bot.sql("SELECT count(*), coalesce(sum(state = 'done'), 0), "
                   "count(DISTINCT CASE WHEN state = 'done' THEN case_id END)"
                   " FROM notices WHERE step NOTNULL")[0]


def one_night(one, what, start, jump_s):
    bot = one.bot(timezone=ZONE)
    sinks = one.sinks(bot)
    wait(bot)
    passing = Time(bot, start)
    bot.run()
    load = one.load(bot, q=None, r=200, n=N)
    load.process.wait(30)
    passing.passes(300)
    one.line.claim(all(sink.n_taken() == 0 for sink in sinks.values()),
                   "told before its time")
    passing.jump(jump_s)
    sinks["hook"].order("busy")
    passing.passes(300)
    passing.look()
    # The hook's are put off now; what is put off waits for a time, too.
    passing.jump(-jump_s)
    sinks["hook"].order("ok")
    passing.passes(960)
    made, sent, _ = reminded(bot)
    one.line.claim(made == N, f"{made} reminders for {N} cases")
    one.line.claim(sent == 0, f"{sent} reminders came before their time")
    if not one.line.claim(all(sink.n_taken() >= N
                              for sink in sinks.values()),
                          "not told when its time had come"):
        one.line.note(str(bot.notices()))
    passing.jump(jump_s)
    passing.passes(1800)
    counted = one.count(bot, load, sinks)
    one.line.add(*counted.values())
    one.line.claim(set(bot.notices()) == {"done"}, str(bot.notices()))
    made, sent, cases = reminded(bot)
    told = len(os.listdir(bot.path("lead", "new")))
    one.line.claim(sent == made == cases == told == N,
                   f"{sent} of {made} reminders of {cases} cases: {told}")


def jumps_and_nights(world):
    """10: ± an hour while all waits, and both nights of summer time."""
    worlds.skip_with_sanitizers()
    lines = world.all_at_once(
        lambda night: worlds.apart(lambda one: one_night(one, *night)),
        NIGHTS[:world.size(4, 2)])
    for night, line in lines:
        world.line.join(line, night[0])

# SPDX-License-Identifier: ISC
"""slow.py - proofs 4 and 8: sinks that limit us, and one that hangs."""
import time

import harness
import parts

N = 60
# The short form runs beside all other tests, so its clocks say less.
ALL_WITHIN_S = (12.5, 25)
P99_AT_LEAST_US = (1000, 1000000)
POSTS_MAX = 66


def order_taken(sink):
    """The numbers in the order in which the sink took them."""
    return [int(line.split()[2])
            for line in harness.read(sink.record).splitlines()
            if line.split()[1] == "took"]


def category(number):
    """As loadgen scores it."""
    score = number * 7 % 11
    return "promoter" if score > 8 else "passive" if score > 6 \
        else "detractor"


def limited_sink(world):
    """4: 5 posts a second, and 429 with Retry-After to what is more.  One
    channel, so that all 60 wait in one line; the bot is told nothing of the
    limit."""
    bot = world.bot()
    sink = world.sink(bot)
    bot.configure(notifiers={"hook": parts.notifier("hook", sink)},
                  routes=[{"name": "all",
                           "send": [{"to": "hook", "target": "C0"}]}])
    sink.order("limit 5")
    bot.run()
    load = world.load(bot, r=N, n=N, b=N)
    load.process.wait(30)
    start_us = min(int(line.split()[0])
                   for line in harness.read(load.record).splitlines())
    counted = world.settled(bot, load, {"hook": sink})["hook"]
    took_s = (counted["last_us"] - start_us) / 1e6
    posts = counted["delivered"] + counted["denied"]
    line, within_s = world.line, world.size(*ALL_WITHIN_S)
    line.claim(took_s <= within_s,
               f"all {N} took {took_s:.1f} s, not {within_s}")
    line.claim(posts <= POSTS_MAX,
               f"{posts} posts for {N}, not {POSTS_MAX}")
    line.note(f"{took_s:.1f} s, {posts} posts")
    in_order(world, sink)


def in_order(world, sink):
    """When it took the sixth, a second and more had gone by: all 60 waited,
    and no detractor came behind a promoter."""
    rest = [category(n) for n in order_taken(sink)[5:]]
    first = rest.index("promoter") if "promoter" in rest else len(rest)
    behind = rest[first:].count("detractor")
    world.line.claim(behind == 0,
                     f"{behind} detractors came behind a promoter")


def hanging_mail_server(world):
    """8: Slack's p99 while SMTP hangs, beside that while it does not."""
    bot = world.bot()
    slack = world.sink(bot, "slack")
    mail = world.sink(bot, "mail", "smtp_sink")
    bot.notify(slack=("slack", slack), mail=("mail", mail))
    bot.run()
    seconds, rate = world.size(60, 6), world.size(50, 20)
    normal = world.load(bot, "normal", r=rate, f=1, n=rate * seconds // 2)
    normal.process.wait(seconds + 30)
    mail.order("hang")
    hanging = world.load(bot, "hanging", r=rate, f=1000001, n=rate * seconds)
    hanging.process.wait(seconds + 60)
    time.sleep(1)
    slack.flush()
    p99 = {load.record: parts.tally(load.record, slack.record)["p99_us"]
           for load in (normal, hanging)}
    before, during = p99.values()
    mail.order("ok")
    world.line.note(f"p99 of Slack {before / 1000:.1f} ms, with SMTP hanging "
                    f"{during / 1000:.1f} ms")
    world.line.claim(during < 2 * max(before, world.size(*P99_AT_LEAST_US)),
                     "mail that hangs makes Slack wait")
    both = world.keep(Both(bot, normal, hanging))
    world.settled(bot, both, {"slack": slack, "mail": mail})


class Both:
    """Two loads as one."""

    def __init__(self, bot, *loads):
        self.loads, self.record = loads, bot.path("both.record")

    def finish(self, patience_s):
        for load in self.loads:
            load.finish(patience_s)
        with open(self.record, "w", encoding="ascii") as out:
            out.writelines(harness.read(load.record) for load in self.loads)

    def release(self):
        pass

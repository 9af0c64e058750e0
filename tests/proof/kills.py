# SPDX-License-Identifier: ISC
"""kills.py - proofs 1 and 2: the core is killed, again and again."""
import time

RATE = 400  # responses a second, into each bot
BACKLOG = 2400


def life_s(dice, i):
    """How long the bot lives: mostly too short to look for what it doubts
    (it waits three seconds with that), and now and then long enough."""
    return dice.uniform(3.5, 6) if i % 10 == 9 else dice.uniform(0.02, 1)


def killed_at_random(world, n):
    bot = world.bot()
    sinks = world.sinks(bot)
    bot.start()
    load = world.load(bot, r=RATE, c=16)
    for i in range(n):
        time.sleep(life_s(world.dice, i))
        bot.kill()
        bot.start()
    world.settled(bot, load, sinks)
    marks = bot.marks("hook")[1]
    world.line.claim(marks <= n,
                     f"{marks} are marked possibly twice after {n} kills")
    world.line.claim(bot.marks("slack")[1] == 0,
                     "Slack can be asked, and some are marked possibly twice")
    return n


def kills_under_load(world):
    """1: at random moments of 400 responses a second."""
    n = world.size(100, 5)
    world.side_by_side(lambda i: killed_at_random(world, n),
                       world.size(2, 1))
    world.line.runs *= n
    world.line.note(f"{world.line.possibly} twice at the sink that cannot be "
                    f"asked, of {world.line.marks} marked as possible")


def killed_with_a_backlog(world):
    bot = world.bot()
    sinks = world.sinks(bot)
    for sink in sinks.values():
        sink.order("busy")
    bot.start()
    n = world.size(BACKLOG, BACKLOG // 10)
    load = world.load(bot, r=800, n=n, c=16)
    load.process.wait(60)
    for _ in range(world.size(3, 1)):
        time.sleep(world.dice.uniform(0.5, 2))
        bot.kill()
        bot.start()
    bot.kill()
    for sink in sinks.values():
        sink.order("ok")
    bot.start()
    counted = world.settled(bot, load, sinks)
    world.line.claim(all(c["accepted"] == n for c in counted.values()),
                     "not all was accepted before the kill")


def kills_with_a_backlog(world):
    """2: 2,400 waiting, and the sinks answer 503."""
    world.side_by_side(lambda i: killed_with_a_backlog(world),
                       world.size(4, 1))

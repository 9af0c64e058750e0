#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""SIGHUP: the new configuration is taken whole, or not at all."""
import os
import re
import signal

import harness
from harness import recorder, route, wait, write


def reload(bot, **config):
    """Changes the file, and waits until it is taken."""
    n = bot.log().count(" is taken")
    bot.configure(**config)
    bot.signal(signal.SIGHUP)
    wait(lambda: bot.log().count(" is taken") > n, "the new file is taken")


def pid(bot, name):
    return wait(lambda: (bot.instance(name) or {}).get("pid"),
                name + " has a process")


def hangup__with_a_broken_file__keeps_the_old_one_and_says_where(world):
    bot = world.bot().run()
    good = harness.read(bot.file)
    write(bot.file, "company: Nordlys\nnotifiers:\n"
          "  good: {plugin: consle, colour: 1}\n")
    bot.signal(signal.SIGHUP)
    bot.says(r"loopbell\.yaml:3:18: good: .*consle")
    bot.says(r"error loopbell: \S+ is not taken: ")

    write(bot.file, "company: Nordlys\nnotifiers:\n"
          "  good: {plugin: console}\n"
          "routes:\n  - {name: x, sned: []}\n")
    bot.signal(signal.SIGHUP)
    bot.says(r"loopbell\.yaml:5:15: .*sned.*did you mean \"?send")
    bot.says(r"error loopbell: \S+ is not taken: .*the configuration before "
             "it goes on")
    assert bot.status()["reload_trouble"]
    bot.answer(3)
    bot.is_delivered(3)

    write(bot.file, good, 0o600)
    code, out, _ = bot.command("status")
    assert code == 1 and re.search(
        r"configuration was changed and is not taken.*\n.*:5:15: ", out), out
    reload(bot)
    assert not bot.status().get("reload_trouble")


def hangup__one_notifier_changed__only_that_one_is_started_anew(world):
    bot = world.bot()
    notifiers = {"good": recorder(bot.path("good")),
                 "other": recorder(bot.path("other"))}
    routes = [route("good"), route("other")]
    bot.configure(notifiers=notifiers, routes=routes)
    bot.run()
    before = {name: pid(bot, name) for name in ("answers", "good", "other")}
    reload(bot, notifiers={**notifiers,
                           "other": recorder(bot.path("other"), slow_ms=1)})
    bot.says("other: has changed .starting it anew")
    wait(lambda: pid(bot, "other") != before["other"], "other is another")
    assert pid(bot, "answers") == before["answers"]
    assert pid(bot, "good") == before["good"]
    bot.answer(5)
    bot.is_delivered(5)
    bot.is_delivered(5, "other")
    assert len([i for i in bot.status()["instances"]
                if i["name"] == "other"]) == 1


def hangup__new_route_and_notifier__get_what_comes_from_then_on(world):
    bot = world.bot().run()
    bot.answer(2)
    bot.is_delivered(2)
    reload(bot, notifiers={**bot.config["notifiers"],
                           "new": recorder(bot.path("new"))},
           routes=[route("good"), route("new", when={"score": "<= 3"})])
    bot.answer((3, "no"), (9, "yes"))
    bot.is_delivered(4)
    bot.is_delivered(1, "new")


def hangup__provider_removed_and_another_added__the_one_ends(world):
    bot = world.bot().run()
    old = pid(bot, "answers")
    os.mkdir(bot.path("more"))
    reload(bot, providers={"more": bot.csv("more")})
    bot.says("answers: is no longer in the configuration .ending it")
    wait(lambda: bot.instance("answers") is None, "status forgets it")
    wait(lambda: not os.path.exists(f"/proc/{old}"), "its process is gone")
    bot.answer(2)
    bot.answer(3, folder="more")
    bot.is_delivered(3)
    assert bot.sql("SELECT DISTINCT provider FROM responses") == [("more",)]


def hangup__notifier_removed_with_notices_waiting__they_are_kept(world):
    bot = world.bot()
    slow = recorder(bot.path("slow"), slow_ms=600000)
    bot.configure(notifiers={**bot.config["notifiers"], "slow": slow},
                  routes=[route("good"), route("slow")])
    bot.run()
    bot.answer(3)
    bot.is_delivered(3)
    reload(bot, notifiers={"good": bot.config["notifiers"]["good"]},
           routes=[route("good")])
    bot.says("slow: 2 notices to t wait, but the configuration has no such "
             "notifier|slow: 3 notices to t wait")
    slow["slow_ms"] = 0
    reload(bot, notifiers={**bot.config["notifiers"], "slow": slow})
    bot.is_delivered(3, "slow")
    assert len(bot.recorded("slow")) == 3


def hangup__twenty_times_under_load__nothing_lost_nothing_twice(world):
    bot = world.bot().run()
    for i in range(20):
        bot.answer(25)
        reload(bot, notifiers={"good": recorder(bot.path("good"),
                                                slow_ms=i % 3)},
               company=f"Nordlys {i // 4}")
    bot.is_delivered(500)
    recorded = [r["id"] for r in bot.recorded()]
    assert len(recorded) == len(set(recorded)) == 500
    assert bot.sql("SELECT count(*) FROM responses") == [(500,)]
    assert not re.search(r" (warning|error) ", bot.log()), bot.log()


if __name__ == "__main__":
    harness.main(globals())

#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Slack takes messages and loses its answers, the bot is killed meanwhile:
each notice is told once, and where that cannot be known it is said so."""
import collections
import json
import random
import time

import harness
from harness import route, wait

CHANNEL, PRIVATE, PERSON = "#kundeglaede", "#ledelse", "anna@nordlys.example"
OUTSIDE = "#udenfor"  # the bot may post there, and is no member
MAY_NOT_READ = ("chat:write,chat:write.public,channels:read,groups:read,"
                "users:read,users:read.email,im:write")


def slack_of(world, every=3):
    """A Slack with the machine's clock that loses each n-th answer."""
    slack = world.server("slack.py")
    slack.post("/_now", "+0")
    slack.post("/_page", "20")
    slack.post("/_lose", {"method": "chat.postMessage", "every": every})
    return slack


def bot_of(world, slack, *targets):
    bot = world.bot()
    bot.configure(
        notifiers={"slack": {"plugin": "slack", "token": "xoxb-test-1",
                             "rate": 0, "timeout": "2s",
                             "api": f"http://127.0.0.1:{slack.port}/api/"}},
        routes=[route("slack", target, name=f"to{i}")
                for i, target in enumerate(targets)])
    return bot


def told(slack):
    """How often each notice was posted, by its id."""
    return collections.Counter(
        m["metadata"]["event_payload"]["notice_id"]
        for m in slack.get("/_messages"))


def kill_at_random(bot, times, least_s=0.05, most_s=1.5):
    """Returns what the moments were, to be told with a failure."""
    seed = random.randrange(1 << 30)
    moments = random.Random(seed)
    for _ in range(times):
        bot.start()
        time.sleep(moments.uniform(least_s, most_s))
        bot.kill()
    return f"random moments of {seed}"


def is_settled(bot, n):
    return bot.notices("slack") == {"done": n}


def answers__lost_while_the_bot_is_killed__each_told_once(world):
    slack = slack_of(world)
    bot = bot_of(world, slack, CHANNEL, PRIVATE, PERSON)
    bot.answer(8)
    seed = kill_at_random(bot, 6)
    bot.run()
    wait(lambda: is_settled(bot, 24), "all are settled, " + seed, 120)
    counts = told(slack)
    ids = {i for i, in bot.sql("SELECT id FROM notices")}
    assert set(counts) == ids, seed
    assert set(counts.values()) == {1}, (counts, seed)
    assert bot.sql("SELECT sum(maybe_twice) FROM notices") == [(0,)], seed
    places = collections.Counter(
        m["channel"] for m in slack.get("/_messages"))
    assert places == {"C00PUBLIC": 8, "G0PRIVATE": 8, "D0000ANNA": 8}


def answers__lost_and_the_history_is_behind__each_told_once(world):
    slack = slack_of(world, every=1)
    slack.post("/_lag", "1")
    bot = bot_of(world, slack, CHANNEL, PERSON).run()
    bot.answer(1)
    wait(lambda: is_settled(bot, 2), "all are settled")
    assert set(told(slack).values()) == {1}
    assert bot.sql("SELECT sum(maybe_twice) FROM notices") == [(0,)]


def answers__lost_by_a_slack_of_another_time__each_told_once(world):
    """Four hours behind: beyond the margin, but its Date tells."""
    slack = slack_of(world, every=2)
    slack.post("/_now", "-14400")
    bot = bot_of(world, slack, "C00PUBLIC").run()
    bot.answer(6)
    wait(lambda: is_settled(bot, 6), "all are settled")
    assert set(told(slack).values()) == {1}
    assert len(told(slack)) == 6


def request__never_arrived__is_sent_again_once(world):
    """What is really not there is told, though later."""
    slack = slack_of(world, every=0)
    slack.post("/_plan", {"method": "chat.postMessage",
                          "answers": [{"do": "close"}]})
    bot = bot_of(world, slack, CHANNEL).run()
    bot.answer(1)
    bot.says("it does not seem to be posted: looking once more")
    wait(lambda: is_settled(bot, 1), "it is told")
    assert set(told(slack).values()) == {1}
    assert bot.sql("SELECT maybe_twice FROM notices") == [(0,)]


def answers__lost_where_the_bot_may_not_read__are_marked(world):
    slack = slack_of(world)
    slack.post("/_scopes", MAY_NOT_READ)
    bot = bot_of(world, slack, CHANNEL, PERSON)
    bot.answer(6)
    seed = kill_at_random(bot, 3)
    bot.run()
    wait(lambda: is_settled(bot, 12), "all are settled, " + seed, 120)
    counts = told(slack)
    marked = {i for i, in bot.sql(
        "SELECT id FROM notices WHERE maybe_twice = 1")}
    assert len(counts) == 12, (counts, seed)
    assert marked and {i for i, n in counts.items() if n > 1} <= marked, (
        counts, marked, seed)
    _, out, err = bot.command("status")
    assert f"{len(marked)} possibly twice" in out, out + err
    for notice in marked:
        code, out, err = bot.command("queue", "show", notice)
        assert code == 0 and "twice" in out, out + err


def changes__with_answers_lost_while_the_bot_is_killed__change_one_message(
        world):
    slack = slack_of(world)
    slack.post("/_lose", {"method": "chat.update", "every": 2})
    bot = bot_of(world, slack, CHANNEL, PERSON).run()
    names = [f"A{i}" for i in range(5)]
    bot.answer(*[(3, f"was {n}", {"id": n}) for n in names])
    wait(lambda: is_settled(bot, 10), "all are told", 120)
    bot.kill()
    bot.answer(*[(2, f"then {n}", {"id": n}) for n in names])
    seed = kill_at_random(bot, 4)
    bot.answer(*[(1, f"now {n}", {"id": n}) for n in names])
    bot.run()

    def last_words():
        return [json.dumps(m["blocks"]) for m in slack.get("/_messages")]
    wait(lambda: sum("now A" in words for words in last_words()) == 10,
         "all say it as it is now, " + seed, 120)
    assert len(told(slack)) == 10 and set(told(slack).values()) == {1}, seed
    wait(lambda: bot.sql("SELECT count(*) FROM notices WHERE state NOT IN "
                         "('done', 'dropped')") == [(0,)],
         "nothing is left to do, " + seed)
    old = [w for w in last_words() if "was A" in w or "then A" in w]
    assert not old, (old, seed)
    assert bot.sql("SELECT sum(maybe_twice) FROM notices") == [(0,)], seed


def change__of_a_message_somebody_deleted__brings_nothing_back(world):
    slack = slack_of(world, every=0)
    bot = bot_of(world, slack, CHANNEL).run()
    bot.answer((3, "first", {"id": "A"}), (3, "first", {"id": "B"}))
    wait(lambda: is_settled(bot, 2), "all are told")
    gone = slack.get("/_messages")[0]
    slack.post("/_delete", {"channel": gone["channel"], "ts": gone["ts"]})
    bot.answer((2, "second", {"id": "A"}), (2, "second", {"id": "B"}))
    bot.says("is dead: .*the change is not told: message_not_found: "
             "that message was deleted")
    wait(lambda: "second" in json.dumps(slack.get("/_messages")),
         "the other one is changed")
    assert len(slack.get("/_messages")) == 1


def try_slack__where_it_may_not_read__says_so_before(world):
    slack = slack_of(world)
    bot = bot_of(world, slack, CHANNEL, OUTSIDE)
    code, out, err = bot.command("try", "slack")
    assert code == 0, out + err
    assert "#udenfor" in out + err and "twice" in out + err, out + err
    assert "/invite" in out + err, out + err
    assert "#kundeglaede: cannot" not in out + err, out + err
    slack.post("/_scopes", MAY_NOT_READ)
    code, out, err = bot.command("try", "slack")
    assert code == 0 and "channels:history" in out + err, out + err
    assert slack.get("/_messages") == []


if __name__ == "__main__":
    harness.main(globals())

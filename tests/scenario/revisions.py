#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""What was told is different now: messages are changed, never sent again."""
import json
import os
import time

import harness
from harness import recorder, route, wait

GLAD, TROUBLE = "#kundeglaede", "#ledelse"


def slack_of(world):
    slack = world.server("slack.py")
    slack.post("/_now", "+0")
    return slack


def slack_bot(world, slack, **more):
    bot = world.bot()
    bot.configure(
        notifiers={"slack": {"plugin": "slack", "token": "xoxb-test-1",
                             "rate": 0,
                             "api": f"http://127.0.0.1:{slack.port}/api/"}},
        routes=[
            {"name": "celebrate", "when": {"category": "promoter"},
             "send": [{"to": "slack", "target": GLAD,
                       "reactions": ["tada"]}]},
            {"name": "escalate", "when": {"category": "detractor"},
             "send": [{"to": "slack", "target": TROUBLE}],
             "case": {"deadline": "48h"}}], **more)
    return bot


def messages(slack):
    return json.dumps(slack.get("/_messages"), ensure_ascii=False)


def said(score, comment, id="A", **more):
    return (score, comment, {"id": id, "company": "Lyng", **more})


def comment__comes_late__the_message_is_changed(world):
    slack = slack_of(world)
    bot = slack_bot(world, slack).run()
    bot.answer(said(10, ""))
    bot.is_delivered(1, "slack")
    assert "Lyng gave us 10" in messages(slack), messages(slack)
    bot.answer(said(10, "So quick"))
    bot.is_delivered(2, "slack")
    assert len(slack.get("/_messages")) == 1
    assert "So quick" in messages(slack)
    assert "The comment came" in messages(slack)
    # The same once more, and once more: nobody is told.
    bot.answer(said(10, "So quick"))
    bot.answer(said(10, "So quick"), said(9, "Another", "B"))
    wait(lambda: bot.notices("slack") == {"done": 3}, "B is told")
    asked = [r["api"] for r in slack.get("/_log")]
    assert asked.count("chat.postMessage") == 2, asked
    assert asked.count("chat.update") == 1, asked


def score__corrected__is_taken_back_and_escalated(world):
    slack = slack_of(world)
    bot = slack_bot(world, slack).run()
    bot.answer(said(9, "Fine"))
    bot.is_delivered(1, "slack")
    bot.answer(said(2, "Fine"))
    bot.is_delivered(3, "slack")
    assert len(slack.get("/_messages")) == 2
    assert messages(slack).count("Corrected: 9 → 2") >= 2
    assert "Lyng gave us" not in messages(slack), messages(slack)
    assert bot.sql("SELECT state FROM cases") == [("open",)]
    # It was a slip of the finger: the case stays and says so.
    bot.answer(said(9, "Fine"))
    wait(lambda: bot.sql("SELECT text FROM actions WHERE name = 'score'") == [
        ("2 → 9",)], "the case hears of it")
    wait(lambda: bot.notices("slack") == {"done": 5}, "both are changed")
    assert len(slack.get("/_messages")) == 2
    assert bot.sql("SELECT state FROM cases") == [("open",)]


def wait_for_comment__it_comes__is_sent_once_with_it(world):
    bot = world.bot()
    bot.configure(routes=[route("good", wait_for_comment="1h")])
    bot.run()
    bot.answer(said(9, ""), said(8, "At once", "B"))
    wait(lambda: bot.notices() == {
        "waiting": 1, "done": 1}, "one waits for its comment")
    bot.answer(said(9, "Here it is"))
    bot.is_delivered(2)
    first, second = bot.recorded()
    assert first["quote"] == "At once" and second["quote"] == "Here it is"
    assert "text" not in second or "comment came" not in second["text"]


def wait_for_comment__a_run_that_ends__does_not_wait(world):
    bot = world.bot()
    bot.configure(routes=[route("good", wait_for_comment="1h")])
    bot.answer(said(9, ""))
    assert bot.once() == 0
    assert len(bot.recorded()) == 1


def same_as__one_answer_in_two_folders__is_told_once(world):
    bot = world.bot()
    os.mkdir(bot.path("more"))
    bot.configure(providers={
        "answers": bot.csv(survey="nps"),
        "again": bot.csv("more", survey="nps", same_as="answers")})
    bot.run()
    for _ in range(3):
        bot.answer(said(3, "Dear", email="bo@lyng.example"))
        # Told by the other first, it would be told again with the address.
        wait(lambda: bot.sql("SELECT count(*) FROM tellings") != [(0,)],
             "the first has told it")
        bot.answer(said(3, "Dear"), folder="more")
    wait(lambda: bot.sql("SELECT count(*) FROM tellings") == [(2,)],
         "both have told it")
    bot.answer(said(3, "Dear, too", "B"), folder="more")
    wait(lambda: len(bot.recorded()) >= 2, "B is told")
    bot.is_delivered(2)
    assert bot.sql("SELECT count(*) FROM responses WHERE provider = "
                   "'answers'") == [(2,)]
    assert [n["quote"] for n in bot.recorded()] == ["Dear", "Dear, too"]
    # A correction by one is not undone by what the other repeats.
    bot.answer(said(4, "Dear", email="bo@lyng.example"))
    wait(lambda: len(bot.recorded()) == 3, "it is corrected")
    bot.answer(said(3, "Dear"), folder="more")
    bot.answer(said(9, "C", "C"), folder="more")
    wait(lambda: len(bot.recorded()) == 4, "C is told")
    assert bot.sql("SELECT score FROM responses ORDER BY ref") == [
        (4,), (3,), (9,)]
    assert bot.recorded()[2]["receipt"] == bot.recorded()[0]["id"]


def revised__while_it_is_being_sent__the_change_follows_it(world):
    bot = world.bot()
    bot.configure(notifiers={
        "good": recorder(bot.path("good"), slow_ms=1500)})
    bot.run()
    bot.answer(said(9, ""))
    wait(lambda: bot.recorded(), "it is being sent")
    bot.answer(said(9, "Just in time"))
    bot.is_delivered(2)
    first, second = bot.recorded()
    assert "quote" not in first and second["quote"] == "Just in time"
    assert second["receipt"] == first["id"] and second["id"] != first["id"]


def revised__killed_at_any_moment__people_read_what_is_true(world):
    bot = world.bot()
    bot.configure(notifiers={"good": recorder(bot.path("good"), slow_ms=40)})
    ids = [f"R{i}" for i in range(12)]
    for n in range(8):
        bot.start()
        bot.answer(*(said((i + n) % 11, f"version {n}", id)
                     for i, id in enumerate(ids)))
        time.sleep(0.25 + n / 8)
        bot.kill()
    bot.run()
    wait(lambda: set(bot.notices()) <= {"done", "dropped"} and
         bot.sql("SELECT count(*) FROM responses WHERE comment = "
                 "'version 7'") == [(12,)], "all is settled", 120)
    wait(lambda: set(bot.notices()) <= {"done", "dropped"}, "all is told")
    last = {}
    for notice in bot.recorded():
        last[notice.get("receipt") or notice["id"]] = notice.get("quote")
    shown = {root for root, in bot.sql(
        "SELECT id FROM notices WHERE edits IS NULL AND state = 'done'")}
    assert set(last) == shown and len(shown) == 12, (last, shown)
    assert set(last.values()) == {"version 7"}, last
    # Each is its own message, told once, whatever was changed about it.
    firsts = [n["id"] for n in bot.recorded() if not n.get("receipt")]
    assert len(firsts) == len(set(firsts)) == 12, firsts


if __name__ == "__main__":
    harness.main(globals())

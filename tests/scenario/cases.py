#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Cases: from a row of CSV to a confirmed one, and nothing said twice or lost
on the way, whoever is killed."""
import json
import random
import threading
import time

import harness
from harness import recorder, wait

ANNA, BO = "anna@nordlys.example", "bo@nordlys.example"


def cases_bot(world, rule, **more):
    bot = world.bot()
    bot.configure(
        default_owner=ANNA, may_act=["nordlys.example"],
        notifiers={"good": recorder(bot.path("good")),
                   "lead": recorder(bot.path("lead"))},
        routes=[{"name": "escalate", "when": {"category": "detractor"},
                 "send": {"to": "good", "target": "#rescue",
                          "mention": "owner"},
                 "case": rule}], **more)
    return bot


def act(bot, name, number, *words, who=ANNA):
    return bot.command("cases", name, str(number), *words, "--as", who)


def show(bot, number):
    code, out, err = bot.command("cases", "show", str(number), "--json")
    assert code == 0, err
    return json.loads(out)["case"]


def headlines(bot, name="good"):
    return [n["headline"] for n in bot.recorded(name)]


def case__from_row_to_confirmed__is_told_edited_and_written_down(world):
    bot = cases_bot(world, {
        "deadline": "2 working days", "remind": ["3h", "4h before"],
        "escalate": {"to": "lead", "target": "boss"}, "confirm": "30d"})
    bot.run()
    bot.answer((3, "Too dear", {"company": "Kunde D"}))
    wait(lambda: bot.recorded(), "it is told")
    first = bot.recorded()[0]
    assert [b["action"] for b in first["buttons"]] == [
        "claim", "resolve", "assign", "snooze"], first
    code, out, _ = bot.command("cases")
    assert code == 0 and "Kunde D" in out and ANNA in out, out
    assert act(bot, "claim", 1, "--name", "Bo Berg", who=BO)[0] == 0
    code, out, err = act(bot, "claim", 1)
    assert code == 1 and "Bo Berg claimed case 1" in err, err
    code, _, err = act(bot, "claim", 1, who="eve@evil.example")
    assert code == 1 and "nordlys.example" in err, err
    wait(lambda: len(bot.recorded()) == 2, "the message is changed")
    edit = bot.recorded()[1]
    assert edit["receipt"] == first["id"] and "Bo Berg" in edit["text"], edit
    assert edit["subject"] == first["subject"]
    assert bot.sql("SELECT count(*) FROM notices WHERE state = 'waiting'"
                   ) == [(1,)]
    code, _, err = act(bot, "resolve", 1, who=BO)
    assert code == 1 and "Write what was done" in err, err
    code, out, _ = act(bot, "resolve", 1, "Rang them.", "--reached", "yes",
                       who=BO)
    assert code == 0 and "resolved" in out, out
    wait(lambda: len(bot.recorded()) == 4, "both are told of it")
    edit, reply = sorted(bot.recorded()[2:], key=lambda n: "thread" in n)
    assert edit["tone"] == reply["tone"] == "resolved", (edit, reply)
    assert edit["is_quiet"] and reply["thread"] == first["id"]
    assert "Rang them." in reply["text"] and "Rang them." in edit["text"]
    days = bot.sql("SELECT round((not_before_us - made_us) / 86400e6) FROM "
                   "notices WHERE state = 'waiting'")
    assert days == [(30,)], days
    bot.stop()
    # Without a bot the store is asked, and what follows waits there.
    assert act(bot, "reopen", 1, "They are not.")[0] == 0
    assert act(bot, "resolve", 1, "Now they are.")[0] == 0
    code, out, _ = act(bot, "confirm", 1)
    assert code == 0 and "confirmed" in out, out
    shown = show(bot, 1)
    assert shown["state"] == "confirmed" and shown["round"] == 2, shown
    assert [(a["name"], a["who"], a["source"]) for a in shown["actions"]] == [
        ("open", "loopbell", "route"), ("claim", BO, "cli"),
        ("resolve", BO, "cli"), ("reopen", ANNA, "cli"),
        ("resolve", ANNA, "cli"), ("confirm", ANNA, "cli")], shown
    assert shown["responses"][0]["comment"] == "Too dear"
    code, out, _ = bot.command("cases", "show", "1")
    assert code == 0 and "Now they are." in out and "Too dear" in out, out
    bot.run()
    wait(lambda: set(bot.notices()) == {"done", "dropped"}, "all is told")
    assert "reopened" in "".join(headlines(bot))
    assert not bot.recorded("lead")


def case__nobody_claims_it__each_reminder_once_whoever_is_killed(world):
    n, rule = 20, {"deadline": "9s", "remind": ["3s", "3s before"],
                   "escalate": {"to": "lead", "target": "boss"}}
    bot = cases_bot(world, rule)
    bot.run()
    bot.answer(*[(2, f"bad {i}") for i in range(n)])
    wait(lambda: bot.sql("SELECT count(*) FROM cases") == [(n,)],
         "all cases are open")
    seed = random.randrange(1 << 30)
    moments, end = random.Random(seed), time.monotonic() + 12
    while time.monotonic() < end:
        time.sleep(moments.uniform(0.05, 1.2))
        bot.kill()
        bot.start()
    wait(lambda: bot.notices() == {"done": 4 * n}, "all are told")
    good, lead = bot.recorded(), bot.recorded("lead")
    assert len({r["id"] for r in good}) == len(good) == 3 * n, seed
    assert len({r["id"] for r in lead}) == len(lead) == n, seed
    told = [r["headline"] for r in good if r["headline"].startswith(
        "Reminder")]
    assert len(told) == 2 * n, (seed, told)
    assert all(r.get("thread") for r in good if r["headline"] in told), seed
    assert all("is waiting" in r["headline"] for r in lead), lead


def keep_acting(bot, numbers, is_over):
    """Each until it is answered; the bot dies again and again meanwhile."""
    for number in numbers:
        while not is_over.is_set():
            code, _, err = act(bot, "claim", number)
            if code == 0 or "yours already" in err:
                break
            time.sleep(0.05)


def act__bot_is_killed_all_the_time__is_done_once_or_not_at_all(world):
    n, rule = 16, {"deadline": "20s", "remind": ["6s"]}
    bot = cases_bot(world, rule)
    bot.run()
    bot.answer(*[(2, f"bad {i}") for i in range(n)])
    wait(lambda: bot.sql("SELECT count(*) FROM cases") == [(n,)],
         "all cases are open")
    is_over, claimed = threading.Event(), range(1, n // 2 + 1)
    actor = threading.Thread(target=keep_acting,
                             args=(bot, claimed, is_over))
    actor.start()
    seed = random.randrange(1 << 30)
    moments, end = random.Random(seed), time.monotonic() + 9
    while time.monotonic() < end or (actor.is_alive() and
                                     time.monotonic() < end + 40):
        time.sleep(moments.uniform(0.1, 0.9))
        bot.kill()
        bot.start()
    is_over.set()
    actor.join()
    wait(lambda: not set(bot.notices()) - {"done", "dropped"},
         "nothing is left")
    assert bot.sql("SELECT number FROM cases WHERE state = 'claimed' ORDER "
                   "BY number") == [(i,) for i in claimed], seed
    # One claim each, in the log as in the case, and one edit at the most.
    assert bot.sql("SELECT count(*), count(DISTINCT subject) FROM actions "
                   "WHERE name = 'claim'") == [(len(claimed),) * 2], seed
    good = bot.recorded()
    assert len({r["id"] for r in good}) == len(good), seed
    reminded = {r["headline"] for r in good
                if r["headline"].startswith("Reminder")}
    # Nobody's are reminded of once, and nothing of those that were claimed
    # before their time came.
    late = bot.sql("SELECT cases.number FROM notices JOIN cases ON cases.id "
                   "= notices.case_id WHERE step NOTNULL AND notices.state "
                   "= 'done' AND claimed_us > 0 AND claimed_us < "
                   "not_before_us")
    assert late == [], (seed, late)
    for number in range(n // 2 + 1, n + 1):
        assert any(f"case {number} " in h for h in reminded), (seed, number)


def cases__asked_wrongly__say_how(world):
    bot = cases_bot(world, {"deadline": "1h"})
    for words in (["fly"], ["claim"], ["claim", "1"], ["list", "1"],
                  ["--max", "0"], ["resolve"]):
        code, _, err = bot.command("cases", *words)
        assert code == 2 and "--help" in err, (words, code, err)
    code, _, err = act(bot, "claim", 7)
    assert code == 1 and "never run" in err, err
    bot.once()
    code, _, err = act(bot, "claim", 7)
    assert code == 1 and "no case" in err, err
    assert bot.command("cases")[1] == "there are no such cases\n"
    code, out, err = bot.command(
        "cases", "absent", ANNA, "--from", "2026-01-01", "--to",
        "2999-12-31", "--deputy", BO, "--as", ANNA)
    assert code == 0, err
    assert BO in bot.command("cases", "absent")[1]
    assert bot.command("cases", "present", out.strip(), "--as", ANNA)[0] == 0
    assert "nobody is away" in bot.command("cases", "absent")[1]
    code, _, err = bot.command("cases", "absent", ANNA, "--from", "x", "--to",
                               "2026-01-01", "--deputy", BO, "--as", ANNA)
    assert code == 1 and "--from takes a day" in err, err


if __name__ == "__main__":
    harness.main(globals())

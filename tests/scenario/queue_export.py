#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""The outbox as a whole: how old it is by target, and all of it as JSON."""
import json
import os
import re
import signal
import sqlite3
import subprocess

import harness
from harness import LOOPBELL, recorder, route, wait, write

BROKEN = {"plugin": "folder", "folder": "/proc/no/such", "rate": 0}
# Nothing listens there: it is tried again and again.
UNHEARD = {"plugin": "email", "server": "smtp://127.0.0.1:9", "rate": 0,
           "from": "Loopbell <a@b.example>"}
MEMBERS = {"id", "state", "notifier", "target", "route", "response", "tries",
           "made_us", "not_before_us", "maybe_twice", "priority", "body",
           "about"}


def exported(bot, *words):
    code, out, err = bot.command("queue", "export", *words)
    assert code == 0, (code, out[:500], err)
    return [json.loads(line) for line in out.splitlines()]


def stuck(world, n=3, **config):
    """A bot that cannot deliver what it has."""
    bot = world.bot()
    write(bot.path("accounts.csv"),
          "company;account_id;owner_email;value\nEt A/S;A1;o@n.example;1000\n")
    bot.configure(**{"notifiers": {"good": BROKEN}, "directories": {
        "accounts": {"plugin": "accounts_csv",
                     "file": bot.path("accounts.csv")}}, **config})
    bot.run()
    bot.answer(*[(2 + i % 9, f"comment {i} \"æ\u2028\" <b>", {
        "company": "Et A/S", "id": f"r{i}"}) for i in range(n)])
    wait(lambda: sum(bot.notices().values()) >= n and bot.instance(
        "good").get("trouble"), "all wait in vain")
    return bot


def queue__that_waits__says_since_when_for_whom_and_why(world):
    bot = stuck(world, notifiers={"good": BROKEN, "mail": UNHEARD},
                routes=[route("good", "#a"), route("mail", "b@b.example")])
    wait(lambda: bot.sql("SELECT count(*) FROM notices WHERE tries > 0")[0][0],
         "it was tried")
    code, out, err = bot.command("queue")
    lines = out.splitlines()
    assert code == 0 and re.match(
        r"notifier +target +waiting +oldest +next try +last failure$",
        lines[0]), out
    assert re.search(r"^good +#a +3 +\d+s +- +.*No such file", out, re.M), out
    assert re.search(r"^mail +b@b\.example +3 +\d+s +(in \d+s|now) +"
                     "127.0.0.1", out, re.M), out
    assert lines[3] == "" and "(1 try)" in out, out
    bot.configure(notifiers={"other": recorder(bot.path("other"))},
                  routes=[route("other")])
    bot.signal(signal.SIGHUP)
    bot.says("loopbell.yaml is taken")
    out = bot.command("queue")[1]
    assert re.search(r"good +#a +3 +\d+s +- +no notifier of this name", out)
    bot.stop()
    out = bot.command("queue")[1]
    assert re.search(r"good +#a +3 +\d+s +bot is off", out), out
    told = json.loads(bot.command("queue", "--json")[1])
    assert [q["waiting"] for q in told["queues"]] == [3, 3], told


def export__with_and_without_the_bot__holds_all_there_is_to_send(world):
    bot = stuck(world, 12)
    for runs in (True, False):
        if not runs:
            assert bot.stop() == 0
        rows = exported(bot)
        assert len(rows) == 12 and rows == sorted(
            rows, key=lambda r: r["id"]), rows
        for row in rows:
            assert MEMBERS <= set(row), MEMBERS - set(row)
            about, body = row["about"], row["body"]
            i = int(about["id"][1:])
            assert about["score"] == 2 + i % 9, about
            assert about["comment"].startswith(f'comment {i} "æ'), about
            assert about["account"]["owner_email"] == "o@n.example", about
            assert about["account"]["value"] == 1000, about
            assert body["headline"] and body["quote"] == about["comment"]
            assert about["provider"] == "answers" and about["answered_us"]
        assert exported(bot, "--state", "dead") == []
        assert exported(bot, "--state", "waiting") == [
            r for r in rows if r["state"] == "waiting"]
        code, out, err = bot.command("queue", "export", "--state", "lost")
        assert code == 1 and "waiting, sending, unknown" in err, err
    bot.command("queue", "drop", rows[0]["id"])
    assert len(exported(bot)) == 11
    assert [r["id"] for r in exported(bot, "--state", "dropped")] == [
        rows[0]["id"]]
    bot.configure(notifiers={"good": recorder(bot.path("good"))})
    bot.run()
    wait(lambda: bot.notices().get("done") == 11, "the rest is delivered")
    assert exported(bot) == []
    done = exported(bot, "--state", "done")
    assert len(done) == 11 and all(r["receipt"] for r in done)


def export__of_twenty_thousand__streams_and_leaves_the_bot_alone(world):
    n = 20000
    bot = stuck(world, 1)
    bot.stop()
    db = sqlite3.connect(bot.path("bot.db"))
    columns = [c[1] for c in db.execute("PRAGMA table_info(notices)")]
    rest = ", ".join(c for c in columns if c != "id")
    db.execute(f"INSERT INTO notices (id, {rest}) WITH RECURSIVE c(x) AS "
               "(SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < ?) "
               f"SELECT printf('01ZZ%022d', x), {rest} FROM notices, c",
               (n,))
    db.commit()
    db.close()
    bot.run()
    process = subprocess.Popen(
        [LOOPBELL, "queue", "export", "--config", bot.file], env=bot.env,
        stdout=subprocess.PIPE)
    ids = []
    for line in process.stdout:
        ids.append(json.loads(line)["id"])
        if len(ids) % 5000 == 0:
            assert bot.status()["ok"]
    process.stdout.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = status
    assert status == 0 and len(ids) == len(set(ids)) == n + 1, len(ids)
    # All of it is ten times as much.
    assert used.ru_maxrss < 60000 or "fsanitize" in harness.BUILT_WITH, used


def retry__the_same_id_twice__is_one_entry_in_the_audit(world):
    bot = stuck(world, 2)
    one = exported(bot)[0]["id"]
    for runs in (True, False):
        if not runs:
            bot.stop()
        code, out, err = bot.command("queue", "retry", one, one, one)
        assert code == 0 and "1 notice changed" in out, (out, err)
    assert bot.sql("SELECT count(*) FROM actions WHERE subject = ?", one) == [
        (2,)]


def twice__possibly__is_shown_wherever_it_is_looked_at(world):
    bot = world.bot()
    bot.configure(notifiers={"good": recorder(bot.path("good"),
                                              hang="yes")})
    bot.run()
    bot.answer(1)
    wait(lambda: bot.notices().get("sending"), "it is being sent")
    bot.kill()
    # A notifier that cannot look for what it sent.
    bot.configure(notifiers={"good": {"plugin": "console", "rate": 0}})
    bot.run()
    wait(lambda: bot.notices().get("done"), "it was sent again")
    assert bot.sql("SELECT maybe_twice FROM notices") == [(1,)]
    out = bot.command("queue", "--state", "done")[1]
    assert "possibly twice" in out, out
    one = bot.sql("SELECT id FROM notices")[0][0]
    assert "possibly twice" in bot.command("queue", "show", one)[1]
    assert ", 1 possibly twice" in bot.command("status")[1]
    assert exported(bot, "--state", "done")[0]["maybe_twice"] is True


if __name__ == "__main__":
    harness.main(globals())

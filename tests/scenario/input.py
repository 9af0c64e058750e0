#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""What is wrong gets a clear sentence, with its place, and ends nothing."""
import os
import re
import sqlite3
import subprocess

import harness
from harness import BAD, Skip, recorder, route, wait, write


def in_status(bot, name, why, member="trouble"):
    """Status says it, to programs and to people."""
    found = wait(lambda: re.search(why, (bot.instance(name) or {}).get(
        member) or ""), f"status says of {name}: {why}")
    code, out, _ = bot.command("status")
    assert re.search(why, out), out
    return found


def row__broken_or_off_the_scale__is_kept_aside_with_its_place(world):
    bot = world.bot().run()
    write(bot.path("answers", "x.csv"),
          "id;date;score;comment\n"
          "1;2026-11-20 10:00;9;fine\n"
          "2;2026-11-20 10:00;11;too much\n"
          "3;2026-11-20 10:00;nine-ish;a word\n"
          "4;32-13-2026;9;no such day\n"
          "5;2026-11-20 10:00;2;not fine\n")
    bot.is_delivered(2)
    bot.says("answers: x.csv: read 2 answers, 3 bad rows kept aside, the "
             "first: line 3: score: 11 is not on the scale 0-10")
    refused = " ".join(why for why, in bot.sql("SELECT why FROM refused"))
    for place in (r"x\.csv:3.*11", r"x\.csv:4.*nine-ish",
                  r"x\.csv:5.*32-13-2026"):
        assert re.search(place, refused), refused
    in_status(bot, "answers", r"x\.csv:5", "last_refusal")
    assert bot.instance("answers")["refused"] == 3


# text, place and complaint
WRONG = [
    ("notifiers: {good: {plugin: console, chanel: x}}",
     r":1:\d+: good: plugin console has no option \"chanel\""),
    ("notifiers: {slack: {plugin: slack, tokn: x}}",
     r":1:\d+: slack: plugin slack has no option \"tokn\"; did you mean "
     r"\"token\"\?"),
    ("notifiers: {slack: {plugin: slack}}", r":1:\d+: slack: .*token"),
    ("providers: {a: {plugin: csw, folder: /tmp}}",
     r":1:25: a: .*csw"),
    ("providers: {a: {plugin: csv, folder: /tmp, every: 5x}}",
     r":1:51: a: every: must be .*\"5x\""),
    ("providers: {a: {command: /no/such/thing}}",
     r":1:26: a: cannot start /no/such/thing: no such file"),
    ("notifiers: {a: {plugin: csv, folder: /tmp}}",
     r":1:25: a: plugin csv is no notifier"),
    ("notifiers: {a: {plugin: console}}\nroutes:\n"
     "  - {name: r, send: {to: slac, target: x}}",
     r":3:26: r: .*slac"),
    ("company: a\ncompany: b", r":2:1: .*company"),
    ("company: [", r":\d+:\d+: "),
    ("company: ${NO_SUCH_VARIABLE}", r":1:10: .*NO_SUCH_VARIABLE"),
    ("notifiers: {s: {plugin: slack, token: file:/no/such}}",
     r":1:39: s: token: .*/no/such"),
    ("notifiers: {s: {plugin: %s/other_api.so}}" % BAD,
     r":1:25: s: .*other_api\.so.*plugin API"),
]


def configuration__wrong__ends_with_78_and_the_place(world):
    bot = world.bot()
    for text, complaint in WRONG:
        write(bot.file, text + "\nstore: bot.db\n")
        for words in (["check"], ["run"]):
            code, out, err = bot.command(*words)
            assert code == 78, (text, words, code, out + err)
            assert re.search(r"loopbell\.yaml" + complaint, out + err), (
                text, out + err)


def configuration__missing__ends_with_78_and_its_name(world):
    bot = world.bot()
    os.unlink(bot.file)
    for word in ("run", "check", "status", "queue"):
        code, out, err = bot.command(word)
        assert code == 78 and re.search(
            r"loopbell\.yaml: .*(exist|no such file)", out + err, re.I), (
                word, code, out + err)


def store__of_a_running_bot__is_not_opened_by_a_second(world):
    bot = world.bot().run()
    code, out, err = bot.command("run")
    assert code == 1 and re.search("(?i)another|already|runs", err), err
    bot.answer(1)
    bot.is_delivered(1)
    other = world.bot(store=bot.path("bot.db"), socket=None)
    other.configure(socket=other.path("other.sock"))
    code, out, err = other.command("run")
    assert code == 1 and "bot.db" in err and re.search(
        "(?i)another|already|in use|locked", err), err


def store__newer_than_the_program__is_left_alone(world):
    bot = world.bot().run()
    bot.stop()
    db = sqlite3.connect(bot.path("bot.db"))
    db.execute("PRAGMA user_version = 99")
    db.close()
    for word, exit_code in (("run", 1), ("check", 78), ("queue", 1)):
        code, out, err = bot.command(word)
        assert "bot.db: was written by a newer loopbell (schema 99" in (
            out + err), (word, out + err)
        assert code in (1, 78) and code == exit_code, (word, code)


def store__that_is_none__is_left_alone(world):
    bot = world.bot()
    write(bot.path("bot.db"), "my diary\n" * 100)
    code, out, err = bot.command("run")
    assert code == 1 and "bot.db" in err, err
    assert harness.read(bot.path("bot.db")).startswith("my diary")


class ReadOnlyDisk:
    """The folder, seen so that even root cannot write to it."""

    def __init__(self, path):
        os.makedirs(path, exist_ok=True)
        self.path = path
        if os.geteuid() != 0 or subprocess.run(
                ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", path],
                capture_output=True).returncode:
            raise Skip("only root may mount a read-only disk")

    def release(self):
        subprocess.run(["umount", "-l", self.path], check=False)


def store__on_a_read_only_disk__is_said_and_ends_with_1(world):
    bot = world.bot()
    world.keep(ReadOnlyDisk(bot.path("disk")))
    bot.configure(store=bot.path("disk", "bot.db"),
                  socket=bot.path("bot.sock"))
    code, out, err = bot.command("run")
    assert code == 1 and re.search(
        r"disk/bot\.db: .*(read-only|cannot)", err, re.I), err


def folder__read_only__is_in_trouble_and_the_others_deliver(world):
    bot = world.bot()
    world.keep(ReadOnlyDisk(bot.path("disk")))
    bot.configure(notifiers={"tray": {"plugin": "folder",
                                      "folder": bot.path("disk", "tray")},
                             "good": recorder(bot.path("good"))},
                  routes=[route("tray", "a@b.example"), route("good")])
    bot.run()
    bot.answer(3)
    wait(lambda: bot.notices("good") == {"done": 3}, "the good one delivers")
    in_status(bot, "tray", "disk/tray.*(?i:read-only)")
    bot.says("tray: .*disk/tray.*(?i:read-only)")


def folder__of_a_provider_missing__is_in_trouble_until_it_comes(world):
    bot = world.bot()
    bot.configure(providers={"answers": bot.csv("later")})
    bot.run()
    in_status(bot, "answers", "later.*(?i:no such|not exist)")
    bot.says("answers: poll failed: .*later")
    bot.answer(1, folder="later")
    bot.is_delivered(1)
    wait(lambda: not bot.instance("answers").get("trouble"),
         "the trouble is over")


if __name__ == "__main__":
    harness.main(globals())

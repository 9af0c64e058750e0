#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Copies of the store of a bot at work, by its own command and by cp."""
import glob
import os
import shutil
import sqlite3
import subprocess
import threading

import harness
from harness import wait

ROUNDS = 6
ANSWERS = 150


def look(path):
    """How many responses a copy holds, once it was found to be whole."""
    db = sqlite3.connect(path)
    try:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        n, = db.execute("SELECT count(*) FROM responses").fetchone()
        counted, = db.execute("SELECT sum(n) FROM counts WHERE name LIKE "
                              "'response%'").fetchone()
        assert counted in (n, None), (n, counted)
        return n
    finally:
        db.close()


def under_load(bot, make):
    """make(i) makes a copy and returns its path; each must hold all that was
    stored before it was begun."""
    more = threading.Event()

    def feed():
        while not more.wait(0.3):
            bot.answer(ANSWERS)

    feeder = threading.Thread(target=feed)
    feeder.start()
    try:
        for i in range(ROUNDS):
            before, = bot.sql("SELECT count(*) FROM responses")[0]
            n = look(make(i))
            assert n >= before, (i, n, before)
            wait(lambda: bot.sql("SELECT count(*) FROM responses")[0][0] > n,
                 "the bot goes on")
    finally:
        more.set()
        feeder.join()


def backup__of_a_bot_under_load__holds_all_that_was_stored(world):
    bot = world.bot().run()
    bot.answer(ANSWERS)

    def make(i):
        path = bot.path(f"copy-{i}.db")
        code, out, err = bot.command("backup", path)
        assert code == 0, err
        assert f"{path}: a copy of" in out and "checked" in out, out
        assert os.listdir(bot.dir).count(f"copy-{i}.db.part") == 0
        return path

    under_load(bot, make)


def files__copied_with_cp_under_load__are_a_store(world):
    bot = world.bot().run()
    bot.answer(ANSWERS)

    def make(i):
        folder = bot.path(f"copy-{i}")
        os.mkdir(folder)
        subprocess.run(["cp", *glob.glob(bot.path("bot.db*")), folder],
                       check=True)
        return os.path.join(folder, "bot.db")

    under_load(bot, make)


def backup__killed_under_load__leaves_no_half_copy_and_no_harm(world):
    bot = world.bot().run()
    path = bot.path("copy.db")
    for i in range(10):
        bot.answer(ANSWERS)
        process = subprocess.Popen(
            [harness.LOOPBELL, "backup", "--force", "--config", bot.file,
             path], stdout=subprocess.DEVNULL)
        try:
            process.wait(i * 0.003)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if os.path.exists(path):
            look(path)
    bot.is_delivered(10 * ANSWERS)
    assert bot.command("backup", "--force", path)[0] == 0
    assert look(path) == 10 * ANSWERS


def backup__put_in_the_stores_place__the_bot_goes_on_from_there(world):
    bot = world.bot().run()
    bot.answer(20)
    bot.is_delivered(20)
    assert bot.command("backup", bot.path("copy.db"))[0] == 0
    assert bot.stop() == 0
    for left in glob.glob(bot.path("bot.db-*")):
        os.unlink(left)
    shutil.copy(bot.path("copy.db"), bot.path("bot.db"))
    bot.run()
    bot.answer(5)
    bot.is_delivered(25)
    assert len(bot.recorded()) == 25


def backup__used_wrongly__says_what_is_right(world):
    bot = world.bot()
    code, _, err = bot.command("backup", bot.path("copy.db"))
    assert code == 1 and "there is no store yet" in err, err
    bot.answer(1)
    assert bot.once() == 0
    for words, says in (([], "name the one file to write"),
                        (["a", "b"], "name the one file to write"),
                        (["--nonsense", "a"], "--nonsense")):
        code, _, err = bot.command("backup", *words)
        assert code == 2 and says in err, (words, err)
    code, _, err = bot.command("backup", "--force", bot.path("bot.db"))
    assert code == 1 and "is the store itself" in err, err
    assert bot.command("backup", bot.path("copy.db"))[0] == 0
    code, _, err = bot.command("backup", bot.path("copy.db"))
    assert code == 1 and "is there already; --force" in err, err


if __name__ == "__main__":
    harness.main(globals())

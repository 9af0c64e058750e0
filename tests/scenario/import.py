#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""loopbell import: history into the store, told to nobody, doubled by nothing."""
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import threading
import time

import harness
from harness import HERE, LOOPBELL, recorder, route, wait, write

HEAD = "id;date;score;comment;company;email\n"
SUMMARY = re.compile(
    r"^(\S+): (cancelled: )?([\d,]+) read, ([\d,]+) new(?:, ([\d,]+) changed)?"
    r", ([\d,]+) known(.*), [\d.]+ s, [\d,]+/s$", re.M)


def historian(*args, **settings):
    return {"command": [sys.executable, os.path.join(HERE, "historian.py"),
                        *args], "every": "1s", **settings}


def rows(n, start=0, score=3, day="14-03-2025"):
    return "".join(f"r{i};{day} 09:30;{score};comment {i};Kunde {i % 7} A/S;"
                   f"p{i}@k.example\n" for i in range(start, start + n))


def summed(out):
    """(read, new, known, the rest) of the line at the end."""
    found = SUMMARY.search(out)
    assert found, out
    return tuple(int(found.group(i).replace(",", "")) for i in (3, 4, 6)) + (
        found.group(7),)


def begin(bot, *words, **more):
    """The command, going on."""
    return subprocess.Popen(
        [LOOPBELL, "import", "--config", bot.file, *words], env=bot.env,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


def ended(process):
    out, err = process.communicate(timeout=harness.PATIENCE_S)
    return process.returncode, out, err


def n_answers(bot):
    return bot.sql("SELECT count(*) FROM responses")[0][0]


def files__with_and_without_a_bot__are_taken_in_and_told_to_nobody(world):
    for runs in (False, True):
        bot = world.bot()
        write(bot.path("accounts.csv"),
              "company;account_id;owner_email\nKunde 3 A/S;A3;o@n.example\n")
        bot.configure(directories={"accounts": {
            "plugin": "accounts_csv", "file": bot.path("accounts.csv")}})
        bot.config["providers"]["answers"]["since"] = "2025-01-01"
        bot.configure()
        write(bot.path("old.csv"), HEAD + rows(20) +
              'r20;15-03-2025;2;"prisen er for høj";Kunde 3 A/S;x@k.example\n')
        if runs:
            bot.run()
        code, out, err = bot.command("import", "answers", bot.path("old.csv"))
        assert code == 0 and summed(out) == (21, 21, 0, ""), (out, err)
        assert bot.sql("SELECT count(*), min(answered_us) / 86400000000 FROM "
                       "responses WHERE survey = 'answers'") == [(21, 20161)]
        got = bot.sql("SELECT account_id, drivers FROM responses WHERE "
                      "ref = 'r20'")
        assert got == [("A3", "price")], got
        code, out, err = bot.command("import", "answers", bot.path("old.csv"))
        assert code == 0 and summed(out) == (21, 0, 21, ""), (out, err)
        # The same by a poll, which would announce it: it is known.
        if not runs:
            assert bot.sql("SELECT count(*) FROM cursors") == [(0,)]
            bot.run()
        write(bot.path("answers", "again.csv"), harness.read(
            bot.path("old.csv")) + "fresh;16-03-2025;9;;;\n")
        bot.is_delivered(1)
        assert len(bot.recorded()) == 1 and n_answers(bot) == 22
        assert bot.sql("SELECT count(*) FROM cases") == [(0,)]
        assert bot.sql("SELECT count(*) FROM revisions") == [(0,)]


def rows__of_every_badness__are_kept_aside_and_the_good_are_in(world):
    bot = world.bot()
    write(bot.path("bad.csv"), HEAD + rows(3) +
          'x1;14-03-2025;11;;;\nx2;no day;5;;;\nx3;14-03-2025\n'
          'x4;14-03-2025;7;"never ended;;\n')
    for runs in (False, True):
        if runs:
            bot.run()
        code, out, err = bot.command("import", "answers", bot.path("bad.csv"))
        assert code == 65, (code, out, err)
        assert re.search(r"refused \(see `loopbell queue refused`\)", out), out
        for said in (r"bad\.csv:5: score: 11", r"bad\.csv:6: date: "):
            assert re.search(said, err), err
        n_refused = bot.sql("SELECT count(*) FROM refused")[0][0]
        assert n_refused >= 3 and n_answers(bot) >= 3
    for name, bytes_ in (("zeros", bytes(100000)), ("noise", os.urandom(
            100000)), ("empty", b""), ("quote", b'id;date;score\n"' + b"x" *
                                       3000000), ("line", b"y" * 3000000)):
        with open(bot.path(name), "wb") as f:
            f.write(bytes_)
        code, out, err = bot.command("import", "answers", bot.path(name))
        assert code in (1, 65), (name, code, out, err)
    write(bot.path("good.csv"), HEAD + rows(5, 100))
    code, out, err = bot.command(
        "import", "answers", bot.path("empty"), bot.path("good.csv"))
    assert code == 1 and "empty" in err and summed(out)[1] == 5, (out, err)
    assert bot.status() is not None and bot.stop() == 0


def since__of_files__leaves_out_what_is_older(world):
    bot = world.bot()
    bot.configure(timezone="Europe/Copenhagen")
    write(bot.path("f.csv"), HEAD + "a;31-12-2024 23:59;1;;;\n"
          "b;01-01-2025 00:00;1;;;\nc;02-01-2025;1;;;\n")
    code, out, err = bot.command("import", "answers", "--since", "2025-01-01",
                                 bot.path("f.csv"))
    assert code == 0 and summed(out) == (
        3, 2, 0, ", 1 from before 2025-01-01 left out"), (out, err)
    told = json.loads(bot.command("import", "answers", bot.path("f.csv"),
                                  "--json")[1])
    assert (told["new"], told["known"], told["left_out"]) == (1, 2, 0), told
    for day in ("yesterday", "01-01-2025", "2025-02-30", ""):
        code, out, err = bot.command("import", "answers", "--since", day,
                                     bot.path("f.csv"))
        assert code == 2 and "must be a day such as 2025-01-31" in err, err


def import__of_what_is_not_there__says_what_would_be_right(world):
    bot = world.bot()
    write(bot.path("f.csv"), HEAD + rows(1))
    bot.configure(providers={"answers": bot.csv(),
                             "slow": historian(),
                             "broken": historian(command=["/no/such"])})
    cases = (
        (["anwsers", "f.csv"], 'no provider "anwsers"; did you mean "answers"'),
        (["good", "f.csv"], "good is a notifier"),
        (["answers", "none.csv", "also.csv"], "none.csv: No such file"),
        (["answers", "none.csv", "also.csv"], "also.csv: No such file"),
        (["answers", "."], "is no file but a folder"),
        (["answers", "/dev/null"], "is no file"))
    for runs in (False, True):
        for words, says in cases:
            code, out, err = bot.command("import", *words, cwd=bot.dir)
            assert code == 1 and says in err, (words, code, err)
        if not runs:
            assert not os.path.exists(bot.path("bot.db"))
            bot.configure(providers={"answers": bot.csv(),
                                     "slow": historian()})
            bot.run()
    for runs in (True, False):
        code, out, err = bot.command("import", "slow", "f.csv", cwd=bot.dir)
        assert code == 1 and "plugin of slow reads no files" in err, err
        if runs:
            bot.stop()
    assert harness.command("import")[0] == 2


def import__while_the_bot_works__disturbs_nobody(world):
    bot = world.bot()
    bot.configure(providers={"answers": bot.csv(),
                             "old": historian("--files", slow_ms=20)})
    bot.run()
    write(bot.path("ids"), "".join(f"i{i}\n" for i in range(150)))
    first = begin(bot, "old", "ids", cwd=bot.dir)
    wait(lambda: n_answers(bot) > 3, "the import is at work")
    code, out, err = bot.command("import", "old", bot.path("ids"))
    assert code == 1 and "an import of old is under way" in err, err
    code, out, err = bot.command("status")
    assert re.search(r"old: an import is under way: \d+ answers read", out), out
    bot.answer((9, "a"), (2, "b"))
    bot.is_delivered(2)
    assert first.poll() is None, "all that went on beside it"
    bot.signal(signal.SIGHUP)
    bot.says("loopbell.yaml is taken")
    code, out, err = ended(first)
    assert code == 0 and summed(out)[:3] == (150, 150, 0), (out, err)
    assert len(bot.recorded()) == 2


def kill__of_either_in_the_middle__run_again_doubles_nothing(world):
    for victim in ("the command", "the bot"):
        bot = world.bot()
        bot.configure(providers={"old": historian("--files", slow_ms=5)})
        write(bot.path("ids"), "".join(f"i{i}\n" for i in range(100)))
        if victim == "the bot":
            bot.run()
        for n in (5, 30):
            process = begin(bot, "old", bot.path("ids"))
            wait(lambda: os.path.exists(bot.path("bot.db")) and bot.sql(
                "SELECT 1 FROM sqlite_master") and n_answers(bot) > n,
                 "some are in")
            if victim == "the bot":
                bot.kill()
                code, out, err = ended(process)
                assert code == 1 and "run the import again" in err, err
                bot.run()
            else:
                process.kill()
                process.communicate()
        code, out, err = bot.command("import", "old", bot.path("ids"))
        read, new, known, _ = summed(out)
        assert code == 0 and read == 100 and new + known == 100, (out, err)
        assert 30 < known < 100 and n_answers(bot) == 100, out
        assert bot.sql("SELECT count(*) FROM revisions, notices") == [(0,)]
        assert bot.sql("PRAGMA integrity_check") == [("ok",)]


def interrupt__in_the_middle__ends_it_and_keeps_what_was_read(world):
    for runs in (True, False):
        bot = world.bot()
        bot.configure(providers={"old": historian("--files")})
        write(bot.path("ids"), "a\nb\nc\nwait\nd\n")
        if runs:
            bot.run()
        process = begin(bot, "old", bot.path("ids"))
        wait(lambda: os.path.exists(bot.path("bot.db")) and bot.sql(
            "SELECT 1 FROM sqlite_master") and n_answers(bot) == 3,
             "three are in")
        process.send_signal(signal.SIGINT)
        code, out, err = ended(process)
        assert code == 1 and "old: cancelled: 3 read, 3 new" in out, (out, err)
        write(bot.path("ids"), "a\nb\nc\nd\n")
        code, out, err = bot.command("import", "old", bot.path("ids"))
        assert code == 0 and summed(out)[:3] == (4, 1, 3), (out, err)


def file__that_breaks_its_plugin_or_is_not_taken__fails_alone(world):
    bot = world.bot()
    bot.configure(providers={"old": historian("--files", note=bot.path(
        "note"))})
    for name, text in (("poison", "a\ndie\n"), ("no", "b\nno\n"),
                       ("later", "c\nlater\n"), ("good", "d\nbad\n")):
        write(bot.path(name), text)
    names = [bot.path(n) for n in ("poison", "no", "good")]
    code, out, err = bot.command("import", "old", *names)
    assert code == 1 and summed(out)[:3] == (4, 3, 0), (out, err)
    assert "poison: its process died" in err and "no: it is not" in err, err
    assert "bad is bad" in err, err
    os.remove(bot.path("note"))
    code, out, err = bot.command("import", "old", bot.path("later"))
    assert code == 1 and "later: ask later" in err, err
    assert harness.read(bot.path("note")).count("import later") == 5


def file__that_somebody_writes_to__is_not_taken_for_whole(world):
    bot = world.bot()
    write(bot.path("f.csv"), HEAD + rows(30000))
    stop = threading.Event()

    def go_on_writing():
        with open(bot.path("f.csv"), "a", encoding="utf-8") as f:
            for i in range(10**6):
                f.write(rows(1, 10**6 + i))
                f.flush()
                if stop.wait(0.005):
                    return

    writer = threading.Thread(target=go_on_writing)
    writer.start()
    try:
        code, out, err = bot.command("import", "answers", bot.path("f.csv"))
    finally:
        stop.set()
        writer.join()
    assert code == 1 and "changed while it was read" in err, (code, out, err)
    code, out, err = bot.command("import", "answers", bot.path("f.csv"))
    assert code == 0 and summed(out)[2] >= 30000, (out, err)


def provider__asked_for_all__keeps_its_cursor_and_its_news(world):
    history = "h1 h2 h3 h4"
    bot = world.bot()
    bot.configure(providers={"old": historian(
        history=history, news="n1", note=bot.path("note"))})
    # Before the first run: what that will announce is left to it.
    code, out, err = bot.command("import", "old")
    assert code == 0 and summed(out) == (
        5, 4, 0, ", 1 left to the poll, which announces them"), (out, err)
    assert bot.sql("SELECT count(*) FROM cursors") == [(0,)]
    bot.run()
    bot.is_delivered(1)
    assert bot.sql("SELECT cursor FROM cursors") == [("all",)]
    since = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 2 * 86400))
    code, out, err = bot.command("import", "old", "--since", since)
    assert code == 0 and summed(out)[0] == 5, (out, err)
    assert "2 from before" in out or "3 from before" in out, out
    asked = re.findall(r"poll None (\d+)", harness.read(bot.path("note")))
    assert asked[0] == asked[1] == "0" and int(asked[2]) > 0, asked
    assert len(bot.recorded()) == 1 and n_answers(bot) == 5


def answers__shared_by_two__are_imported_once_for_both(world):
    bot = world.bot()
    bot.configure(providers={"answers": bot.csv(survey="s"), "archive":
                             bot.csv("archive", survey="s",
                                     same_as="answers")})
    os.mkdir(bot.path("archive"))
    write(bot.path("f.csv"), HEAD + rows(5))
    code, out, err = bot.command("import", "archive", bot.path("f.csv"))
    assert code == 0 and summed(out)[:3] == (5, 5, 0), (out, err)
    code, out, err = bot.command("import", "answers", bot.path("f.csv"))
    assert code == 0 and summed(out)[:3] == (5, 0, 5), (out, err)
    bot.run()
    write(bot.path("answers", "f.csv"), harness.read(bot.path("f.csv")) +
          "fresh;16-03-2025;9;;;\n")
    bot.is_delivered(1)
    assert n_answers(bot) == 6


class Terminal:
    """A command whose standard error is a terminal."""

    def __init__(self, bot, *words, columns=100, **env):
        self.text = b""
        leader, follower = pty.openpty()
        import fcntl
        import struct
        import termios
        fcntl.ioctl(follower, termios.TIOCSWINSZ,
                    struct.pack("HHHH", 24, columns, 0, 0))
        env = {**bot.env, "TERM": "xterm", **env}
        self.process = subprocess.Popen(
            [LOOPBELL, *words, "--config", bot.file], stderr=follower,
            stdout=subprocess.PIPE, env=env)
        os.close(follower)
        self.leader = leader

    def all(self):
        while select.select([self.leader], [], [], harness.PATIENCE_S)[0]:
            try:
                got = os.read(self.leader, 65536)
            except OSError:
                break
            if not got:
                break
            self.text += got
        os.close(self.leader)
        self.out = self.process.communicate()[0].decode()
        return self.text.decode(), self.out


def terminal__watching__sees_a_line_that_fits_and_one_at_the_end(world):
    bot = world.bot()
    bot.configure(providers={"old": historian("--files", slow_ms=15)})
    long = bot.path("a-file-whose-name-is-so-long-that-it-would-be-cut")
    write(long, "".join(f"i{i}\n" for i in range(60)))
    env = {k: v for k, v in bot.env.items() if k != "NO_COLOR"}
    bot.env = env
    for runs, columns, more in ((False, 100, {}), (True, 100, {"NO_COLOR":
                                "1"}), (True, 30, {}), (True, 100, {
                                    "TERM": "dumb"})):
        if runs and bot.process is None:
            bot.run()
        text, out = Terminal(bot, "import", "old", long, columns=columns,
                             **more).all()
        lines = [re.sub(r"\033\[\d*[mK]", "", line)
                 for line in text.split("\r") if line.strip()]
        assert summed(out)[0] == 60, out
        if "TERM" in more:
            assert text == "", text
            continue
        assert len(lines) >= 3, text
        assert all(len(line.strip("\n")) < columns for line in lines), lines
        assert any("read, " in line for line in lines) or columns < 60, lines
        assert ("\033[32m" in text) == (not more and columns == 100), text
        assert columns < 60 or re.search(r"\[#+-+\] +\d+ %", "".join(lines))
        assert text.endswith("\033[K"), repr(text[-40:])


if __name__ == "__main__":
    harness.main(globals())

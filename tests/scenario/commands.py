#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""The command line, as people and scripts use it."""
import glob
import json
import os
import re

import harness
from harness import command, recorder, wait, write

COMMANDS = ("run", "check", "demo", "try", "explain", "template", "status",
            "cases", "queue", "import", "plugins")
PLUGINS = sorted(
    os.path.basename(os.path.dirname(path))
    for path in glob.glob(os.path.join(harness.SRCDIR, "plugins", "*s", "*",
                                       "local.mk")))


def json_of(result):
    return json.loads(result[1])


def help__of_every_command__is_printed_and_is_no_error(world):
    code, out, err = command("--help")
    assert code == 0 and not err
    for word in COMMANDS:
        assert re.search(rf"^  {word} ", out, re.M), out
        code, text, err = command(word, "--help")
        assert code == 0 and "usage: loopbell " + word in text and not err


def command__used_wrongly__says_how_and_ends_with_2(world):
    for words in ([], ["fly"], ["run", "--fast"], ["run", "too", "much"],
                  ["queue", "fly"], ["queue", "show"], ["try"],
                  ["explain", "--nonsense"], ["plugins", "show"],
                  ["status", "--config"]):
        code, out, err = command(*words)
        assert code == 2 and "loopbell" in err, (words, code, out, err)
        assert "--help" in err or "usage" in err, (words, err)


def plugins__listed_and_shown__name_their_options(world):
    code, out, _ = command("plugins")
    assert code == 0 and all(re.search(rf"^{p}\b", out, re.M)
                             for p in PLUGINS), out
    assert out == command("plugins", "list")[1]
    assert {p["name"] for p in json_of(command("plugins", "--json"))} == set(
        PLUGINS)
    for plugin in PLUGINS:
        code, out, _ = command("plugins", "show", plugin)
        assert code == 0 and "options:" in out, out
        shown = json_of(command("plugins", "show", plugin, "--json"))
        assert all(o["name"] in out and o["help"] in out
                   for o in shown["options"]), out
    code, out, err = command("plugins", "show", "nothing")
    assert code == 1 and "nothing" in err


def check__of_a_good_file__prints_it_without_its_secrets(world):
    bot = world.bot()
    code, out, _ = bot.command("check")
    assert code == 0 and re.search(r"can be used: 1 provider", out), out
    assert bot.command("check", "--quiet")[:2] == (0, "")
    code, out, _ = bot.command("check", "--print")
    assert code == 0 and "every: 1s" in out and "max_age: 3d" in out, out
    write(bot.path("printed.yaml"), out)
    code, again, err = command("check", "--print", "--config",
                               bot.path("printed.yaml"))
    assert code == 0 and again == out, (again, err)


def explain__an_answer__shows_routes_conditions_and_notices(world):
    bot = world.bot()
    bot.configure(routes=[
        {"name": "big", "when": {"value": ">= 100000"},
         "send": {"to": "good", "target": "boss"}, "continue": "yes"},
        {"name": "plan", "when": {"properties": {"plan": "pro"}},
         "send": {"to": "good", "target": "pro"}, "continue": "yes"},
        {"name": "sad", "when": {"category": "detractor"},
         "send": {"to": "good", "target": "care"}}])
    words = ["explain", "--score", "3", "--company", "Nordisk Stål",
             "--comment", "Prisen er for høj", "--language", "da",
             "--property", "plan=free", "--value", "50000"]
    code, out, err = bot.command(*words)
    assert code == 0, err
    for said in ("big", "value", "plan", "sad", "care", "Nordisk Stål",
                 "Prisen er for høj"):
        assert said in out, (said, out)
    told = json_of(bot.command(*words, "--json"))
    text = json.dumps(told)
    assert "care" in text and "boss" not in text.replace(
        '"to": "boss"', ""), text
    assert not os.path.exists(bot.path("good"))
    assert not os.path.exists(bot.path("bot.db"))


def template__rendered__escapes_as_it_is_told(world):
    bot = world.bot()
    write(bot.path("t"), "Hej {{name}}{{^name}}du{{/name}}: {{{raw}}}\n")
    data = '{"name": "<b>&", "raw": "<i>"}'
    for how, name in (("html", "&lt;b&gt;&amp;"), ("slack", "&lt;b&gt;&amp;"),
                      ("none", "<b>&")):
        code, out, err = command("template", bot.path("t"), "--data", data,
                                 "--escape", how)
        assert (code, out) == (0, f"Hej {name}: <i>\n"), (out, err)
    write(bot.path("data"), "{}")
    assert command("template", bot.path("t"), "--data",
                   "@" + bot.path("data"))[1] == "Hej du: \n"
    write(bot.path("t"), "line\n{{#open}}\n")
    code, out, err = command("template", bot.path("t"))
    assert code != 0 and re.search(r"t:2:\d+: ", err), err


def queue__with_and_without_the_bot__lists_shows_retries_and_drops(world):
    bot = world.bot()
    broken = {"plugin": "folder", "folder": "/proc/no/such", "rate": 0}
    bot.configure(notifiers={"good": broken})
    bot.run()
    bot.answer((9, "one"), (8, "two"), (2, "three"))
    wait(lambda: sum(bot.notices().values()) == 3 and bot.instance(
        "good").get("trouble"), "all three wait in vain")
    for runs in (True, False):
        if not runs:
            assert bot.stop() == 0
        code, out, _ = bot.command("queue")
        assert code == 0 and out.count("good t") == 3, out
        listed = json_of(bot.command("queue", "list", "--json"))["notices"]
        first = listed[0]["id"]
        assert len(listed) == 3 and len(json_of(bot.command(
            "queue", "--max", "1", "--json"))["notices"]) == 1
        code, out, _ = bot.command("queue", "show", first)
        assert code == 0 and first in out and '"headline"' in out, out
        shown = json_of(bot.command("queue", "show", first, "--json"))
        assert shown["notice"]["id"] == first
        code, out, err = bot.command("queue", "show", "01NOSUCHNOTICE")
        assert code == 1 and "01NOSUCHNOTICE" in err, err
    code, out, _ = bot.command("queue", "drop", first)
    assert (code, "1 notice" in out) == (0, True), out
    assert bot.notices() == {"waiting": 2, "dropped": 1}
    assert bot.sql("SELECT name, subject FROM actions") == [("drop", first)]

    bot.configure(notifiers={"good": recorder(bot.path("good"))})
    bot.run()
    code, out, _ = bot.command("queue", "retry", first)
    assert (code, "1 notice" in out) == (0, True), out
    code, out, _ = bot.command("queue", "retry", "--state", "waiting")
    bot.is_delivered(3)
    code, out, _ = bot.command("queue")
    assert code == 0 and "nothing is waiting" in out, out
    assert bot.command("queue", "--state", "done")[1].count("good t") == 3


def try__an_instance__says_whether_it_would_work(world):
    bot = world.bot()
    bot.configure(notifiers={
        "tray": {"plugin": "folder", "folder": bot.path("tray")},
        "good": {"plugin": "folder", "folder": "/proc/no/such"}})
    code, out, err = bot.command("try", "tray")
    assert code == 0 and "would work" in out, out + err
    code, out, err = bot.command("try", "tray", "--send", "--to",
                                 "a@b.example")
    assert code == 0 and "was delivered to a@b.example" in out, out + err
    assert len(os.listdir(bot.path("tray", "new"))) == 1
    code, out, err = bot.command("try", "good")
    assert code == 1 and "/proc/no: No such file" in err, out + err
    code, out, err = bot.command("try", "answers")
    assert code == 0 and "would work" in out, out + err
    code, out, err = bot.command("try", "nobody")
    assert code == 1 and '"nobody"' in err, err


def check__of_every_kind_of_mistake__says_them_all_at_once(world):
    bot = world.bot()
    bot.configure(colour="red", store="/no/such/folder/bot.db", providers={
        "answers": bot.csv(), "typo": {"plugin": "csw", "folder": "/tmp"},
        "deaf": bot.csv(every="soon"), "odd": bot.csv(folderr="x")})
    code, out, err = bot.command("check")
    assert code == 78 and "4 errors" in err, err
    for said in ('no key "colour"', 'no plugin "csw"; did you mean "csv"?',
                 "deaf: every: must be", 'odd: plugin csv has no option'):
        assert said in err, (said, err)
    bot.configure(colour=None, providers={"answers": bot.csv()})
    code, out, err = bot.command("check")
    assert code == 0 and "; 1 warning" in out, (out, err)
    assert "the folder /no/such/folder/ is not there" in err, err


def try__one_beside_others_with_mistakes__needs_itself_alone(world):
    bot = world.bot()
    bot.configure(colour="red", language="xx", providers={
        "answers": bot.csv(), "typo": {"plugin": "csw", "folder": "/tmp"},
        "deaf": bot.csv(every="soon")}, routes=[{"name": "x", "send": {
            "to": "nobody", "target": "t"}}])
    code, out, err = bot.command("try", "answers")
    assert code == 0 and "would work" in out, (out, err)
    assert "has 4 errors; see: loopbell check" in err, err
    code, out, err = bot.command("try", "good", "--send", "--to", "t")
    assert code == 0 and "was delivered to t" in out, (out, err)
    for name, says in (("deaf", "every: must be"), ("typo", "no plugin")):
        code, out, err = bot.command("try", name)
        assert code == 78 and says in err, (name, err)
    code, out, err = bot.command("try", "anwsers")
    assert code == 1 and 'did you mean "answers"?' in err, err


def status__of_a_bot_at_work_and_of_none__is_told_by_exit_codes(world):
    bot = world.bot()
    code, out, err = bot.command("status")
    assert code == 1 and "does not run" in err, err
    bot.run()
    bot.answer((9, "a"), (8, "b"), (2, "c"))
    bot.is_delivered(3)
    code, out, _ = bot.command("status")
    assert code == 0 and "all is well" in out, out
    assert "1 promoter" in out and "3 delivered" in out, out
    status = json_of(bot.command("status", "--json"))
    assert status["totals"]["promoters"] == 1 and status["ok"]
    assert {i["name"] for i in status["instances"]} == {"answers", "good"}


if __name__ == "__main__":
    harness.main(globals())

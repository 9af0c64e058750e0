#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A secret is in the memory of the process that needs it, and nowhere else."""
import os

import harness
from harness import command, recorder, route, wait

SECRETS = {"named": "Zebra-ENV-4711", "filed": "Zebra-FILE-4712",
           "literal": "Zebra-TEXT-4713"}


def environment(pid):
    """What others can see of it: nothing, unless they are root."""
    try:
        return harness.read(f"/proc/{pid}/environ")
    except PermissionError:
        return ""


def processes(bot):
    """The core and those of its instances, by name."""
    found = {i["name"]: i["pid"] for i in bot.status()["instances"]}
    return {**found, "core": bot.process.pid}


def memory_holds(pid, text):
    """Is the text in the process's writable memory?"""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, \
            open(f"/proc/{pid}/mem", "rb") as mem:
        for line in maps:
            area, rights = line.split()[:2]
            start, end = (int(n, 16) for n in area.split("-"))
            if "w" not in rights or end - start > 1 << 28 or "vv" in line:
                continue
            mem.seek(start)
            try:
                if text.encode() in mem.read(end - start):
                    return True
            except OSError:
                pass
    return False


def bot_with_secrets(world):
    bot = world.bot()
    harness.write(bot.path("secret"), SECRETS["filed"] + "\n", 0o600)
    given = {"named": "${ZEBRA}", "filed": "file:secret",
             "literal": SECRETS["literal"]}
    bot.env["ZEBRA"] = SECRETS["named"]
    bot.configure(
        notifiers={**{name: recorder(bot.path(name), secret=secret)
                      for name, secret in given.items()},
                   "slack": {"plugin": "slack", "token": "xoxb-Zebra-4714",
                             "api": "http://127.0.0.1:1/"},
                   "mail": {"plugin": "email", "user": "bo",
                            "server": "smtp://127.0.0.1:1",
                            "from": "a@b.example",
                            "password": "Zebra-4715"}},
        routes=[route(n, "a@b.example") for n in (
            *SECRETS, "slack", "mail")])
    bot.start("run", "--verbose")
    wait(bot.status, "it answers")
    return bot


def secret__anywhere_one_may_look__is_not_there(world):
    bot = bot_with_secrets(world)
    bot.answer(2)
    for name in SECRETS:
        bot.is_delivered(2, name)
    wait(lambda: bot.instance("mail").get("trouble"), "mail has failed")
    looked = {"log": bot.log(), "store": ""}
    for name, pid in processes(bot).items():
        if not pid:
            continue
        looked["arguments of " + name] = harness.read(f"/proc/{pid}/cmdline")
        if name != "core":
            looked["environment of " + name] = environment(pid)
    for words in (["check", "--print"], ["status", "--json"], ["status"],
                  ["queue", "--json"], ["plugins", "--json"]):
        code, out, err = (command(*words) if words[0] == "plugins"
                          else bot.command(*words))
        assert out, (words, err)
        looked[" ".join(words)] = out + err
    for file in ("bot.db", "bot.db-wal"):
        looked["store"] += harness.read(bot.path(file))
    for place, text in looked.items():
        assert "Zebra" not in text, (place, text[text.index("Zebra") - 200:][
            :300])


def secret__of_one_instance__is_not_in_the_memory_of_another(world):
    bot = bot_with_secrets(world)
    for name in SECRETS:
        wait(lambda: bot.instance(name)["state"] == "ready", name + " is up")
    found = processes(bot)
    if os.geteuid() != 0:
        raise harness.Skip("only root may look into others' memory")
    assert memory_holds(found["literal"], SECRETS["literal"])
    for name, secret in SECRETS.items():
        for other in set(found) - {name, "core"}:
            assert not found[other] or not memory_holds(
                found[other], secret), (name, other)


def secret__in_a_host_that_dies__is_in_no_core_dump(world):
    bot = bot_with_secrets(world)
    wait(lambda: bot.instance("slack")["state"] == "ready", "slack is up")
    limits = harness.read(f"/proc/{bot.instance('slack')['pid']}/limits")
    assert "Max core file size        0 " in limits, limits
    socket = os.stat(bot.path("bot.sock")).st_mode & 0o777
    store = os.stat(bot.path("bot.db")).st_mode & 0o777
    assert socket == 0o600 and store & 0o007 == 0, (oct(socket), oct(store))


if __name__ == "__main__":
    harness.main(globals())

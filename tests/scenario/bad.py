#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""The promise of tests/bad/README.md: whatever a plugin does, the bot lives,
the others deliver, the log says what happened, and status whose fault it is.

All ways are instances of one bot at once; each has its row in WAYS.
"""
import os
import re
import sys

import harness
from harness import BAD, SRCDIR, recorder, route, wait

NOT_JSON = "was ended: it sent a line that is not a JSON object"
NO_ANSWER = "was ended: it did not answer within 2 s"
UNASKED = "was ended: it sent a line that answers nothing we asked"
# A sanitizer says more of it, and ends with 1.
CRASHED = (r"(was ended by signal 11 \(Segmentation fault\)"
           r"|ended with exit code 1; .*ABORTING)")
ABORTED = r"was ended by signal 6 \(Aborted\)"
BUG = "plugin bad has a bug: "

# how: what the log or, for the last ones, status says of it; what becomes of
# a notice. "dead": its processes die of it, and after three it is given up.
SO_WAYS = {
    "behave": ("behaving", "done"),
    "abort_in_open": (ABORTED, "waiting"),
    "fail_silently": ("cannot start: plugin bad did not say why", "waiting"),
    "hang_in_close": ("behaving", "done"),
    "abort": (ABORTED, "dead"),
    "crash": (CRASHED, "dead"),
    "exit": ("its process ended with exit code 0", "dead"),
    "never_answer": (NO_ANSWER, "dead"),
    "spin": (NO_ANSWER, "dead"),
    "ignore_term": (NO_ANSWER, "dead"),
    "write_2_mb": (NOT_JSON, "dead"),
    "write_6_mb": ("was ended: it sent a line longer than 4 MiB", "dead"),
    "write_binary": (NOT_JSON, "dead"),
    "close_line": ("exit code 74; its last words: cannot write to the core",
                   "dead"),
    "fork": ("left a child behind", "done"),
    "leak": (r"leaked \d+ descriptors", "done"),
    "log_flood": ("line 0 of too many", "done"),
    "print": ("last words", "done"),
    "contradict": (BUG + r"\w+\(\) called lb_reject", "unknown"),
    "nonsense": (BUG + r"\w+\(\) returned 77, which is no result", "unknown"),
    "say_nothing": ("plugin bad did not say why", "waiting"),
    "call_all": (BUG + r"\w+\(\) called lb_found\(\), which is not its",
                 "unknown"),
}
PY_WAYS = {
    "behave": (None, "done"),
    "answer_twice": (UNASKED, "done"),
    "answer_another": (UNASKED, "dead"),
    "answer_nothing": (NO_ANSWER, "dead"),
    "unknown_op": (UNASKED, "dead"),
    "not_json": (NOT_JSON, "dead"),
    "not_an_object": (NOT_JSON, "dead"),
    "deep_json": (NOT_JSON, "dead"),
    "no_newline": (NO_ANSWER, "dead"),
    "half_line": ("its process ended with exit code 0", "dead"),
    "wrong_kinds": (UNASKED, "dead"),
    "answer_unasked": (UNASKED, "done"),
    "close_output": ("was ended: it closed its line but did not end", "dead"),
}
# Only where they are in nobody's way: not for a notifier.
EMITTING = {"huge_response": (BUG + r"deliver\(\) called lb_emit", "unknown"),
            "hostile_text": (BUG + r"deliver\(\) called lb_emit", "unknown")}
WAYS = {**SO_WAYS, **{"py_" + how: way for how, way in PY_WAYS.items()}}


def instance(name, **more):
    if name.startswith("py_"):
        return {"command": [sys.executable, SRCDIR + "/tests/bad/bad.py"],
                "how": name[3:], "deadline": "2s", **more}
    return {"plugin": BAD + "/bad.so", "how": name, "deadline": "2s", **more}


def each_says(bot, ways):
    """The log has a line of each instance with its sentence."""
    for name, (sentence, _) in ways.items():
        if sentence:
            bot.says(r" %s: .*%s" % (name, sentence))


def each_is_named(bot, ways, states=("dead", "waiting", "unknown")):
    """What went wrong stands in status, under its name."""
    for name, (sentence, state) in ways.items():
        if state in states and sentence:
            wait(lambda: bot.instance(name).get("trouble"),
                 "status names " + name)


def size(bot):
    """(descriptors, KiB of memory) of the core."""
    proc = f"/proc/{bot.process.pid}"
    kib = re.search(r"VmRSS:\s*(\d+)", harness.read(proc + "/status"))
    return len(os.listdir(proc + "/fd")), int(kib.group(1))


def is_dead(bot, n):
    wait(lambda: bot.notices().get("dead") == n, f"{n} notices are dead")


def notifiers__every_bad_way__the_others_deliver_and_poison_dies(world):
    ways = {**WAYS, **EMITTING}
    poison = [name for name, way in ways.items() if way[1] == "dead"]
    bot = world.bot()
    bot.configure(
        notifiers={**{n: instance(n, rate=0) for n in ways},
                   "good": recorder(bot.path("good"))},
        routes=[*(route(n) for n in ways), route("good")])
    bot.run()
    before = size(bot)
    bot.answer((3, "what no plugin likes"))
    bot.is_delivered(1)
    bot.answer(20)
    wait(lambda: len(bot.recorded()) == 21, "the good one delivers on")
    each_says(bot, ways)
    for name, (_, state) in ways.items():
        wait(lambda: state in bot.notices(name), f"{name} is {state}")
    for name in poison:
        bot.says(rf" {name}: t: \w+ is dead: three processes died or hung")
        assert bot.sql("SELECT deaths FROM notices WHERE state = 'dead' AND "
                       "notifier = ?", name) == [(3,)], name
    each_is_named(bot, ways)
    code, out, _ = bot.command("status")
    assert code == 1 and re.search(
        r"in trouble:(\n.*)*\n  crash +notifier(.*\n)*\nwell:", out), out
    assert len(bot.recorded()) == 21
    after = size(bot)
    assert after[0] <= before[0], (before, after)
    assert after[1] < 40 * 1024 or "fsanitize" in harness.BUILT_WITH, after
    assert bot.stop() == 0


def providers__every_bad_way__the_others_bring_answers(world):
    bot = world.bot()
    bot.configure(providers={
        **{n: instance(n, every="1s") for n in {**WAYS, **EMITTING}},
        "answers": bot.csv()})
    bot.run()
    before = size(bot)
    bot.answer(20)
    bot.is_delivered(20)
    each_says(bot, WAYS)
    each_is_named(bot, {n: w for n, w in WAYS.items() if n != "log_flood"})
    for name, why in (("huge_response", "the response is larger than 4 MiB"),
                      ("hostile_text", "scale is missing: nps_0_10, ")):
        wait(lambda: [r for r in bot.sql("SELECT why FROM refused WHERE "
                                         "provider = ?", name)
                      if why in r[0]], f"{name} is refused")
        assert bot.instance(name)["refused"] > 0
    bot.answer(20)
    bot.is_delivered(40)
    # Those that die are being started again: it goes up and down.
    wait(lambda: size(bot)[0] <= before[0] + 4, "no descriptor is left open")
    assert bot.stop() == 0


def notifier__hangs_in_open__is_ended_and_named(world):
    bot = world.bot()
    bot.configure(notifiers={"hang_in_open": instance("hang_in_open"),
                             "good": recorder(bot.path("good"))},
                  routes=[route("hang_in_open"), route("good")])
    bot.run()
    bot.answer(5)
    wait(lambda: bot.notices("good") == {"done": 5}, "the good one delivers")
    bot.says("hang_in_open: its process was ended: it was not ready in time")
    assert "not ready in time" in bot.instance("hang_in_open")["trouble"]
    assert bot.notices("hang_in_open") == {"waiting": 5}


def directory__every_bad_way__answers_are_taken_without_it(world):
    for how in ("abort", "never_answer", "write_binary", "nonsense"):
        bot = world.bot()
        bot.configure(directories={"bad": instance(how)})
        bot.run()
        bot.answer(3)
        bot.is_delivered(3)
        bot.says(r" bad: .*" + SO_WAYS[how][0])
        assert bot.instance("bad").get("trouble"), how
        assert bot.stop() == 0


def plugin__that_must_not_load__is_refused_with_place_and_reason(world):
    for name, why in (
            ("other_api", r"other_api.so.* plugin API"),
            ("too_small", "too_small.so.*struct"),
            ("bad_table", "bad_table.so.*default"),
            ("missing_function", "missing_function.so.*undefined symbol"),
            ("no_symbol", "no_symbol.so.*loopbell_plugin")):
        bot = world.bot()
        bot.configure(notifiers={"good": {"plugin": f"{BAD}/{name}.so"}})
        code = bot.once()
        assert code == 78, (name, code)
        place = r"loopbell\.yaml:\d+:\d+: good: "
        assert re.search(place + ".*" + why, bot.log()), bot.log()


if __name__ == "__main__":
    harness.main(globals())

#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Slack you can answer: a case from its message to its end, by clicks.

The real bot, its slack plugin in two processes, and a Slack on loopback.
"""
import itertools
import json
import os
import signal
import urllib.request

import harness
from harness import wait

ROOM, ROOM_ID = "#kundeglaede", "C00PUBLIC"
ANNA, BO, EVE = "U0000ANNA", "U00000BO", "U00000EVE"
COUNT = itertools.count(1)


class Scene:
    def __init__(self, world, **more):
        self.slack = world.server("slack.py")
        self.slack.post("/_now", "+0")
        self.slack.post("/_page", "100")
        self.bot = world.bot()
        self.bot.configure(
            notifiers={"slack": {
                "plugin": "slack", "token": "xoxb-test-1", "rate": 0,
                "app_token": "xapp-test-1",
                "api": f"http://127.0.0.1:{self.slack.port}/api/"}},
            routes=[
                {"name": "escalate", "when": {"category": "detractor"},
                 "send": [{"to": "slack", "target": ROOM, "mention": "owner"}],
                 "case": {"deadline": "48h"}}],
            default_owner="anna@nordlys.example",
            may_act=["nordlys.example"], **more)
        self.bot.run()
        self.is_connected()

    def is_connected(self):
        def answers():
            try:
                return self.tell("a_kind_of_2030", {})["acked"]
            except (OSError, ValueError):
                return False
        wait(answers, "it listens")

    def tell(self, kind, payload, takes=False):
        """Slack tells; what came back."""
        data = json.dumps({"type": kind, "payload": payload, "takes": takes})
        with urllib.request.urlopen(
                f"http://127.0.0.1:{self.slack.port}/_envelope",
                data.encode(), timeout=20) as answer:
            return json.load(answer)

    def messages(self):
        return self.slack.get("/_messages")

    def case_message(self):
        return wait(lambda: [m for m in self.messages() if "thread_ts" not in m
                             and m["channel"] == ROOM_ID],
                    "the message is there")[0]

    def element(self, action):
        for block in self.case_message().get("blocks", []):
            for e in block.get("elements", []):
                if e.get("action_id") == "loopbell:" + action:
                    return block, e
        return None

    def has(self, action):
        return wait(lambda: self.element(action), "there is " + action)

    def press(self, action, user=ANNA, **chosen):
        block, e = self.has(action)
        n = next(COUNT)
        return self.tell("interactive", {
            "type": "block_actions", "trigger_id": f"{n}.1",
            "user": {"id": user, "name": "x"},
            "container": {"message_ts": self.case_message()["ts"],
                          "channel_id": ROOM_ID},
            "channel": {"id": ROOM_ID},
            "response_url": f"http://127.0.0.1:{self.slack.port}"
                            f"/respond/{ROOM_ID}/{user}",
            "actions": [{"action_id": e["action_id"], "type": e["type"],
                         "block_id": block["block_id"],
                         "value": e.get("value"), "action_ts": f"{n}.2",
                         **chosen}]})

    def submit(self, note, reached="yes", user=ANNA):
        view = self.slack.get("/_views")[-1]
        n = next(COUNT)
        view["state"] = {"values": {
            "note": {"note": {"value": note}},
            "reached": {"reached": {"selected_option": {"value": reached}}}}}
        return self.tell("interactive", {
            "type": "view_submission", "trigger_id": f"{n}.3",
            "user": {"id": user, "name": "x"}, "view": view}, True)

    def command(self, text, user=ANNA):
        n = next(COUNT)
        return self.tell("slash_commands", {
            "command": "/feedback", "text": text, "user_id": user,
            "user_name": "x", "trigger_id": f"{n}.4",
            "channel_id": ROOM_ID}, True)["ack"]["payload"]

    def react(self, message, name, user=ANNA):
        n = next(COUNT)
        return self.tell("events_api", {
            "type": "event_callback", "event_id": f"Ev{n}",
            "event": {"type": "reaction_added", "user": user,
                      "reaction": name, "item_user": "U0000BOT1",
                      "item": {"type": "message", "ts": message["ts"],
                               "channel": message["channel"]}}})

    def private(self):
        return self.slack.get("/_private")

    def detractor(self):
        self.bot.answer((3, "Too slow <!channel>", {"company": "Lyng"}))
        self.has("claim")


def text_of(value):
    return json.dumps(value, ensure_ascii=False)


def case__claimed_and_resolved_by_clicks__told_in_its_message(world):
    s = Scene(world)
    s.detractor()
    assert s.press("claim")["ack"].keys() == {"envelope_id"}
    wait(lambda: not s.element("claim") and s.element("resolve"),
         "the message says who has it")
    assert "Anna Holm" in text_of(s.case_message())
    assert s.press("resolve")["acked"]
    wait(lambda: s.slack.get("/_views"), "a dialog opens")
    assert s.submit("Called <@U1>, sent a part")["ack"].keys() == {
        "envelope_id"}
    wait(lambda: s.element("reopen"), "the message says that it is resolved")
    assert "sent a part" in text_of(s.messages())
    assert s.private() == [], s.private()
    acted = [r[0] for r in s.bot.sql(
        "SELECT name FROM actions ORDER BY id")]
    assert "claim" in acted and "resolve" in acted, acted


def click__second_or_of_a_stranger__told_privately(world):
    s = Scene(world)
    s.detractor()
    s.press("claim", EVE)
    wait(lambda: len(s.private()) == 1, "the stranger is told")
    assert s.private()[0]["user"] == EVE
    claim = s.has("claim")
    s.press("claim", ANNA)
    block, e = claim
    s.tell("interactive", {
        "type": "block_actions", "trigger_id": "9.9",
        "user": {"id": BO, "name": "x"}, "channel": {"id": ROOM_ID},
        "actions": [{"action_id": e["action_id"], "type": "button",
                     "value": e["value"], "action_ts": "9.9"}]})
    wait(lambda: len(s.private()) == 2, "the second is told")
    assert s.private()[1]["user"] == BO
    assert "Anna Holm" in text_of(s.private()[1]), s.private()


def assign__colleague_chosen__has_it_then(world):
    s = Scene(world)
    s.detractor()
    s.press("assign", selected_user=BO)
    wait(lambda: "Bo Dam" in text_of(s.case_message()) or
         "bo@nordlys.example" in text_of(s.case_message()), "Bo has it")
    listing = text_of(s.command("mine", BO))
    assert "Lyng" in listing, listing
    assert "Lyng" not in text_of(s.command("mine", ANNA))


def reaction__with_the_emoji__copied_once(world):
    s = Scene(world, best_stories={
        "emoji": ["star"], "to": "slack", "target": "#ledelse"})
    s.detractor()

    def copies():
        return [m for m in s.messages() if m["channel"] == "G0PRIVATE"]
    for name, user in (("tada", ANNA), ("star", ANNA), ("star", BO),
                       ("star", EVE)):
        assert s.react(s.case_message(), name, user)["acked"]
    assert s.react({"ts": "1.2", "channel": "C0OUTSIDE"}, "star")["acked"]
    wait(copies, "it is copied")
    s.press("claim")
    wait(lambda: not s.element("claim"), "claimed")
    assert len(copies()) == 1, copies()
    assert "Too slow" in text_of(copies()[0])
    assert s.private() == [], s.private()


def listener__killed_between_each_two_steps__nothing_lost_or_twice(world):
    s = Scene(world)
    s.detractor()

    def kill_listener():
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/stat") as f:
                    parent = int(f.read().rsplit(")", 1)[1].split()[1])
                path = os.readlink(f"/proc/{pid}/exe")
            except (OSError, ValueError):
                continue
            if parent == s.bot.process.pid and "loopbell-host" in path:
                os.kill(int(pid), signal.SIGKILL)
        s.is_connected()
    kill_listener()
    s.press("claim")
    kill_listener()
    wait(lambda: s.element("resolve") and not s.element("claim"), "claimed")
    kill_listener()
    s.press("resolve")
    wait(lambda: s.slack.get("/_views"), "a dialog opens")
    kill_listener()
    s.submit("Called")
    kill_listener()
    wait(lambda: s.element("reopen"), "resolved")
    roots = [m for m in s.messages() if "thread_ts" not in m
             and m["channel"] == ROOM_ID]
    assert len(roots) == 1, roots
    names = [r[0] for r in s.bot.sql("SELECT name FROM actions")]
    assert names.count("claim") == names.count("resolve") == 1, names


if __name__ == "__main__":
    harness.main(globals())

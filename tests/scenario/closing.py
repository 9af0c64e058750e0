#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A case from a CSV row to its confirmation, in Slack and by mail, over a
month of the bot's time."""
import concurrent.futures
import email
import email.policy
import glob
import http.client
import json
import os
import re
import signal
import sys
import time
import urllib.parse

import harness
from delivery import MailServer
from harness import BUILT_WITH, SRCDIR, Skip, wait
from slack_answers import ANNA, BO, COUNT, EVE, ROOM, ROOM_ID, Scene, text_of
from web import free_port

sys.path.insert(0, os.path.join(SRCDIR, "tests", "proof"))
import parts  # noqa: E402  (its folder is known only now)

HOUR, DAY = 3600, 86400
OWNER, BOSS = "anna@nordlys.example", "chef@nordlys.example"
CUSTOMER = {"company": "Kunde D A/S", "email": "dan@kunde-d.example"}


class Case(Scene):
    """A bot that opens cases, tells Slack and the owner by mail of them, and
    whose time passes as we like."""

    def __init__(self, world, clock=False, **more):
        self.slack = world.server("slack.py")
        self.slack.post("/_now", "+0")
        self.slack.post("/_page", "100")
        self.bot = world.bot()
        self.post = world.keep(MailServer(self.bot.path("smtp")))
        self.past = 0
        if clock:
            self.bend_time()
        self.port = free_port()
        self.bot.configure(
            **self.parts(), routes=[self.route()], default_owner=OWNER,
            ca_file=self.bot.path("smtp", "ca.pem"),
            may_act=["nordlys.example"], **more)
        self.bot.run()
        self.is_connected()

    def parts(self):
        here = f"127.0.0.1:{self.port}"
        return {
            "web": {"listen": here, "url": f"http://{here}"},
            "notifiers": {
                "slack": {
                    "plugin": "slack", "token": "xoxb-test-1", "rate": 0,
                    "app_token": "xapp-test-1",
                    "api": f"http://127.0.0.1:{self.slack.port}/api/"},
                "mail": {"plugin": "email", "rate": 0,
                         "server": f"smtp://localhost:{self.post.port}",
                         "from": "Loopbell <bell@nordlys.example>"}}}

    def route(self):
        return {
            "name": "escalate", "when": {"category": "detractor"},
            "send": [{"to": "slack", "target": ROOM, "mention": "owner"},
                     {"to": "mail", "target": "owner"}],
            "case": {"deadline": "48h", "remind": ["1h", "24h"],
                     "confirm": "30d",
                     "escalate": {"to": "mail", "target": BOSS}}}

    # ---- Time

    def bend_time(self):
        if "-fsanitize=address,undefined -fno" in BUILT_WITH:
            raise Skip("a build with sanitizers does not take the shim")
        if not os.path.exists(parts.SHIM):
            raise Skip("make check builds what moves the clocks")
        self.clock = parts.Clock(self.bot.dir)
        self.bot.env.update(self.clock.environment())

    def passes(self, seconds):
        """Both clocks of the bot, and Slack's, while nothing is under way.  A
        process that waits in the kernel sees its own when it is asked
        something."""
        wait(self.is_idle, "nothing is under way")
        self.past += seconds
        self.slack.post("/_now", f"+{self.past}")
        self.clock.shift(self.past, self.past)
        for _ in range(5):
            self.bot.status()
            time.sleep(0.05)
        self.is_connected()

    # ---- What there is

    def kill_listener(self):
        """Its process alone; and waits until another one listens."""
        pid = self.bot.instance("slack")["listener"]["pid"]
        if pid:
            os.kill(pid, signal.SIGKILL)

        def is_another():
            now = self.bot.instance("slack")["listener"]
            return now["pid"] not in (0, pid)
        wait(is_another, "another one is started")
        self.is_connected()

    def thread(self):
        """The headlines under the message of the case, in their order."""
        root = self.case_message()["ts"]
        return [m["text"] for m in self.messages()
                if m.get("thread_ts") == root]

    def mails(self, to=OWNER):
        """In their order.  Where the bot is killed before it knows that one
        was taken, it comes again with the id it had: as mail systems do we
        look at the first of each."""
        paths = glob.glob(os.path.join(self.post.dir, "smtp.*.mail"))
        all_of_them = []
        for path in sorted(paths, key=lambda p: int(p.split(".")[-2])):
            with open(path, "rb") as f:
                all_of_them.append(email.message_from_binary_file(
                    f, policy=email.policy.default))
        ids = [m["Message-ID"] for m in all_of_them]
        self.repeated = len(ids) - len(set(ids))
        return [m for i, m in enumerate(all_of_them)
                if m["To"] == to and ids.index(ids[i]) == i]

    def is_idle(self):
        """What is planned waits alone."""
        return not self.bot.sql(
            "SELECT 1 FROM notices WHERE state NOT IN ('done', 'dropped') "
            "AND NOT (state = 'waiting' AND delay_us > 0)")

    def waiting(self):
        """What is planned, by its step."""
        return {step for step, in self.bot.sql(
            "SELECT step FROM notices WHERE state = 'waiting' AND step "
            "IS NOT NULL")}

    def show(self, case="1"):
        code, out, err = self.bot.command("cases", "show", case, "--json")
        assert code == 0, err
        return json.loads(out)["case"]

    def link(self, label, mail=None):
        """The path behind a button of a mail."""
        letter = mail or wait(self.mails, "a mail arrives")[0]
        html = letter.get_body(("html",)).get_content()
        found = re.search(r'href="(http[^"]*/case/[^"]*)"[^>]*>\s*'
                          + re.escape(label), html)
        assert found, html
        assert found[1] in letter.get_body(("plain",)).get_content()
        return urllib.parse.urlsplit(found[1]).path

    def page(self, path, method="GET", **form):
        """(status, text)"""
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            c.request(method, path, urllib.parse.urlencode(form)
                      if method == "POST" else None,
                      {"Content-Type": "application/x-www-form-urlencoded"})
            answer = c.getresponse()
            return answer.status, answer.read().decode()
        finally:
            c.close()

    def click(self, action, user, n="1"):
        """The payload of a click on what is in the message now."""
        block, e = self.has(action)
        return {"type": "block_actions", "trigger_id": f"b{n}.{user}",
                "user": {"id": user, "name": "x"},
                "container": {"message_ts": self.case_message()["ts"],
                              "channel_id": ROOM_ID},
                "channel": {"id": ROOM_ID},
                "actions": [{"action_id": e["action_id"], "type": "button",
                             "block_id": block["block_id"],
                             "value": e["value"], "action_ts": f"b{n}"}]}

    def burst(self, *payloads, times=1):
        """Slack tells all of it at once; how many it sees acknowledged."""
        c = http.client.HTTPConnection("127.0.0.1", self.slack.port,
                                       timeout=120)
        try:
            c.request("POST", "/_burst", json.dumps(
                {"type": "interactive", "payloads": payloads,
                 "times": times}))
            return json.loads(c.getresponse().read())["acked"]
        finally:
            c.close()


# ---- One case, from its row to its end

def a_month(s, between):
    """between() is called between each two steps."""
    s.bot.answer((3, "Ingen ringer tilbage", CUSTOMER))
    between()
    s.has("claim")
    wait(s.mails, "the owner has a mail")
    between()
    s.passes(HOUR + 60)
    between()
    wait(lambda: len(s.thread()) == 1 and len(s.mails()) == 2,
         "both are reminded")
    between()
    assert s.press("claim")["acked"]
    between()
    wait(lambda: s.element("resolve") and not s.element("claim"),
         "the message says who has it")
    wait(lambda: len(s.mails()) == 3, "so does a mail")
    assert "1 remind 24h" not in s.waiting()
    between()
    s.passes(30 * HOUR)
    between()
    s.press("resolve")
    between()
    wait(lambda: s.slack.get("/_views"), "a dialog opens")
    between()
    assert s.submit("Ringet, ny kontaktperson")["acked"]
    between()
    wait(lambda: s.element("confirm") and len(s.thread()) == 2
         and len(s.mails()) == 4, "it is resolved everywhere")
    assert s.waiting() == {"1 again"}, s.waiting()
    between()
    s.passes(29 * DAY)
    between()
    assert len(s.thread()) == 2 and len(s.mails()) == 4, "too early"
    s.passes(DAY + HOUR)
    between()
    wait(lambda: len(s.thread()) == 3 and len(s.mails()) == 5,
         "they are reminded to ring again")
    between()
    assert s.press("confirm", BO)["acked"]
    between()
    wait(lambda: s.show()["state"] == "confirmed"
         and not s.element("confirm"), "it is confirmed")


def is_complete(s):
    """Told once each, in one thread, and all of it in the audit log."""
    s.passes(60 * DAY)
    wait(lambda: set(s.bot.notices()) <= {"done", "dropped"},
         "nothing is planned any more")
    roots = [m for m in s.messages() if "thread_ts" not in m]
    assert len(roots) == 1 and len(s.thread()) == 3, s.messages()
    for said, words in zip(s.thread(), ("Reminder", "resolved", "again")):
        assert words in said, s.thread()
    assert "Anna Holm" in text_of(roots) and "Ringet, ny" in text_of(roots)
    assert s.private() == [], s.private()
    assert s.mails(BOSS) == [], "it was never late"
    first, *others = s.mails()
    assert len(others) == 4, [m["Subject"] for m in others]
    for m, should in zip(others, (HOUR, HOUR, 31 * HOUR,
                                  30 * DAY + 31 * HOUR)):
        assert m["In-Reply-To"] == first["Message-ID"], m.as_string()
        assert first["Message-ID"] in m["References"]
        after = (m["Date"].datetime - first["Date"].datetime).total_seconds()
        assert should - 1 <= after < should + HOUR, (m["Subject"], after)
    assert "Ringet, ny" in others[2].get_body(("plain",)).get_content()
    k = s.show()
    assert [(a["name"], a["who"], a["source"]) for a in k["actions"]] == [
        ("open", "loopbell", "route"), ("claim", OWNER, "slack"),
        ("resolve", OWNER, "slack"),
        ("confirm", "bo@nordlys.example", "slack")], k["actions"]
    resolved = k["actions"][2]
    assert resolved["text"] == k["note"] == "Ringet, ny kontaktperson"
    assert k["reached"] == resolved["fields"]["reached"] == "yes"
    times = [a["at_us"] / 1e6 - k["opened_us"] / 1e6 for a in k["actions"]]
    for is_so, should in zip(times, (0, HOUR, 31 * HOUR,
                                     30 * DAY + 32 * HOUR)):
        assert should <= is_so < should + HOUR, times


def case__followed_for_a_month__told_and_logged_once_each(world):
    s = Case(world, clock=True)
    a_month(s, lambda: None)
    is_complete(s)
    assert s.repeated == 0


def listener__killed_between_each_two_steps__nothing_lost_or_twice(world):
    s = Case(world, clock=True)
    deaths = []

    def kill():
        deaths.append(s.kill_listener())
    a_month(s, kill)
    is_complete(s)
    assert len(deaths) > 12 and s.repeated == 0


def bot__killed_between_each_two_steps__nothing_lost_or_twice(world):
    s = Case(world, clock=True)

    def kill():
        s.bot.kill()
        s.bot.run()
        s.is_connected()
    a_month(s, kill)
    is_complete(s)


def nobody__claims_it__boss_is_told_and_a_link_resolves_it(world):
    s = Case(world, clock=True)
    s.bot.answer((3, "Ingen ringer tilbage", CUSTOMER))
    wait(lambda: s.element("claim") and s.mails(), "both are told")
    s.passes(25 * HOUR)
    wait(lambda: len(s.thread()) == 2 and len(s.mails()) == 3,
         "reminded twice")
    assert s.mails(BOSS) == []
    s.passes(24 * HOUR)
    letter = wait(lambda: s.mails(BOSS), "the boss is told")[0]
    assert "is waiting" in letter["Subject"], letter["Subject"]
    status, text = s.page(s.link("Resolve", letter), "POST",
                          note="Kørte derhen", reached="no")
    assert status == 200 and "resolved" in text, text
    wait(lambda: s.element("reopen"), "Slack says so")
    k = s.show()
    assert (k["note"], k["reached"]) == ("Kørte derhen", "no")
    assert (k["actions"][-1]["who"], k["actions"][-1]["source"]) == (
        BOSS, "mail")
    s.passes(60 * DAY)
    wait(lambda: len(s.mails(BOSS)) >= 2, "the boss hears of its end")
    assert all(m["In-Reply-To"] == letter["Message-ID"]
               for m in s.mails(BOSS)[1:])


# ---- The links in a mail

def link__opened_by_a_scanner__changes_nothing(world):
    s = Case(world)
    s.detractor()
    for label in ("Claim", "Resolve"):
        path = s.link(label)
        for method in ("GET", "HEAD", "GET"):
            status, text = s.page(path, method)
            assert status == 200, text
    assert "<script" not in text and "method=\"post\"" in text, text
    assert s.show()["state"] == "open"
    assert len(s.show()["actions"]) == 1


def link__posted_twice__claims_once(world):
    s = Case(world)
    s.detractor()
    path = s.link("Claim")
    for _ in range(2):
        status, text = s.page(path, "POST")
        assert status == 200 and OWNER in text, text
    wait(lambda: s.element("resolve") and not s.element("claim"),
         "Slack says who has it")
    assert [(a["name"], a["who"], a["source"]) for a in s.show()["actions"]
            ] == [("open", "loopbell", "route"), ("claim", OWNER, "mail")]
    status, text = s.page(s.link("Resolve"), "POST", note=" ")
    assert s.show()["state"] == "claimed", text
    s.page(s.link("Resolve"), "POST", note="Ringet", reached="yes")
    assert s.show()["state"] == "resolved"


def link__changed_by_one_letter__is_refused(world):
    s = Case(world)
    s.detractor()
    path = s.link("Claim")
    start = len("/case/")
    for at in range(start, len(path) - 1, 7):  # the last has bits to spare
        other = "A" if path[at] != "A" else "B"
        status, _ = s.page(path[:at] + other + path[at + 1:], "POST")
        assert status == 404, (at, status)
    assert s.page("/case/", "POST")[0] == 404
    assert s.page("/case/" + "A" * 5000, "POST")[0] in (404, 414)
    assert s.show()["state"] == "open"


# ---- Many clicks

def clicks__two_at_once__one_wins_and_the_other_is_told(world):
    s = Case(world)
    s.detractor()
    assert s.burst(s.click("claim", ANNA), s.click("claim", BO)) == 2
    wait(s.private, "one is told")
    k = s.show()
    names = [a["name"] for a in k["actions"]]
    assert names == ["open", "claim"], names
    told, = s.private()
    assert told["user"] != {OWNER: ANNA}.get(k["holder"]["email"], BO)
    assert k["holder"].get("name", k["holder"]["email"]) in text_of(told)


def click__of_somebody_who_may_not__changes_nothing(world):
    s = Case(world, language="da")
    s.detractor()
    before = s.case_message()
    assert s.burst(s.click("claim", EVE), s.click("claim", "U0NOBODY")) == 2
    wait(lambda: len(s.private()) == 2, "both are told")
    assert {p["user"] for p in s.private()} == {EVE, "U0NOBODY"}
    assert s.case_message() == before and s.show()["state"] == "open"
    assert len(s.show()["actions"]) == 1


def click__lost_before_its_acknowledgement__sent_again_is_done_once(world):
    """Its listener is killed while the bot stands still."""
    s = Case(world)
    s.detractor()
    payload = s.click("claim", ANNA)
    s.tell("slash_commands", {"user_id": ANNA, "trigger_id": "known",
                              "text": "mine"})
    pid = s.bot.instance("slack")["listener"]["pid"]
    s.bot.signal(signal.SIGSTOP)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        lost = pool.submit(s.burst, payload)
        time.sleep(0.5)
        os.kill(pid, signal.SIGKILL)
        s.bot.signal(signal.SIGCONT)
        assert lost.result() == 0, "acknowledged before it was on disk"
    s.is_connected()
    assert s.burst(payload) == 1
    wait(lambda: not s.element("claim"), "it is claimed")
    names = [a["name"] for a in s.show()["actions"]]
    assert names == ["open", "claim"], names
    assert s.private() == [], "it is told that somebody was quicker"


def clicks__ten_thousand__are_answered_and_change_nothing_more(world):
    s = Case(world)
    s.detractor()
    flood = s.click("claim", BO, f"{next(COUNT)}.{{n}}")
    start = time.monotonic()
    assert s.burst(flood, times=10000) == 10000
    assert time.monotonic() - start < 60
    wait(lambda: s.element("resolve"), "the first of them counts")
    # Each that is taken is answered privately: 20 in ten seconds.
    assert len(s.private()) < 100, len(s.private())
    names = [a["name"] for a in s.show()["actions"]]
    assert names == ["open", "claim"], names
    assert s.press("resolve", ANNA)["acked"], "others are not held up"
    wait(lambda: s.slack.get("/_views"), "a dialog opens")
    assert s.bot.instance("slack")["listener"]["deaths"] == 0


if __name__ == "__main__":
    harness.main(globals())

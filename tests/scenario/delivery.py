#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""An answer comes in; Slack, a mailbox and plugins of others hear of it."""
import email
import email.policy
import functools
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time

import harness
from harness import SRCDIR, Skip, recorder, route, wait, write

ACCOUNTS = ("account_id;name;domains;owner_name;owner_email;segment;value;"
            "currency\n80017;Nordisk Stål A/S;nordisk.example;Anna Holm;"
            "anna@nordlys.example;enterprise;1250000;DKK\n")
HOSTILE = ("<!channel> <@U1> <http://x|y> *bold*\r\nBcc: all@x.example\r\n\r\n"
           "\u202egnp.exe </p><script>alert(1)</script> æøå")
FROM_NORDISK = {"company": "Nordisk Stål", "email": "bo@nordisk.example"}


def slack_instance(slack, **more):
    return {"plugin": "slack", "token": "xoxb-test-1", "rate": 0,
            "api": f"http://127.0.0.1:{slack.port}/api/", **more}


@functools.cache
def certificates():
    """A folder of certificates; making them takes a second."""
    if not shutil.which("openssl"):
        raise Skip("there is no openssl to make certificates with")
    dir = tempfile.TemporaryDirectory(prefix="loopbell-")
    subprocess.run(["sh", SRCDIR + "/tests/fake/certificates.sh", dir.name],
                   check=True)
    return dir


LOCK = threading.Lock()


class MailServer(harness.Server):
    """smtp.py with a certificate for localhost."""

    def __init__(self, dir, *how):
        with LOCK:
            shutil.copytree(certificates().name, dir)
        self.dir = dir
        super().__init__("smtp.py", dir, says="|".join(how) + "\n")

    def mail(self):
        """The last mail, once it is there."""
        path = os.path.join(self.dir, "smtp.mail")
        wait(lambda: os.path.exists(path) and "message of" in self.log(),
             "a mail arrives")
        with open(path, "rb") as f:
            return email.message_from_binary_file(
                f, policy=email.policy.default)

    def log(self):
        return harness.read(os.path.join(self.dir, "smtp.log"))


def escalating(world, *how):
    """A bot that tells Slack and a mail server of detractors."""
    bot, slack = world.bot(), world.server("slack.py")
    mail = world.keep(MailServer(bot.path("smtp"), *how))
    write(bot.path("accounts.csv"), ACCOUNTS)
    bot.configure(
        ca_file=bot.path("smtp", "ca.pem"), language="da",
        directories={"accounts": {"plugin": "accounts_csv",
                                  "file": bot.path("accounts.csv")}},
        notifiers={"slack": slack_instance(slack),
                   "mail": {"plugin": "email", "rate": 0,
                            "server": f"smtp://localhost:{mail.port}",
                            "from": "Loopbell <bell@nordlys.example>"}},
        routes=[{"name": "escalate", "when": {"category": "detractor"},
                 "send": [{"to": "slack", "target": "#kundeglaede",
                           "mention": "owner"},
                          {"to": "mail", "target": "owner"}]}])
    bot.run()
    return bot, slack, mail


def detractor__of_a_known_company__is_in_slack_and_in_the_owners_mail(world):
    bot, slack, mail = escalating(world)
    bot.answer((2, "Savner en fast kontakt", FROM_NORDISK))
    bot.is_delivered(1, "slack")
    bot.is_delivered(1, "mail")
    posted = json.dumps(slack.get("/_messages"), ensure_ascii=False)
    letter = mail.mail()
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    for said in ("Nordisk Stål", "Savner en fast kontakt", "Anna Holm", "2"):
        assert said in posted and said in text and said in html, said
    for said in (posted, text, html):
        assert re.search(r"1.250.000", said), said
    assert "U0000ANNA" in posted, "the owner is mentioned"
    assert letter["To"] == "anna@nordlys.example"
    assert "RCPT TO:<anna@nordlys.example>" in mail.log()
    assert "TLS TLSv1." in mail.log()
    assert bot.sql("SELECT DISTINCT account_id FROM responses") == [
        ("80017",)]


def comment__hostile__stays_text_in_slack_and_mail(world):
    bot, slack, mail = escalating(world)
    bot.answer((0, HOSTILE, FROM_NORDISK))
    bot.is_delivered(1, "slack")
    bot.is_delivered(1, "mail")
    message, = slack.get("/_messages")
    assert "<!channel>" not in message["text"], message["text"]

    def markup(part):
        """All texts that Slack would read as markup."""
        if isinstance(part, list):
            return "".join(map(markup, part))
        if not isinstance(part, dict):
            return ""
        own = part["text"] if part.get("type") == "mrkdwn" else ""
        return own + "".join(markup(v) for v in part.values())
    assert not re.search("<!channel|<@U1>|<http:", markup(message["blocks"]))
    assert "<!channel>" in json.dumps(message["blocks"])
    letter = mail.mail()
    assert letter["Bcc"] is None and not letter.defects
    assert "<script" not in letter.get_body(("html",)).get_content()
    assert "<script>" in letter.get_body(("plain",)).get_content()
    assert "all@x.example" not in "".join(
        line for line in mail.log().splitlines() if "RCPT" in line)


def revision__of_what_was_posted__changes_it_and_posts_nothing(world):
    bot, slack, mail = escalating(world)
    bot.answer((2, "before", {**FROM_NORDISK, "id": "A"}))
    bot.is_delivered(1, "slack")
    bot.is_delivered(1, "mail")
    bot.answer((2, "before", {**FROM_NORDISK, "id": "A"}))
    bot.answer((1, "afterwards", {**FROM_NORDISK, "id": "A"}))
    wait(lambda: bot.sql("SELECT score FROM responses") == [(1,)],
         "the revision is stored")
    assert bot.sql("SELECT count(*) FROM revisions") == [(1,)]
    bot.answer((3, "another", {**FROM_NORDISK, "id": "B"}))
    wait(lambda: "another" in json.dumps(slack.get("/_messages")),
         "the next one is posted")
    assert len(slack.get("/_messages")) == 2


def slack__says_429__gets_its_pause_and_no_message_twice(world):
    bot, slack, _ = escalating(world)
    slack.post("/_plan", {"method": "chat.postMessage", "answers": [
        {"status": 429, "headers": {"Retry-After": "2"}}]})
    start = time.monotonic()
    bot.answer((2, "slowly", FROM_NORDISK))
    bot.says(r"slack: #kundeglaede: \w+ not delivered: .*again in 2 s")
    bot.is_delivered(1, "slack")
    assert time.monotonic() - start >= 2
    assert len(slack.get("/_messages")) == 1


def slack__loses_its_answer__is_asked_before_it_is_told_again(world):
    bot, slack, _ = escalating(world)
    slack.post("/_now", str(int(time.time()) + 60))
    slack.post("/_plan", {"method": "chat.postMessage",
                          "answers": [{"do": "lose"}]})
    bot.answer((2, "once", FROM_NORDISK))
    bot.is_delivered(1, "slack")
    assert len(slack.get("/_messages")) == 1
    assert any("conversations.history" == r["api"]
               for r in slack.get("/_log"))


def slack__lacks_a_scope_or_channel__dead_letter_says_what_to_do(world):
    bot, slack, mail = escalating(world)
    slack.post("/_scopes", "users:read")
    bot.answer((2, "no scope", FROM_NORDISK))
    bot.says(r"slack: .*missing_scope.*chat:write|"
             r"slack: .*chat:write.*missing_scope")
    bot.is_delivered(1, "mail")
    trouble = bot.instance("slack")["trouble"]
    assert "chat:write" in trouble, trouble

    bot.config["routes"][0]["send"][0]["target"] = "#nowhere"
    bot.configure()
    bot.stop()
    slack.post("/_reset", "")
    bot.run()
    bot.answer((2, "no channel", FROM_NORDISK))
    bot.says(r"slack: #nowhere: \w+ is dead: .*channel_not_found")
    bot.is_delivered(2, "mail")
    code, out, _ = bot.command("status")
    assert code == 1 and "channel_not_found" in out, out


def mail__to_a_server_without_tls__is_not_sent_in_clear_text(world):
    bot, slack, mail = escalating(world, "no_tls=1")
    bot.answer((2, "secret", FROM_NORDISK))
    bot.is_delivered(1, "slack")
    bot.says(r"mail: anna@nordlys.example: \w+ (not delivered|is dead): "
             r".*(TLS|encrypt)")
    assert re.search("TLS|encrypt", bot.instance("mail")["trouble"])
    assert "secret" not in mail.log() and "DATA" not in mail.log()


def bot__started_for_the_first_time__announces_nothing_old(world):
    bot = world.bot()
    provider = bot.csv()
    del provider["since"]
    bot.configure(providers={"answers": provider})
    write(bot.path("answers", "old.csv"), "id;date;score;comment\n"
          "1;2024-01-02T10:00:00Z;0;long ago\n")
    bot.run()
    wait(lambda: bot.sql("SELECT count(*) FROM responses") == [(1,)],
         "history is stored")
    bot.answer((9, "today"))
    bot.is_delivered(1)
    assert bot.recorded()[0]["quote"] == "today"
    assert bot.status()["totals"]["detractors"] == 1


def burst__of_promoters__is_folded_and_no_detractor_ever_is(world):
    bot = world.bot()
    bot.configure(routes=[
        {"name": "bad", "when": {"category": "detractor"},
         "send": {"to": "good", "target": "t"},
         "fold": {"over": 3, "within": "1h"}},
        {"name": "fine", "send": {"to": "good", "target": "t"},
         "fold": {"over": 3, "within": "1h"}}])
    bot.answer(*[(10, f"fine {i}") for i in range(40)],
               *[(1, f"bad {i}") for i in range(8)])
    assert bot.once() == 0
    recorded = bot.recorded()
    alerts = [r for r in recorded if r["tone"] == "alert"]
    assert len(alerts) == 8, len(alerts)
    assert len(recorded) - 8 <= 4, [r["headline"] for r in recorded]
    assert re.search(r"\b37\b", json.dumps(recorded[-1:] + recorded)), recorded


def two_bots__side_by_side__share_nothing(world):
    bots = [world.bot().run(), world.bot().run()]
    for n, bot in enumerate(bots, 2):
        bot.answer(n)
    for n, bot in enumerate(bots, 2):
        bot.is_delivered(n)
        assert len(bot.recorded()) == n


def starter__a_command_in_python__brings_answers_end_to_end(world):
    bot = world.bot()
    now = int(time.time())
    write(bot.path("answers.txt"), f"1;{now};9;fine\nnonsense\n")
    bot.configure(providers={"starter": {
        "command": ["python3", SRCDIR + "/contrib/plugin-starter/starter.py"],
        "file": bot.path("answers.txt"), "every": "1s",
        "since": "2020-01-01"}})
    bot.run()
    bot.is_delivered(1)
    with open(bot.path("answers.txt"), "a", encoding="utf-8") as f:
        f.write(f"2;{now};3;half a")
        f.flush()
        f.write(" line\n")
    bot.is_delivered(2)
    assert bot.recorded()[1]["quote"] == "half a line"
    assert bot.instance("starter")["last_refusal"] == (
        "it is not id;seconds;score;comment")
    bot.kill()
    bot.run()
    bot.says("runs with")
    assert bot.notices() == {"done": 2}


if __name__ == "__main__":
    harness.main(globals())

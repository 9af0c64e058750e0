#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""The provider webhook in the real bot: each example configuration, pushed to
as its comments say, and answers that come by more than one way."""
import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import socket
import sys
import time

import harness
from harness import read, route, wait, write

SECRET = base64.b64encode(b"a secret of 24 bytes, so").decode()
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def example(world, name):
    """The text of an example, and a bot that runs it."""
    text = read(os.path.join(harness.SRCDIR, "config", "examples", name))
    bot = world.bot()
    bot.port = free_port()
    config = text.replace("store: loopbell.db", "store: bot.db").replace(
        "127.0.0.1:8080", f"127.0.0.1:{bot.port}")
    assert str(bot.port) in config and "bot.db" in config, config
    write(bot.file, config, 0o600)
    for variable in re.findall(r"\$\{(\w+)\}", text):
        bot.env[variable] = SECRET
    return text, start(bot)


def start(bot):
    bot.run()
    bot.says("web: listens on ")
    return bot


def pushed(text):
    """The body that an example's comments show."""
    lines = [line[4:] for line in text.splitlines()
             if line.startswith("#   ")]
    return "\n".join(lines)


def push(bot, instance, body, headers):
    c = http.client.HTTPConnection("127.0.0.1", bot.port, timeout=30)
    try:
        c.request("POST", "/in/" + instance, body.encode(), headers)
        answer = c.getresponse()
        return answer.status, answer.read().decode()
    finally:
        c.close()


def responses(bot):
    return bot.sql("SELECT provider, survey, ref, score, comment, email, "
                   "channel FROM responses ORDER BY id")


def signed(body, key, at=None, name="msg_1"):
    """The headers of Standard Webhooks."""
    at = str(int(time.time() if at is None else at))
    mac = hmac.new(key, f"{name}.{at}.{body}".encode(), "sha256").digest()
    return {**JSON, "webhook-id": name, "webhook-timestamp": at,
            "webhook-signature": "v1," + base64.b64encode(mac).decode()}


# ---- The examples

def example__the_smallest__takes_what_curl_sends(world):
    text, bot = example(world, "webhook.yaml")
    body = re.search(r"-d '(.*)'", text).group(1)
    believed = {**JSON, "Authorization": "Bearer " + SECRET}
    assert push(bot, "answers", body, believed)[0] == 200
    assert push(bot, "answers", body, believed)[0] == 200
    # As curl calls it where nobody says otherwise.
    assert push(bot, "answers", body, {**believed, **FORM})[0] == 200
    assert responses(bot) == [("answers", "answers", "17", 9, "Fast help",
                               "bo@kunde.example", None)]
    wait(lambda: "gave us 9" in bot.log(), "it is told")
    assert push(bot, "answers", body, JSON)[0] == 401
    assert push(bot, "answers", body,
                {**JSON, "Authorization": "Bearer guess"})[0] == 401
    bot.says(r"refused what was pushed by 127\.0\.0\.1 \(401\): the header authorization "
             "is missing")
    assert SECRET not in bot.log() and "guess" not in bot.log()
    assert len(responses(bot)) == 1


def example__standard_webhooks__takes_what_the_tool_signs(world):
    text, bot = example(world, "webhook-standard.yaml")
    body, key = pushed(text), base64.b64decode(SECRET)
    assert json.loads(body)["event"] == "responseFinished"
    assert push(bot, "formbricks", body, signed(body, key))[0] == 200
    assert responses(bot) == [(
        "formbricks", "cm3s", "cm3x", 3, "Leveringen var for sen",
        "soren@kunde-a.example", "in-app")]
    (properties,), = bot.sql("SELECT properties FROM responses")
    assert json.loads(properties)["plan"] == "Pro", properties
    assert push(bot, "formbricks", body + " ", signed(body, key))[0] == 401
    assert push(bot, "formbricks", body,
                signed(body, key, time.time() - 400))[0] == 401
    other = body.replace("responseFinished", "surveyCreated")
    assert push(bot, "formbricks", other, signed(other, key))[0] == 200
    assert len(responses(bot)) == 1


def example__a_form__takes_what_the_tool_in_between_sends(world):
    text, bot = example(world, "webhook-form.yaml")
    body = pushed(text).replace("\n", "")
    assert push(bot, "forms", body,
                {**FORM, "X-Push-Secret": SECRET})[0] == 200
    assert responses(bot) == [(
        "forms", "Onboarding", "A-1017", 9, "Altid hurtig hj\xe6lp",
        "bo@kunde.example", "web")]
    # 09:30 in Copenhagen.
    assert bot.sql("SELECT answered_us FROM responses") == [
        (1795163400000000,)]
    at = str(int(time.time()))
    many = json.dumps({"form": "Q4", "answers": [
        {"id": i, "nps": i} for i in range(12)]})
    mac = hmac.new(SECRET.encode(), f"{at}.{many}".encode(), hashlib.sha256)
    assert push(bot, "signed-forms", many, {
        **JSON, "X-Timestamp": at,
        "X-Signature": "sha256=" + mac.hexdigest()})[0] == 200
    rows = [r for r in responses(bot) if r[0] == "signed-forms"]
    assert [r[3] for r in rows] == list(range(11)), rows
    wait(lambda: "not on the scale" in bot.command("queue", "refused")[1],
         "the eleventh is kept aside")


# ---- Around it

def try__an_instance__says_what_the_tool_has_to_do(world):
    _, bot = example(world, "webhook-form.yaml")
    code, out, err = bot.command("try", "signed-forms")
    assert code == 0, (out, err)
    said = out + err
    assert "/in/signed-forms" in said and "HMAC-SHA256" in said, said
    assert "x-timestamp" in said.lower() and SECRET not in said, said


def check__without_a_secret__says_what_to_do(world):
    bot = world.bot()
    bot.configure(web={"listen": "127.0.0.1:0"},
                  providers={"hook": {"plugin": "webhook"}})
    code, out, err = bot.command("check")
    assert code == 78, code
    assert re.search(r"hook: secret is missing: .*insecure: yes",
                     out + err), out + err
    bot.configure(providers={"hook": {"plugin": "webhook",
                                      "insecure": "yes"}})
    assert bot.command("check")[0] == 0


def push__a_score_first_and_the_comment_later__is_one_answer(world):
    bot = world.bot()
    bot.port = free_port()
    bot.configure(web={"listen": f"127.0.0.1:{bot.port}"},
                  providers={"hook": {"plugin": "webhook", "secret": SECRET}},
                  routes=[route("good")])
    start(bot)
    headers = {**JSON, "Authorization": "Bearer " + SECRET}
    assert push(bot, "hook", '{"id":1,"score":3}', headers)[0] == 200
    bot.is_delivered(1)
    assert push(bot, "hook", '{"id":1,"score":3,"comment":"For sent"}',
                headers)[0] == 200
    wait(lambda: responses(bot)[0][4] == "For sent", "the comment is there")
    assert len(responses(bot)) == 1


def import__of_history__is_stored_and_not_told(world):
    bot = world.bot()
    bot.port = free_port()
    bot.configure(web={"listen": f"127.0.0.1:{bot.port}"},
                  providers={"hook": {"plugin": "webhook", "secret": SECRET}},
                  routes=[route("good")])
    start(bot)
    write(bot.path("history.jsonl"), "".join(
        json.dumps({"id": i, "score": i % 11,
                    "answered": "2026-01-02T03:04:05Z"}) + "\n"
        for i in range(200)))
    code, out, err = bot.command("import", "hook", bot.path("history.jsonl"))
    assert code == 0, (out, err)
    assert bot.sql("SELECT count(*) FROM responses") == [(200,)]
    assert bot.notices() == {}
    # What comes again by a push is known.
    assert push(bot, "hook", json.dumps(
        {"id": 7, "score": 7, "answered": "2026-01-02T03:04:05Z"}),
        {**JSON, "Authorization": "Bearer " + SECRET})[0] == 200
    assert bot.sql("SELECT count(*) FROM responses") == [(200,)]


def push__to_the_receiver_to_copy__works_as_it_says(world):
    bot = world.bot()
    bot.port = free_port()
    starter = os.path.join(harness.SRCDIR, "contrib", "plugin-starter")
    bot.configure(
        web={"listen": f"127.0.0.1:{bot.port}"},
        providers={"hook": {
            "command": [sys.executable, os.path.join(starter, "receiver.py")],
            "secret": SECRET}},
        routes=[route("good")])
    assert bot.command("check")[0] == 0
    start(bot)

    def send(body, key=SECRET):
        mac = hmac.new(key.encode(), body.encode(), hashlib.sha256)
        return push(bot, "hook", body,
                    {**JSON, "X-Signature": mac.hexdigest()})[0]

    good = json.dumps({"id": 17, "at": int(time.time()), "score": 9,
                       "comment": "Fast help"})
    assert send(good) == 200
    assert send(good) == 200
    assert [r[2:5] for r in responses(bot)] == [("17", 9, "Fast help")]
    assert send(good, "guess") == 401
    assert send("score=9") == 400
    assert send('{"id": 18}') == 200
    wait(lambda: "id, at or score" in bot.command("queue", "refused")[1],
         "what is no answer is kept aside")
    bot.is_delivered(1)


if __name__ == "__main__":
    harness.main(globals())

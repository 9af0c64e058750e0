#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Pushed answers: what is acknowledged is stored, whatever happens then."""
import concurrent.futures
import hashlib
import hmac
import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time

import harness
from crash import SmallDisk
from harness import recorder, route, wait


def provider(*args, **more):
    return {"command": [sys.executable,
                        os.path.join(harness.HERE, "pushed.py"), *args],
            "since": "2020-01-01", **more}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def web_bot(world, providers=None, **web):
    """A bot that is pushed to, by its own port."""
    bot = world.bot()
    bot.port = free_port()
    bot.configure(
        web={"listen": f"127.0.0.1:{bot.port}", "connections": 1000,
             "requests_per_second": 1000000, **web},
        providers=providers or {"hook": provider()},
        routes=[route("good", when={"score": "<= 6"})])
    return bot


def listening(bot):
    bot.run()
    bot.says("web: listens on ")
    return bot


def request(bot, path, body=None, method="POST", patience_s=30, headers={}):
    """(status, text, headers); status 0: nobody answered."""
    c = http.client.HTTPConnection("127.0.0.1", bot.port, timeout=patience_s)
    try:
        c.request(method, path, body, headers)
        answer = c.getresponse()
        return answer.status, answer.read().decode(), answer.headers
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error), {}
    finally:
        c.close()


def push(bot, instance="hook", patience_s=30, **body):
    return request(bot, f"/in/{instance}", json.dumps(body),
                   patience_s=patience_s)


def stored(bot):
    return {i for i, in bot.sql("SELECT ref FROM responses")}


class Pushing:
    """Threads that push answers of their own until told to end."""

    def __init__(self, bot, n=8):
        self.bot, self.ended = bot, threading.Event()
        self.acknowledged, self.codes = set(), {}
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.go, args=(i,))
                        for i in range(n)]
        for thread in self.threads:
            thread.start()

    def go(self, number):
        k = 0
        while not self.ended.is_set():
            k += 1
            name = f"{number}-{k}"
            code = push(self.bot, id=name, score=9, comment="x" * 50)[0]
            with self.lock:
                self.codes[code] = self.codes.get(code, 0) + 1
                if code == 200:
                    self.acknowledged.add(name)
            if code != 200:
                time.sleep(0.01)

    def has(self, n):
        wait(lambda: len(self.acknowledged) >= n, f"{n} are acknowledged")

    def end(self):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def release(self):
        self.end()


# ---- What is answered

def push__an_answer__is_stored_and_told_before_it_is_acknowledged(world):
    bot = listening(web_bot(world))
    code, text, headers = push(bot, id="a", score=3)
    assert code == 200 and json.loads(text)["ok"] is True, text
    assert headers["Content-Type"] == "application/json"
    assert stored(bot) == {"a"}
    assert bot.sql("SELECT count(*) FROM notices") == [(1,)]
    bot.is_delivered(1)
    assert push(bot, id="a", score=3)[0] == 200
    assert bot.sql("SELECT count(*) FROM responses") == [(1,)]
    assert bot.notices() == {"done": 1}


def push__what_cannot_be_taken__is_answered_by_what_it_is(world):
    bot = listening(web_bot(world, providers={
        "hook": provider(), "answers": world.bot().csv()}))
    wait(lambda: push(bot, "answers")[0] == 404, "it is known what csv can")
    code, text, _ = push(bot, deny="the signature does not match")
    assert (code, json.loads(text)["ok"]) == (401, False)
    assert "signature does not match" in text
    assert push(bot, reject="no score in it")[0] == 400
    code, _, headers = push(bot, retry=7)
    assert (code, headers["Retry-After"]) == (503, "7")
    assert push(bot, "nobody")[0] == 404
    assert push(bot, "good")[0] == 404  # a notifier
    assert request(bot, "/in/hook", method="GET")[0] == 405
    assert push(bot)[0] == 200  # nothing in it
    hook = bot.instance("hook")["receiver"]
    assert (hook["received"], hook["rejected"], hook["denied"],
            hook["failed"]) == (1, 1, 1, 1), hook
    code, out, _ = bot.command("status")
    assert "hook: 2 requests refused; the last: no score in it" in out, out
    assert re.search(r"web +web +127.0.0.1:\d+; \d+ requests", out), out


def webhook__signed_by_who_has_the_secret__is_taken_from_nobody_else(world):
    bot = listening(web_bot(world, {"hook": {
        "plugin": "webhook", "secret": "a secret of ours", "since":
        "2020-01-01", "signature": "hmac", "header": "X-Signature",
        "prefix": "sha256="}}))
    body = json.dumps({"survey": "s", "id": "a", "score": 3,
                       "answered": "2026-11-20T10:00:00Z",
                       "comment": "Dyrt"}).encode()

    def sign(secret, what=body):
        return {"X-Signature": "sha256=" + hmac.new(
            secret, what, hashlib.sha256).hexdigest()}

    for headers in ({}, sign(b"another"), sign(b"a secret of ours", b"x")):
        assert request(bot, "/in/hook", body, headers=headers)[0] == 401
    assert stored(bot) == set()
    good = sign(b"a secret of ours")
    assert request(bot, "/in/hook", body, headers=good)[0] == 200
    assert request(bot, "/in/hook", body, headers=good)[0] == 200
    assert stored(bot) == {"a"}
    bot.is_delivered(1)
    assert "a secret of ours" not in bot.log()
    hook = bot.instance("hook")["receiver"]
    assert (hook["received"], hook["denied"]) == (2, 3), hook


def log__once_for_each_that_can_be_pushed_to__says_where(world):
    bot = web_bot(world, url="https://nps.example/x/", providers={
        "hook": provider(), "both": provider("--polls"),
        "answers": world.bot().csv()})
    listening(bot)
    for name in ("hook", "both"):
        bot.says(f"info {name}: webhook: POST to https://nps.example/x/in/"
                 f"{name}$")
    os.kill(bot.instance("web")["pid"], signal.SIGKILL)
    wait(lambda: bot.log().count("web: listens on") == 2, "it listens again")
    assert bot.log().count("webhook: POST to") == 2


def check__only_pushed_to_and_nothing_listens__refused_with_what_to_do(world):
    bot = web_bot(world)
    bot.configure(web=None)
    code, _, err = bot.command("check")
    assert code == 78 and re.search(
        r"loopbell.yaml:\d+:\d+: hook: nothing comes in but what is pushed "
        r"to it, and nothing listens: add web: \{listen: 127.0.0.1:8080\}",
        err), err
    bot.configure(providers={"hook": provider("--polls")})
    assert bot.command("check")[0] == 0


def once__a_run_that_ends__does_not_wait_for_pushes(world):
    bot = web_bot(world)
    assert bot.once() == 0
    assert "web: listens" not in bot.log()


# ---- One that is slow does not hold up another

def poll__hangs__what_is_pushed_is_answered_all_the_same(world):
    bot = listening(web_bot(world, {"hook": provider("--polls")}))
    wait(lambda: bot.instance("hook")["state"] == "working", "it polls")
    start = time.monotonic()
    assert push(bot, id="a", score=9)[0] == 200
    assert time.monotonic() - start < 5
    hook = bot.instance("hook")
    assert hook["state"] == "working"
    assert hook["pid"] != hook["receiver"]["pid"]


def receive__slow_at_one_instance__the_other_is_not_delayed(world):
    bot = listening(web_bot(world, {"hook": provider(), "slow": provider()}))
    with concurrent.futures.ThreadPoolExecutor() as pool:
        slow = pool.submit(push, bot, "slow", id="s", score=1, wait_ms=4000)
        wait(lambda: (bot.instance("slow").get("receiver") or {}).get("state")
             == "working", "it is at it")
        for i in range(10):
            assert push(bot, id=str(i), score=9)[0] == 200
        assert not slow.done()
        assert slow.result()[0] == 200


def receive__dies_in_the_middle__503_and_the_next_works(world):
    bot = listening(web_bot(world))
    assert push(bot, id="a", score=9)[0] == 200
    code, text, headers = push(bot, id="b", score=9, die=1)
    assert code == 503 and headers["Retry-After"], text
    assert push(bot, id="c", score=9)[0] == 200
    assert push(bot, id="b", score=9)[0] == 200
    assert stored(bot) == {"a", "b", "c"}
    assert bot.sql("SELECT count(*) FROM responses") == [(3,)]
    assert bot.instance("hook")["deaths"] == 1


def receive__many_at_once__share_their_commits(world):
    bot = listening(web_bot(world))
    assert push(bot, id="first", score=9)[0] == 200
    before = bot.status()["commits"]
    with concurrent.futures.ThreadPoolExecutor(200) as pool:
        # All wait behind the first.
        first = pool.submit(push, bot, id="slow", score=9, wait_ms=1500)
        time.sleep(0.2)
        rest = [pool.submit(push, bot, id=str(i), score=9)
                for i in range(199)]
        assert {r.result()[0] for r in [first, *rest]} == {200}
    commits = bot.status()["commits"] - before
    print(f"200 requests in flight: {commits} commits, "
          f"{200 / commits:.1f} requests a commit")
    assert commits < 100, commits
    assert len(stored(bot)) == 201


def bad__plugins_that_misbehave_at_it__hurt_themselves_alone(world):
    hows = ["abort", "crash", "exit", "never_answer", "spin", "ignore_term",
            "write_2_mb", "write_6_mb", "write_binary", "close_line", "fork",
            "leak", "log_flood", "print", "contradict", "nonsense",
            "say_nothing", "call_all", "huge_response", "hostile_text"]
    bad = {how: {"plugin": os.path.join(harness.BAD, "bad.so"), "how": how,
                 "every": "1h", "deadline": "2s", "since": "2020-01-01"}
           for how in hows}
    bot = listening(web_bot(world, {"hook": provider(), **bad}))
    with concurrent.futures.ThreadPoolExecutor(len(hows)) as pool:
        codes = dict(zip(hows, pool.map(
            lambda how: push(bot, how)[0], hows)))
        good = [push(bot, id=str(i), score=9)[0] for i in range(20)]
    assert good == [200] * 20, good
    done = {"write_2_mb", "fork", "leak", "log_flood", "print",
            "huge_response", "hostile_text"}
    for how, code in codes.items():
        assert code == 503 or (code == 200 and how in done), codes
    assert codes["hostile_text"] == codes["huge_response"] == 200, codes
    assert bot.instance("web")["deaths"] == 0
    assert bot.instance("hook")["deaths"] == 0


# ---- Killed

def kill__the_bot_under_load__all_that_was_acknowledged_is_there(world):
    bot = web_bot(world)
    seed = random.randrange(1 << 30)
    moments = random.Random(seed)
    pushing = None
    for _ in range(5):
        listening(bot)
        if pushing is None:
            pushing = world.keep(Pushing(bot))
        n = len(pushing.acknowledged)
        pushing.has(n + 20)
        time.sleep(moments.uniform(0, 0.3))
        bot.kill()
    pushing.end()
    listening(bot)
    lost = pushing.acknowledged - stored(bot)
    assert not lost, (seed, lost)
    n, = bot.sql("SELECT count(*) FROM responses")[0]
    assert n == len(stored(bot))
    assert bot.sql("PRAGMA integrity_check") == [("ok",)]


def kill__web_under_load__is_back_on_its_port_and_nothing_is_lost(world):
    bot = listening(web_bot(world))
    pushing = world.keep(Pushing(bot))
    for i in range(5):
        pushing.has(len(pushing.acknowledged) + 20)
        pid = bot.instance("web")["pid"]
        os.kill(pid, signal.SIGKILL)
        wait(lambda: bot.instance("web")["pid"] not in (0, pid),
             "there is another")
    pushing.has(len(pushing.acknowledged) + 20)
    pushing.end()
    assert not pushing.acknowledged - stored(bot)
    web = bot.instance("web")
    assert web["deaths"] == 5 and web["address"].endswith(f":{bot.port}")
    assert web["open"] == 0


def kill__the_receiver_under_load__nothing_acknowledged_is_lost(world):
    bot = listening(web_bot(world))
    pushing = world.keep(Pushing(bot))
    for i in range(5):
        pushing.has(len(pushing.acknowledged) + 20)
        pid = wait(lambda: bot.instance("hook")["receiver"]["pid"],
                   "it has a process")
        os.kill(pid, signal.SIGKILL)
    pushing.has(len(pushing.acknowledged) + 20)
    pushing.end()
    assert not pushing.acknowledged - stored(bot)
    assert set(pushing.codes) <= {200, 503}, pushing.codes


# ---- Told to end, told to read its configuration

def terminate__requests_in_flight__are_finished_and_it_ends_in_time(world):
    bot = listening(web_bot(world))
    assert push(bot, id="first", score=9)[0] == 200
    with concurrent.futures.ThreadPoolExecutor(40) as pool:
        slow = pool.submit(push, bot, id="slow", score=9, wait_ms=1000)
        wait(lambda: bot.instance("hook")["receiver"]["state"] == "working",
             "it is at it")
        rest = [pool.submit(push, bot, id=str(i), score=9) for i in range(30)]
        wait(lambda: bot.instance("web")["open"] == 31, "all are in flight")
        start = time.monotonic()
        assert bot.stop() == 0
        assert time.monotonic() - start < 10
        codes = {str(i): r.result()[0] for i, r in enumerate(rest)}
        codes["slow"] = slow.result()[0]
    assert set(codes.values()) <= {200, 503}, codes
    assert codes["slow"] == 200
    there = stored(bot)
    assert {name for name, code in codes.items() if code == 200} <= there
    assert push(bot, id="late", score=9)[0] == 0


def reload__under_load__nothing_acknowledged_is_lost(world):
    bot = listening(web_bot(world))
    pushing = world.keep(Pushing(bot))
    for i in range(6):
        pushing.has(len(pushing.acknowledged) + 20)
        n = bot.log().count(" is taken")
        if i % 2:  # web alone
            bot.configure(web={**bot.config["web"], "connections": 900 + i})
        else:  # the provider alone
            bot.configure(providers={"hook": provider(note=str(i))})
        bot.signal(signal.SIGHUP)
        wait(lambda: bot.log().count(" is taken") > n, "it is taken")
    pushing.has(len(pushing.acknowledged) + 20)
    pushing.end()
    assert not pushing.acknowledged - stored(bot)
    assert set(pushing.codes) <= {200, 503, 0}, pushing.codes
    assert bot.log().count("web: listens on") == 4


def reload__nothing_of_web_changed__it_goes_on(world):
    bot = listening(web_bot(world))
    pid = bot.instance("web")["pid"]
    bot.configure(company="Other")
    bot.signal(signal.SIGHUP)
    bot.says(" is taken")
    assert push(bot, id="a", score=9)[0] in (200, 503)
    wait(lambda: push(bot, id="a", score=9)[0] == 200, "hook is there again")
    assert bot.instance("web")["pid"] == pid


def reload__web_goes_and_comes__it_listens_no_more_and_again(world):
    bot = listening(web_bot(world, {"hook": provider("--polls")}))
    web = bot.config["web"]
    bot.configure(web=None)
    bot.signal(signal.SIGHUP)
    wait(lambda: bot.instance("web") is None, "there is no web")
    assert push(bot)[0] == 0
    bot.configure(web=web)
    bot.signal(signal.SIGHUP)
    wait(lambda: push(bot)[0] == 200, "it is back")


def start__the_port_is_taken__is_said_and_a_reload_mends_it(world):
    bot = web_bot(world)
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(("127.0.0.1", bot.port))
        s.listen()
        bot.run()
        bot.says("error web: cannot start: .*in use")
        wait(lambda: bot.instance("web")["state"] == "broken",
             "it has ended")
        code, out, _ = bot.command("status")
        assert code == 1 and re.search(
            r"web +web +its settings are wrong: .*in use", out), out
    bot.signal(signal.SIGHUP)
    wait(lambda: push(bot, id="a", score=9)[0] == 200, "it listens")
    assert bot.command("status")[0] == 0


# ---- No room, no store

def disk__nearly_full__503_until_there_is_room(world):
    bot = web_bot(world)
    world.keep(SmallDisk(bot.path("disk")))
    subprocess.run(["mount", "-o", "remount,size=64m", bot.path("disk")],
                   check=True)
    bot.configure(store=bot.path("disk", "bot.db"),
                  socket=bot.path("bot.sock"))
    os.symlink(bot.path("disk", "bot.db"), bot.path("bot.db"))
    listening(bot)
    assert push(bot, id="a", score=9)[0] == 200
    assert request(bot, "/healthz", method="GET")[0] == 200
    with open(bot.path("disk", "ballast"), "wb") as f:
        f.write(b"x" * (62 << 20))
    code, text, headers = wait(
        lambda: (lambda a: a if a[0] == 503 else None)(
            push(bot, id="b", score=9)), "it is put off")
    assert "the disk is nearly full" in text, text
    assert int(headers["Retry-After"]) > 0
    wait(lambda: request(bot, "/healthz", method="GET")[0] == 503,
         "it is not ready")
    code, out, _ = bot.command("status")
    assert code == 1 and "the disk is nearly full" in out, out
    os.unlink(bot.path("disk", "ballast"))
    start = time.monotonic()
    wait(lambda: push(bot, id="b", score=9)[0] == 200, "there is room")
    assert time.monotonic() - start < 5
    assert stored(bot) >= {"a", "b"}


def store__cannot_be_written__503_and_goes_on_when_it_can(world):
    bot = web_bot(world)
    disk = world.keep(SmallDisk(bot.path("disk")))
    bot.configure(store=bot.path("disk", "bot.db"),
                  socket=bot.path("bot.sock"))
    os.symlink(bot.path("disk", "bot.db"), bot.path("bot.db"))
    # Room enough not to be low, and too little for one large answer.
    subprocess.run(["mount", "-o", "remount,size=6m", disk.path], check=True)
    listening(bot)
    assert push(bot, id="a", score=9)[0] == 200
    with open(bot.path("disk", "ballast"), "wb") as f:
        free = os.statvfs(disk.path)
        f.write(b"x" * (free.f_bavail * free.f_frsize - (400 << 10)))
    codes = set()
    for i in range(60):
        code, text, _ = push(bot, id=f"big{i}", score=9,
                             comment="x" * 60000)
        codes.add(code)
        if code == 503:
            break
    assert codes == {200, 503}, codes
    os.unlink(bot.path("disk", "ballast"))
    start = time.monotonic()
    wait(lambda: push(bot, id="b", score=9)[0] == 200, "it goes on")
    assert time.monotonic() - start < 5
    assert {"a", "b"} <= stored(bot)


if __name__ == "__main__":
    harness.main(globals())

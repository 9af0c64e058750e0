#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""What loopbell-web answers, and what it hands to the core."""
import itertools
import json
import shutil
import subprocess

from core import (HEALTH, Web, body_of, main, n_metric, parse, read_all,
                  request, say_nothing, store_all, wait)

HOST = b"Host: x\r\n"
CHUNKED = HOST + b"Transfer-Encoding: chunked\r\n"
MIB = 1 << 20


def post(fields, body=b"", path=b"/in/w", version=b"HTTP/1.1"):
    return b"POST " + path + b" " + version + b"\r\n" + fields + b"\r\n" + body


def length(n):
    return b"Content-Length: %d\r\n" % n


# What is sent on one connection, and the codes that come back before it is
# closed by either side.  What is refused closes it: what follows is not read.
GOOD = post(HOST + length(2), b"hi")
LAST = post(HOST + length(2) + b"Connection: close\r\n", b"hi")
CASES = (
    # ---- what is right
    (LAST, [200]),
    (GOOD + GOOD + LAST, [200, 200, 200]),
    (b"\r\n\r\n" + LAST, [200]),
    (post(HOST + length(0) + b"Connection: close\r\n"), [200]),
    (post(length(2), b"hi", version=b"HTTP/1.0"), [200]),
    (post(CHUNKED + b"Connection: close\r\n",
          b"1\r\nh\r\n1;x=y\r\ni\r\n0\r\nA: b\r\n\r\n"), [200]),
    (post(CHUNKED, b"2\r\nhi\r\n0\r\n\r\n") + LAST, [200, 200]),
    (post(HOST + length(2) + b"Expect: 100-continue\r\n"
          b"Connection: close\r\n", b"hi"), [100, 200]),
    (post(HOST + length(MIB) + b"Connection: close\r\n", b"x" * MIB), [200]),
    (b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n" + LAST, [200, 200]),
    (b"GET /case/t.u HTTP/1.1\r\n" + HOST + b"\r\n" + LAST, [200, 200]),
    (post(HOST + length(2), b"hi", b"/case/t.u") + LAST, [200, 200]),
    (b"GET /case/t.u HTTP/1.1\r\n" + HOST + length(2) + b"\r\nhi", [400]),
    (b"POST /case/t.u HTTP/1.1\r\n" + HOST + b"\r\n", [411]),
    (b"PUT /case/t.u HTTP/1.1\r\n" + HOST + length(0) + b"\r\n", [405]),
    (b"GET /metrics HTTP/1.0\r\n\r\n", [200]),
    # ---- the packet that hangs libwebsockets' server
    (b"GET / HTTP/1.1\r\n" + HOST + b"\r\n" + GOOD, [404]),
    (b"GET /metrics HTTP/1.1\r\n" + HOST + b"\r\n" + GOOD + LAST,
     [200, 200, 200]),
    (GOOD + post(HOST + length(5), b"hello") + LAST, [200, 200, 200]),
    # ---- where a body ends: no two opinions
    (post(HOST + length(2) + b"Transfer-Encoding: chunked\r\n",
          b"0\r\n\r\n") + GOOD, [400]),
    (post(CHUNKED + length(2), b"hi") + GOOD, [400]),
    (post(HOST + length(2) + length(3), b"hi!") + GOOD, [400]),
    (post(HOST + b"Content-Length : 2\r\n", b"hi") + GOOD, [400]),
    (post(HOST + b"Transfer-Encoding: gzip\r\n", b"hi") + GOOD, [400]),
    (post(HOST + b"Transfer-Encoding: x, chunked\r\n", b"0\r\n\r\n"), [400]),
    (post(HOST + b"Transfer-Encoding : chunked\r\n" + length(2), b"hi"),
     [400]),
    (post(CHUNKED + b"Transfer-Encoding: identity\r\n", b"0\r\n\r\n"), [400]),
    (post(b"Transfer-Encoding: chunked\r\n", b"0\r\n\r\n",
          version=b"HTTP/1.0"), [400]),
    (b"GET /healthz HTTP/1.1\r\n" + HOST + length(2) + b"\r\nhi" + GOOD,
     [400]),
    (post(HOST), [411]),
    (post(b"", version=b"HTTP/1.0"), [411]),
    # ---- too large
    (post(HOST + length(MIB + 1), b"x" * (MIB + 1)) + GOOD, [413]),
    (post(HOST + length(10 ** 18)) + GOOD, [413]),
    (post(HOST + length(4 * MIB), b"x" * (4 * MIB)), [413]),
    (post(HOST + length(MIB + 1) + b"Expect: 100-continue\r\n"), [413]),
    (post(CHUNKED, b"100001\r\n" + b"x" * 0x100001 + b"\r\n0\r\n\r\n") + GOOD,
     [413]),
    (post(HOST + length(2), b"hi", b"/in/w?" + b"x" * 2043), [414]),
    (post(HOST + length(2) + b"X: " + b"y" * 8192 + b"\r\n", b"hi"), [431]),
    (post(HOST + length(2) + b"X: y\r\n" * 99, b"hi"), [431]),
    # ---- elsewhere, otherwise
    (b"GET /in/w HTTP/1.1\r\n" + HOST + b"\r\n" + GOOD, [405]),
    (b"PUT /in/w HTTP/1.1\r\n" + HOST + length(2) + b"\r\nhi", [405]),
    (b"TRACE /in/w HTTP/1.1\r\n" + HOST + b"\r\n", [405]),
    (b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", [400]),
    (post(HOST + length(2), b"hi", b"/healthz"), [405]),
    (post(HOST + length(2), b"hi", b"/"), [404]),
    (post(HOST + length(2), b"hi", b"/in/"), [404]),
    (post(HOST + length(2), b"hi", b"/in/Not-One"), [404]),
    (post(HOST + length(2), b"hi", b"/in/%77"), [404]),
    (post(HOST + length(2), b"hi", b"http://x/in/w"), [400]),
    (post(HOST + length(2), b"hi", b"/in/\xc3\xa6"), [400]),
    (post(HOST + length(2), b"hi", b"/in/w?a b"), [400]),
    (post(length(2), b"hi"), [400]),
    (post(HOST + HOST + length(2), b"hi"), [400]),
    (b"GET /healthz HTTP/2.0\r\n" + HOST + b"\r\n", [505]),
)


def answers__each_request__its_codes_and_then_the_end(world):
    web = world.keep(Web())
    for data, codes in CASES:
        got = [a.code for a in web.answers(data)]
        assert got == codes, (data[:200], got, codes)
    n = sum(codes.count(200) for data, codes in CASES
            if b"GET /m" not in data and b"GET /h" not in data)
    assert len(web.requests()) >= n


def answers__in_single_bytes__the_same(world):
    """However the bytes are cut: whole cases are short enough for it."""
    web = world.keep(Web())
    for data, codes in CASES:
        if len(data) > 400 or codes[-1] >= 400:
            continue
        with web.connect() as s:
            for i in range(len(data)):
                s.send(data[i:i + 1])
            assert [a.code for a in parse(read_all(s))] == codes, data


def answers__what_libmicrohttpd_refuses_itself__is_refused(world):
    """Its own words, some of them with the header twice: the code counts,
    and that nothing that follows is read."""
    web = world.keep(Web())
    for data, code in (
            (post(HOST + b"Content-Length: x\r\n", b"hi"), 400),
            (post(HOST + b"Content-Length: 2, 2\r\n", b"hi"), 400),
            (post(HOST + b"Content-Length: -2\r\n", b"hi"), 400),
            (post(HOST + b"Content-Length: 99999999999999999999999\r\n"),
             413),
            (post(HOST + b"no colon\r\n"), 400),
            (post(CHUNKED, b"x\r\nhi\r\n0\r\n\r\n"), 400),
            (post(CHUNKED, b"-1\r\nhi\r\n0\r\n\r\n"), 400),
            (post(CHUNKED, b"2\r\nhiXX0\r\n\r\n"), 400),
            (post(CHUNKED, b"ffffffffffffffffff\r\n"), 413),
            (b"GET /healthz\r\n" + HOST + b"\r\n", 400),
            (b"GET /" + b"x" * 40000 + b" HTTP/1.1\r\n\r\n", 414),
            (post(HOST + b"X: " + b"y" * 40000 + b"\r\n"), 431)):
        got = web.raw(data + GOOD)
        assert got.startswith(b"HTTP/1.1 %d " % code), (data[:99], got[:99])
        assert b"stored" not in got
    assert web.requests() == []
    assert web.post().code == 200


def answers__garbage__the_next_is_served(world):
    web = world.keep(Web(request_deadline_s=1))
    for data in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20,
                 b"\0" * 5000, bytes(range(256)) * 20, b"\n" * 20000,
                 b" " * 20000, b"GET", b"HTTP/1.1 200 OK\r\n\r\n",
                 b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\r\r\r\n" * 999,
                 b"GET / HTTP/1.1\r\nHost: \0\r\n\r\n",
                 b"POST /in/w HTTP/1.1\r\n\0Host: x\r\n\r\n"):
        web.raw(data, shut=True)
    assert web.post().code == 200
    assert len(web.requests()) == 1


def answers__every_one__has_the_headers_that_protect(world):
    web = world.keep(Web())
    for answer in (web.post(), web.get("/healthz"), web.get("/metrics"),
                   web.get("/"), web.post("/in/w", Content_Length=None),
                   web.get("/in/w")):
        h = answer.headers
        assert h["x-content-type-options"] == "nosniff", h
        assert h["cache-control"] == "no-store", h
        assert "server" not in h and "x-powered-by" not in h, h
        assert h["content-type"].split(";")[0] in (
            "application/json", "text/plain"), h
    assert web.get("/in/w").headers["allow"] == "POST, HEAD"
    assert web.get("/case").code == 404
    assert web.post("/metrics").headers["allow"] == "GET, HEAD"


def answers__head__is_get_without_its_body(world):
    web = world.keep(Web())
    for path in ("/healthz", "/metrics"):
        raw = web.raw(request("HEAD", path, Connection="close"))
        (head,) = parse(raw, heads_only=True)
        assert head.code == 200 and raw.endswith(b"\r\n\r\n"), raw
        if path == "/healthz":
            assert int(head.headers["content-length"]) == len(
                web.get(path).body)


def answers__head_of_an_instance__that_post_is_taken_there(world):
    web = world.keep(Web())
    raw = web.raw(request("HEAD", "/in/w/x?y", Connection="close"))
    (head,) = parse(raw, heads_only=True)
    assert head.code == 200 and raw.endswith(b"\r\n\r\n"), raw
    raw = web.raw(request("HEAD", "/in/", Connection="close"))
    assert parse(raw, heads_only=True)[0].code == 404, raw
    assert not web.requests()


def core__a_request__gets_all_of_it(world):
    web = world.keep(Web())
    body = bytes(range(256)) * 3
    web.answers(request(
        "POST", "/in/w_1-a/x/%C3%A6?b=c&d", body, Connection="X-Mine, close",
        X_Mine="1", X_SIG="Abc", Content_Type="application/json",
        X_Latin="\xe6", X_Forwarded_For="6.6.6.6", Keep_Alive="3"))
    (line,) = web.requests()
    assert line["instance"] == "w_1-a" and line["path"] == "x/%C3%A6", line
    assert line["query"] == "b=c&d" and line["method"] == "POST", line
    assert body_of(line) == body and line["peer"] == "127.0.0.1", line
    # request() encodes in UTF-8, so the letter is one
    assert line["headers"] == {
        "host": "test", "x-sig": "Abc", "content-type": "application/json",
        "x-latin": "\xe6", "x-forwarded-for": "6.6.6.6",
        "content-length": str(len(body))}, line


def core__bodies_of_all_kinds__arrive_byte_for_byte(world):
    web = world.keep(Web())
    bodies = [b"", b"\0", b"\xff\xfe", b"x" * 65535, b"y" * 65537,
              bytes(range(256)) * 4096]
    for body in bodies:
        assert web.post(body=body).code == 200
    assert [body_of(l) for l in web.requests()] == bodies


def core__what_it_answers__the_peer_is_told(world):
    answers = itertools.cycle((
        {"status": 200, "text": "known already"}, {"status": 400, "text":
         'not "understood"\n'}, {"status": 401, "text": "not signed"},
        {"status": 404, "text": ""}, {"status": 503, "retry_after_s": 17,
                                      "text": "the disk is full"},
        {"status": 7, "text": "no status"}, {}))

    def core(web, line):
        if line["op"] == "request":
            web.say(op="answer", id=line["id"], **next(answers))

    web = world.keep(Web(core))
    with web.connect() as s:
        s.sendall(request("POST", "/in/w", b"x") * 6
                  + request("POST", "/in/w", b"x", Connection="close"))
        got = parse(read_all(s))
    assert [a.code for a in got] == [200, 400, 401, 404, 503, 500, 500], got
    assert [a.json()["ok"] for a in got] == [True] + [False] * 6
    assert got[1].json()["message"] == 'not "understood"\n'
    assert [a.headers.get("retry-after") for a in got][4] == "17"
    assert sum("retry-after" in a.headers for a in got) == 1


def core__a_page__is_shown_and_can_do_nothing_else(world):
    html = "<!doctype html><title>Sag 12 \xe6</title>"

    def core(web, line):
        if line["op"] == "request":
            web.say(op="answer", id=line["id"], status=200, html=html)

    web = world.keep(Web(core))
    got = web.get("/case/abc.def-_?x=1")
    assert got.code == 200 and got.body.decode() == html, got.body
    h = got.headers
    assert h["content-type"] == "text/html; charset=utf-8", h
    assert h["referrer-policy"] == "no-referrer", h
    assert h["cache-control"] == "no-store", h
    csp = h["content-security-policy"]
    assert "default-src 'none'" in csp and "script" not in csp, csp
    assert "frame-ancestors 'none'" in csp and "form-action 'self'" in csp
    (line,) = web.requests()
    assert line["place"] == "case" and "instance" not in line, line
    assert line["path"] == "abc.def-_" and line["query"] == "x=1", line
    assert line["method"] == "GET" and line["body"] == "", line
    web.post("/case/abc", b"note=hi")
    assert body_of(web.requests()[1]) == b"note=hi"
    raw = web.raw(request("HEAD", "/case/abc", Connection="close"))
    assert raw.endswith(b"\r\n\r\n") and web.requests()[2][
        "method"] == "HEAD", raw


def core__many_at_once__each_gets_its_own_answer(world):
    """Answered in the other order, all together, when all are there."""
    held = []

    def core(web, line):
        if line["op"] == "request":
            held.append(line)
        if len(held) == 60:
            for one in reversed(held):
                web.say(op="answer", id=one["id"], status=200,
                        text=body_of(one).decode())
            held.clear()

    web = world.keep(Web(core))
    peers = [web.connect() for _ in range(60)]
    for i, s in enumerate(peers):
        s.sendall(request("POST", "/in/w", b"%d" % i, Connection="close"))
    for i, s in enumerate(peers):
        (answer,) = parse(read_all(s))
        assert answer.json()["message"] == str(i), (i, answer.body)
        s.close()
    ids = [l["id"] for l in web.requests()]
    assert len(set(ids)) == 60 and max(ids) < 2 ** 53


def core__lines_that_are_odd__are_left_alone(world):
    web = world.keep(Web(say_nothing))
    with web.connect() as s:
        s.sendall(request("POST", "/in/w", b"x", Connection="close"))
        line = web.heard(lambda l: l["op"] == "request")
        for odd in ({"op": "answer"}, {"op": "answer", "id": -1},
                    {"op": "answer", "id": line["id"] + 1, "status": 200},
                    {"op": "answer", "id": "x"}, {"op": "answer", "id": 1e300},
                    {"op": "health", "id": 99, "health": 3}, {"op": 7}, {},
                    {"op": "new"}, {"op": "serve", "listen": "nonsense"}):
            web.say(**odd)
        web.say(op="ping", job=12)
        assert web.heard(lambda l: l["op"] == "pong")["job"] == 12
        for _ in range(2):
            web.say(op="answer", id=line["id"], status=200, text="stored")
        assert parse(read_all(s))[0].code == 200


def core__sends_no_json__ends_and_says_so(world):
    web = Web(say_nothing)
    web.say_raw(b"nonsense\n")
    code, said = web.end()
    assert code == 76 and "no JSON object" in said, (code, said)


def health__each_state__its_code(world):
    said = {}

    def core(web, line):
        if line["op"] == "ask":
            web.say(op="health", id=line["id"], health=said)

    for said, code in ((HEALTH, 200), ({"live": True, "ready": False,
                                        "why": "the disk is full"}, 503),
                       ({}, 503)):
        web = world.keep(Web(core))
        answer = web.get("/healthz")
        assert answer.code == code, answer.body
        assert answer.json().get("why") == said.get("why"), answer.body


def health__many_look__the_core_is_asked_once_a_second(world):
    web = world.keep(Web())
    for _ in range(20):
        assert web.get("/healthz").json()["instances"] == [
            {"name": "w", "role": "provider", "state": "ready"}]
        assert web.get("/metrics").code == 200
    n = sum(l["op"] == "ask" for l in web.lines)
    assert n < 20, n


def health__the_core_hangs__is_not_live_after_two_seconds(world):
    web = world.keep(Web(say_nothing))
    peers = [web.connect() for _ in range(20)]
    for s, path in zip(peers, itertools.cycle(("/healthz", "/metrics"))):
        s.sendall(request("GET", path, Connection="close"))
    for s, path in zip(peers, itertools.cycle(("/healthz", "/metrics"))):
        (answer,) = parse(read_all(s))
        assert answer.code == 503, answer.body
        if path == "/healthz":
            assert answer.json()["live"] is False, answer.body
        s.close()
    web.core = store_all
    wait(lambda: web.get("/healthz").code == 200, "it is live again")


def metrics__the_page__counts_and_is_read_by_others(world):
    web = world.keep(Web())
    for data, _ in CASES[:20]:
        web.raw(data)
    web.get("/nowhere")
    page = web.get("/metrics")
    text = page.body.decode()
    assert page.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert n_metric(text, 'loopbell_http_requests_total{code="404"}') == 2
    assert n_metric(text, 'loopbell_http_requests_total{code="400"}') > 0
    assert n_metric(text, "loopbell_http_connections_total") == 22
    assert n_metric(text, "loopbell_http_connections_open") >= 1
    assert n_metric(text, 'loopbell_responses{category="promoter"}') == 3
    assert n_metric(text, "loopbell_notices_oldest_waiting_age_seconds"
                    ) == 1.5
    read_by_others(text)


def read_by_others(text):
    """promtool also knows the conventions for names."""
    try:
        from prometheus_client.parser import text_string_to_metric_families
        assert len(list(text_string_to_metric_families(text))) > 10
    except ImportError:
        print("prometheus_client is not installed: it reads no page")
    if not shutil.which("promtool"):
        print("promtool is not installed: it reads no page")
        return
    done = subprocess.run(["promtool", "check", "metrics"], input=text,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def metrics__all_there_can_be__is_read_by_others(world):
    """Every row has a sample, with a name that needs care."""
    one = {"name": 'a"\\\nb', "state": "ready", "deaths": 1, "warnings": 2,
           "responses": 3, "refused": 4, "last_poll_us": 5, "delivered": 6,
           "dead": 7, "waiting": 8, "receiver": {
               "state": "ready", "queued": 1, "received": 2, "rejected": 3,
               "denied": 4, "failed": 5, "last_received_us": 6}}
    said = {**HEALTH, "status": {
        **HEALTH["status"], "commits": 1, "disk_free_bytes": 2,
        "disk_total_bytes": 3, "instances": [
            {**one, "role": role} for role in (
                "provider", "directory", "notifier", "web")],
        "totals": dict.fromkeys((
            "promoters", "passives", "detractors", "others", "refused",
            "open_cases", "oldest_waiting_us", "maybe_twice", "waiting",
            "sending", "unknown", "done", "dead", "dropped"), 1)}}

    def core(web, line):
        if line["op"] == "ask":
            web.say(op="health", id=line["id"], health=said)

    web = world.keep(Web(core))
    web.get("/healthz")
    text = web.get("/metrics").body.decode()
    assert text.count("# TYPE ") == 29, text.count("# TYPE ")
    read_by_others(text)


def log__many_of_a_kind__one_line_and_nothing_of_a_body(world):
    web = world.keep(Web())
    for _ in range(30):
        web.post("/in/w", b"SECRET" * 9, Transfer_Encoding="gzip",
                 X_Key="SECRET")
    web.heard(lambda l: l["op"] == "log")
    assert web.stop()[0] == 0
    assert 1 <= len(web.logs()) <= 2, web.logs()
    assert "400" in web.logs()[0] and "127.0.0.1" in web.logs()[0]
    assert "SECRET" not in json.dumps(web.lines)


if __name__ == "__main__":
    main(globals())

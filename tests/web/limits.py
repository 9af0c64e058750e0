#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""What loopbell-web does to peers that are slow, many, insistent or gone, to
a core that is, and when it is told to stop."""
import random
import socket
import struct
import subprocess
import threading
import time

from core import (HEALTH, PATIENCE_S, SLOWNESS, Skip, Web, WRAPPER, main,
                  n_metric, parse,
                  read_all, request, say_nothing, seconds, store_all, wait)
from answers import CASES

GOOD = request("POST", "/in/w", b"x", Connection="close")
SLACK_S = 5 * SLOWNESS  # how late a busy machine may be


def drip(s, data, every_s=0.2):
    """A byte now and then, until the other side has enough of it; what it
    answered."""
    s.settimeout(every_s)
    for i in range(len(data)):
        try:
            s.send(data[i:i + 1])
            if not s.recv(1, socket.MSG_PEEK):
                break
        except socket.timeout:
            continue
        except OSError:
            return b""
        break
    s.settimeout(PATIENCE_S)
    return read_all(s)


def slow__whoever_drips__is_cut_in_time(world):
    """One byte at a time keeps no connection longer than silence does."""
    web = world.keep(Web(request_deadline_s=1))
    whole = request("POST", "/in/w", b"x" * 500)
    head = whole.index(b"\r\n\r\n") + 4
    cases = {
        "silent": (b"", b""), "dripped line": (b"", b"GET /" + b"x" * 99),
        "dripped header": (whole[:30], whole[30:]),
        "silent in the header": (whole[:30], b""),
        "dripped body": (whole[:head], whole[head:]),
        "silent in the body": (whole[:-1], b""),
        "dripped chunks": (
            request("POST", "/in/w", b"", Transfer_Encoding="chunked"),
            b"1\r\nx\r\n" * 99),
        "after an answer": (
            request("POST", "/in/w", b"x"), b"POST /in/w HTTP/1.1\r\n" * 9),
        "blank lines": (b"", b"\r\n" * 99),
    }
    took = {}

    def suffer(name, first, rest):
        with web.connect() as s:
            s.sendall(first)
            took[name] = seconds(lambda: drip(s, rest))

    threads = [threading.Thread(target=suffer, args=(n, *c))
               for n, c in cases.items()]
    for t in threads:
        t.start()
    assert web.post().code == 200
    for t in threads:
        t.join()
    assert set(took) == set(cases), took
    # the second request may have done nothing, and then dripped
    assert all(0.5 < s < 2.2 * SLOWNESS + SLACK_S for s in took.values()), took
    assert len(web.requests()) == 2
    assert n_metric(web.get("/metrics").body.decode(),
                    "loopbell_http_connections_cut_total") >= 5


def slow__a_reader__is_cut_in_time(world):
    """Pages and pages of figures, and nobody takes them."""
    many = [{"name": f"instance-{i}", "role": "provider", "state": "ready",
             "deaths": 1, "warnings": 2} for i in range(3000)]

    def core(web, line):
        if line["op"] == "ask":
            web.say(op="health", id=line["id"], health={
                **HEALTH, "status": {"instances": many}})

    web = world.keep(Web(core, request_deadline_s=1))
    with web.connect(receive_bytes=4096) as s:
        s.sendall(request("GET", "/metrics") * 60)
        wait(lambda: any("too slow" in l for l in web.logs()), "it is cut")
        rest = read_all(s)
    page = len(web.get("/metrics").body)
    assert page > 500000 and len(rest) < page * 60, (page, len(rest))


def slow__the_core__is_a_503_with_retry_after(world):
    web = world.keep(Web(say_nothing, request_deadline_s=1))
    peers = [web.connect() for _ in range(30)]
    for s in peers:
        s.sendall(GOOD)
    for s in peers:
        (answer,) = parse(read_all(s))
        assert answer.code == 503, answer.body
        assert int(answer.headers["retry-after"]) > 0
        s.close()
    # an answer that comes too late goes nowhere, the next request elsewhere
    late = [l["id"] for l in web.requests()]
    web.core = store_all
    for one in late:
        web.say(op="answer", id=one, status=200, text="too late")
    assert web.post().json()["message"] == "stored"


def gone__a_peer_that_resets__the_core_is_told(world):
    web = world.keep(Web(say_nothing))
    s = web.connect()
    s.sendall(GOOD)
    line = web.heard(lambda l: l["op"] == "request")
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                 struct.pack("ii", 1, 0))
    s.close()
    assert web.heard(lambda l: l["op"] == "gone")["id"] == line["id"]
    web.say(op="answer", id=line["id"], status=200, text="stored")
    web.core = store_all
    assert web.post().code == 200


def gone__a_peer_that_only_stops_sending__is_answered(world):
    web = world.keep(Web(say_nothing))
    with web.connect() as s:
        s.sendall(GOOD)
        s.shutdown(socket.SHUT_WR)
        line = web.heard(lambda l: l["op"] == "request")
        time.sleep(1.5)  # the look for the gone has come by
        web.say(op="answer", id=line["id"], status=200, text="stored")
        assert parse(read_all(s))[0].code == 200
    assert not [l for l in web.lines if l["op"] == "gone"]


def gone__peers_at_every_byte__harm_nobody(world):
    """Half a request, then nothing, a reset, or an end: of each kind."""
    web = world.keep(Web(request_deadline_s=2))
    data = request("POST", "/in/w", b"x" * 20)
    for i in range(len(data) + 1):
        for how in (None, struct.pack("ii", 1, 0)):
            s = web.connect()
            s.sendall(data[:i])
            if how:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, how)
            s.close()
    assert web.post().code == 200
    wait(lambda: n_metric(web.get("/metrics").body.decode(),
                          "loopbell_http_connections_open") == 1,
         "all are gone")


def many__a_thousand_connections__all_are_served(world):
    web = world.keep(Web(max_connections=1100,
                         trusted_proxies=["127.0.0.1"]))
    peers = [web.connect() for _ in range(1000)]
    for s in peers:
        s.sendall(request("POST", "/in/w", b"x"))
    for s in peers:
        assert s.recv(12) == b"HTTP/1.1 200"
        s.close()
    assert len(web.requests()) == 1000


def many__more_than_there_are_places__wait_their_turn(world):
    """600 on 20 places, each keeping his as long as he may."""
    web = world.keep(Web(max_connections=20, trusted_proxies=["127.0.0.1"]))
    peers = [web.connect() for _ in range(600)]
    for s in peers:
        s.sendall(request("POST", "/in/w", b"x"))
    for s in peers:
        assert s.recv(12) == b"HTTP/1.1 200"
    for s in peers:
        s.close()
    assert len(web.requests()) == 600


def many__silent_ones_that_hold_all_places__are_put_out(world):
    web = world.keep(Web(max_connections=20, request_deadline_s=1,
                         trusted_proxies=["127.0.0.1"]))
    silent = [web.connect() for _ in range(60)]
    assert web.post().code == 200
    for s in silent:
        s.close()


def many__of_one_peer__get_half_of_the_places(world):
    web = world.keep(Web(max_connections=20))
    peers = [web.connect() for _ in range(10)]
    for s in peers:
        s.sendall(request("GET", "/healthz"))
        assert s.recv(9) == b"HTTP/1.1 "
    for _ in range(3):
        assert web.raw(GOOD) == b""
    peers.pop().close()
    wait(lambda: web.raw(GOOD), "there is room again")
    web.heard(lambda l: "too many connections" in l.get("text", ""))
    for s in peers:
        s.close()


def many__bodies_in_flight__are_refused_before_memory_is(world):
    """40 bodies of 1 MiB but the last byte: the 33rd MiB has no place.  Who
    goes before all was read is noticed long before he is late."""
    web = world.keep(Web(trusted_proxies=["127.0.0.1"],
                         request_deadline_s=3600))
    whole = request("POST", "/in/w", b"x" * (1 << 20))
    peers = []
    for i in range(40):
        peers.append(web.connect())
        peers[-1].sendall(whole[:-1])
    wait(lambda: web.post().code == 503, "there is no room")
    for s in peers:
        s.close()
    wait(lambda: web.post().code == 200, "there is room again")
    for _ in range(40):
        with web.connect() as s:
            s.sendall(whole[:-1])
    wait(lambda: n_metric(web.get("/metrics").body.decode(),
                          "loopbell_http_connections_open") == 1,
         "all are gone")


def core__does_not_read__its_line_does_not_grow_for_ever(world):
    web = world.keep(Web(say_nothing, request_deadline_s=4,
                         trusted_proxies=["127.0.0.1"]))
    held = threading.Event()
    web.core = lambda _web, _line: held.wait(20)
    codes = set()
    body = request("POST", "/in/w", b"x" * (1 << 20))
    peers = [web.connect() for _ in range(60)]
    for s in peers:
        s.sendall(body)
    for s in peers:
        codes.update(a.code for a in parse(read_all(s)))
        s.close()
    # on a machine that is busy some were not even read in time
    assert codes <= {503}, codes
    held.set()
    web.core = store_all
    wait(lambda: web.post().code == 200, "it works again")


def rate__one_peer__is_told_when_to_come_again(world):
    web = world.keep(Web(requests_per_second=5,
                         trusted_proxies=["127.0.0.1"]))

    def of(peer, n=1):
        return [web.post(X_Forwarded_For=peer).code for _ in range(n)]

    assert of("192.0.2.1", 10) == [200] * 10
    codes = of("192.0.2.1", 30)
    assert 429 in codes, codes
    assert of("192.0.2.2", 3) == [200] * 3
    assert of("2001:db8::1", 3) == [200] * 3
    answer = web.post(X_Forwarded_For="6.6.6.6, 192.0.2.1")
    while answer.code == 200:
        answer = web.post(X_Forwarded_For="7.7.7.7, 192.0.2.1")
    assert answer.code == 429 and answer.headers["retry-after"] == "1"
    wait(lambda: of("192.0.2.1") == [200], "it may come again")
    peers = {l["peer"] for l in web.requests()}
    assert peers == {"192.0.2.1", "192.0.2.2", "2001:db8::1"}, peers


def rate__forwarded_by_nobody_trusted__is_one_peer(world):
    web = world.keep(Web(requests_per_second=1))
    codes = [web.post(X_Forwarded_For=f"192.0.2.{i}").code
             for i in range(20)]
    assert codes.count(429) >= 10, codes
    assert {l["peer"] for l in web.requests()} == {"127.0.0.1"}


def rate__slow__retry_after_is_as_long_as_it_takes(world):
    web = world.keep(Web(requests_per_second=0.1))
    assert web.post().code == 200
    answer = web.post()
    assert answer.code == 429, answer.code
    assert 5 <= int(answer.headers["retry-after"]) <= 10, answer.headers


def stop__idle__ends_at_once(world):
    web = world.keep(Web())
    with web.connect(), web.connect() as s:
        s.sendall(request("POST", "/in/w", b"x"))
        assert s.recv(12) == b"HTTP/1.1 200"
        took = seconds(lambda: world.things.append(world) or web.say(op="stop")
                       or web.process.wait(PATIENCE_S))
    world.things.remove(world)
    assert took < 1 + SLACK_S and web.process.returncode == 0, took


def stop__in_flight__is_answered_first(world):
    web = world.keep(Web(say_nothing))
    with web.connect() as s:
        s.sendall(request("POST", "/in/w", b"x"))
        line = web.heard(lambda l: l["op"] == "request")
        web.say(op="stop")
        wait(lambda: refused(web), "nobody else gets in")
        web.say(op="answer", id=line["id"], status=200, text="stored")
        (answer,) = parse(read_all(s))
    assert answer.code == 200 and answer.headers["connection"] == "close"
    assert web.process.wait(PATIENCE_S) == 0


def refused(web):
    try:
        web.connect().close()
    except (ConnectionRefusedError, ConnectionResetError):
        return True
    return False


def stop__the_core_is_silent__is_a_503_after_some_seconds(world):
    web = world.keep(Web(say_nothing, request_deadline_s=60))
    with web.connect() as s, web.connect() as half:
        half.sendall(GOOD[:-1])
        s.sendall(GOOD)
        web.heard(lambda l: l["op"] == "request")
        took = seconds(lambda: web.say(op="stop") or read_all(half))
        assert took < 1 + SLACK_S, took  # nobody waits for what may not come
        (answer,) = parse(read_all(s))
    assert answer.code == 503 and "retry-after" in answer.headers
    took += seconds(lambda: web.process.wait(PATIENCE_S))
    assert web.process.returncode == 0 and took < 3.5 + SLACK_S, took


def stop__the_core_is_gone__everything_is_a_503_and_it_ends(world):
    web = world.keep(Web(say_nothing, request_deadline_s=60))
    with web.connect() as s:
        s.sendall(GOOD)
        web.heard(lambda l: l["op"] == "request")
        web.socket.shutdown(socket.SHUT_RDWR)
        (answer,) = parse(read_all(s))
    assert answer.code == 503, answer.body
    assert web.process.wait(PATIENCE_S) == 0


def stop__before_it_was_told_anything__ends(world):
    web = world.keep(Web(serve=False))
    assert web.stop()[0] == 0
    web = world.keep(Web(serve=False))
    web.socket.shutdown(socket.SHUT_WR)
    assert web.process.wait(PATIENCE_S) == 0


def start__by_hand__says_who_starts_it(_world):
    done = subprocess.run([*WRAPPER, Web.__init__.__globals__["PROGRAM"]],
                          capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL, timeout=30)
    assert done.returncode == 64, done
    assert "started by loopbell" in done.stderr.lower(), done


def listen__what_cannot_be__says_what_to_do_and_exits_78(world):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for settings, why in (
                ({"listen": f"127.0.0.1:{port}"}, "another program listens"),
                ({"listen": "192.0.2.1:0"}, "no interface of this machine"),
                ({"listen": "8080"}, "is no address and port"),
                ({"listen": "127.0.0.1:0", "certificate": "x"},
                 "belong together"),
                ({"listen": "127.0.0.1:0", "trusted_proxies": ["x"]},
                 "trusted_proxies")):
            web = world.keep(Web(**settings))
            assert why in web.lines[0]["why"], web.lines
            assert web.process.wait(PATIENCE_S) == 78


def listen__ipv6__is_served(world):
    if not socket.has_ipv6:
        raise Skip("no IPv6 here")
    web = world.keep(Web(listen="[::1]:0"))
    if not web.address:
        raise Skip(web.lines[0]["why"])
    assert web.post().code == 200
    assert web.requests()[0]["peer"] == "::1"
    assert web.lines[0]["address"].startswith("[::1]:")


def broken__ten_thousand_mutations__the_next_is_served(world):
    """Real requests with bytes changed, cut, doubled and moved."""
    web = world.keep(Web(trusted_proxies=["127.0.0.1"]))
    chance = random.Random(4711)
    seeds = [data for data, _ in CASES if len(data) < 3000]
    for _ in range(100 if WRAPPER else 10000):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 4)):
            at, to = sorted(chance.choices(range(len(data) + 1), k=2))
            how = chance.randint(0, 3)
            if how == 0 and at < len(data):
                data[at] = chance.randint(0, 255)
            elif how == 1:
                del data[at:to]
            elif how == 2:
                data[at:at] = data[at:to]
            else:
                data[at:at] = chance.choice(seeds)[:chance.randint(1, 50)]
        with web.connect() as s:
            try:
                s.sendall(data)
                s.settimeout(0.001)
                s.recv(1 << 16)
            except OSError:
                pass
    assert web.post().code == 200


if __name__ == "__main__":
    main(globals())

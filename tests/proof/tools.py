#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""tools.py - do the parts of the proof see what is wrong?

The generator talks to the sinks with no bot between them: that is a bot which
keeps nothing and looks for nothing, and every fault of it must be counted.
"""
import os
import smtplib
import tempfile
import time

import parts
from harness import read, write

# What the sink is told, and what of 60 responses must be counted: accepted,
# delivered, lost, twice, and what else.
ORDERS = [
    ("ok", {"accepted": 60, "delivered": 60, "lost": 0, "twice": 0}),
    ("slow 20", {"accepted": 60, "delivered": 60, "lost": 0, "twice": 0}),
    ("limit 100", {"accepted": 60, "delivered": 60, "denied": 0}),
    # Who sends again what was answered by nothing tells it twice.
    ("lose 3", {"accepted": 60, "delivered": 60, "lost": 0,
                "twice": lambda n: n >= 20}),
]
RECORDS = [
    # records, and what is counted in them
    (["1 sent 1", "2 acked 1"], {"accepted": 1, "lost": 1}),
    (["1 sent 1", "2 took 1"], {"accepted": 0, "lost": 0, "twice": 0}),
    (["1 sent 1", "2 acked 1", "3 took 1", "4 took 1"],
     {"accepted": 1, "delivered": 1, "twice": 1, "possibly": 0}),
    (["1 sent 1", "2 acked 1", "3 took 1", "4 took 1", "0 possibly 1"],
     {"twice": 0, "possibly": 1}),
    (["1 sent 1", "2 acked 1", "3 took 1", "0 possibly 1"],
     {"twice": 0, "possibly": 0}),
    (["3 took 7"], {"unasked": 1}),
    (["1 sent 1", "5 busy 1", "6 cut 1", "7 refused 1", "8 denied 1"],
     {"busy": 1, "refused": 1, "denied": 1, "accepted": 0}),
    (["100 acked 1", "150 took 1", "200 acked 2", "450 took 2"],
     {"p50_us": 50, "last_us": 450}),
]


def is_as(counted, expected):
    return all(value(counted[name]) if callable(value)
               else counted[name] == value
               for name, value in expected.items())


def tally__made_up_records__counts_what_is_in_them(folder):
    for lines, expected in RECORDS:
        path = os.path.join(folder, "made_up")
        write(path, "\n".join(lines) + "\n")
        counted = parts.tally(path)
        assert is_as(counted, expected), (lines, counted)


def order__each__is_counted_as_it_is(folder):
    for i, (order, expected) in enumerate(ORDERS):
        sink = parts.Sink(folder, f"sink{i}")
        sink.order(order)
        load = parts.Load(folder, ["-p", sink.port, "-u", "/x"], f"load{i}",
                          r=300, n=60, c=4)
        load.process.wait(20)
        sink.flush()
        counted = parts.tally(load.record, sink.record)
        assert is_as(counted, expected), (order, counted)
        load.release()
        sink.release()


def limit__more_than_it_takes__says_when_to_come_again(folder):
    sink = parts.Sink(folder)
    sink.order("limit 5")
    load = parts.Load(folder, ["-p", sink.port], r=100, n=8, c=1)
    start = time.monotonic()
    load.process.wait(20)
    sink.flush()
    counted = parts.tally(load.record, sink.record)
    assert counted["accepted"] == 8 and counted["denied"] > 0, counted
    assert counted["busy"] == counted["denied"], counted
    assert time.monotonic() - start >= 1
    load.release()
    sink.release()


def sinks__that_are_busy_or_hang__take_nothing_until_they_do(folder):
    for order in ("busy", "hang"):
        sink = parts.Sink(folder, order)
        sink.order(order)
        load = parts.Load(folder, ["-p", sink.port], "to-" + order,
                          r=100, n=5, c=5)
        time.sleep(0.5)
        sink.flush()
        assert sink.n_taken() == 0
        sink.order("ok")
        load.process.wait(20)
        sink.flush()
        counted = parts.tally(load.record, sink.record)
        assert is_as(counted, {"accepted": 5, "delivered": 5, "twice": 0,
                               "denied": lambda n: n >= 5}), counted
        load.release()
        sink.release()


def files__with_rows__hold_each_number_once(folder):
    to = os.path.join(folder, "answers")
    os.mkdir(to)
    load = parts.Load(folder, ["-d", to], "files", r=1000, n=50, b=20)
    load.process.wait(20)
    text = "".join(read(os.path.join(to, name)) for name in os.listdir(to))
    for number in range(1, 51):
        assert text.count("Nr%08drN" % number) == 1, number
    assert not [name for name in os.listdir(to) if name[0] == "."]
    load.release()


def mail__with_a_mark__is_taken(folder):
    sink = parts.Sink(folder, "mail", "smtp_sink")
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=10) as session:
        session.sendmail("a@b.example", ["c@d.example"],
                         "Subject: x\r\n\r\n..Nr00000007rN\r\n")
    sink.flush()
    assert sink.n_taken() == 1, read(sink.record)
    sink.release()


def main():
    for name, test in list(globals().items()):
        if "__" in name and callable(test):
            with tempfile.TemporaryDirectory() as folder:
                test(folder)
            print("ok", name)


if __name__ == "__main__":
    main()

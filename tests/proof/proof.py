#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""proof.py - nothing accepted is lost, and nobody is told twice: see for
yourself.

    proof.py [--short] [--seed N] [NAME…]

Runs the proofs whose names hold one of NAME, or all, and prints a line for
each.  Ends with 0 where every claim held, 1 where one did not, 77 where this
machine can run none of them.
"""
import argparse
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

import parts  # first: it says where harness.py is
import broken
import changing
import clocks
import kills
import points
import slow
import world
from harness import Skip

PROOFS = [
    ("kill -9 under load", kills.kills_under_load),
    ("kill -9 with a backlog", kills.kills_with_a_backlog),
    ("crash points", points.each_crash_point),
    ("429 and Retry-After", slow.limited_sink),
    ("disk full", broken.full_disk),
    ("failing system calls", broken.failing_calls),
    ("reloads and plugin crashes", changing.reloads_and_crashes),
    ("hanging mail server", slow.hanging_mail_server),
    ("copies of the store", changing.copies),
    ("clock jumps and DST nights", clocks.jumps_and_nights),
]


# Those that measure a time have the machine to themselves; the others mostly
# wait, so some run at once.
TIMED = ("429 and Retry-After", "hanging mail server")
AT_ONCE, AT_ONCE_IF_SHORT = 2, 6


def run_one(number, asked):
    name, proof = PROOFS[number - 1]
    one = world.World(name, asked.short, asked.seed)
    line, start = one.line, time.monotonic()
    line.name = f"{number:2} {name}"
    try:
        proof(one)
    except Skip as skip:
        line.is_skipped = True
        line.note(str(skip))
    except Exception:  # whatever it is, the others shall run
        line.wrong.append("it did not come to its end")
        traceback.print_exc()
    line.judge()
    one.release()
    line.note(f"{time.monotonic() - start:.0f} s")
    return line


def run_all(numbers, asked):
    """The lines, each as soon as it and those before it are there."""
    with ThreadPoolExecutor(
            AT_ONCE_IF_SHORT if asked.short else AT_ONCE) as pool:
        yield from pool.map(lambda n: run_one(n, asked), [
            n for n in numbers if PROOFS[n - 1][0] not in TIMED])
    for n in numbers:
        if PROOFS[n - 1][0] in TIMED:
            yield run_one(n, asked)


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--short", action="store_true")
    ask.add_argument("--seed", type=int, default=time.time_ns() % 1000000)
    ask.add_argument("names", nargs="*")
    asked = ask.parse_args()
    numbers = [i + 1 for i, (name, _) in enumerate(PROOFS) if not asked.names
               or any(word in name for word in asked.names)]
    print(f"seed {asked.seed}\n{world.HEAD}", flush=True)
    lines, start = [], time.monotonic()
    for line in run_all(numbers, asked):
        print(line.text(), flush=True)
        lines.append(line)
    print(f"{time.monotonic() - start:.0f} s")
    if any(line.wrong for line in lines):
        sys.exit(1)
    sys.exit(77 if all(line.is_skipped for line in lines) else 0)


if __name__ == "__main__":
    main()

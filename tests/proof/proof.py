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


def run_one(name, proof, is_short, seed):
    one, start = world.World(name, is_short, seed), time.monotonic()
    line = one.line
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
    print(line.text(), flush=True)
    return line


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--short", action="store_true")
    ask.add_argument("--seed", type=int, default=time.time_ns() % 1000000)
    ask.add_argument("names", nargs="*")
    asked = ask.parse_args()
    chosen = [(i + 1, p) for i, p in enumerate(PROOFS) if not asked.names
              or any(word in p[0] for word in asked.names)]
    print(f"seed {asked.seed}\n{world.HEAD}", flush=True)
    lines = [run_one(f"{i:2} {name}", proof, asked.short, asked.seed)
             for i, (name, proof) in chosen]
    if any(line.wrong for line in lines):
        sys.exit(1)
    sys.exit(77 if all(line.is_skipped for line in lines) else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Every example configuration is one: `loopbell check` has nothing to say.

Plugins are asked about their settings, too.  Variables of the environment get
a made-up value, which is base64, for that is what some secrets must be.
"""
import os
import re
import subprocess
import sys

import tree

LOOPBELL = os.path.join(tree.BUILDDIR, "bot", "loopbell")
TIMEOUT_S = 60
MADE_UP = "bWFkZSB1cCBmb3IgdGhlIGxpbnQ="


def check(name):
    names = re.findall(r"\$\{(\w+)\}", tree.read(name))
    run = subprocess.run(
        [LOOPBELL, "check", "--config", os.path.join(tree.SRCDIR, name)],
        env=dict(os.environ, **{n: MADE_UP for n in names}),
        capture_output=True, text=True, check=False, timeout=TIMEOUT_S)
    said = (run.stdout + run.stderr).replace(tree.SRCDIR + "/", "")
    if run.returncode or "warning" in said:
        yield f"{name}: exit {run.returncode}: {said}"


def main():
    if not os.access(LOOPBELL, os.X_OK):
        print("SKIP: loopbell was not built")
        return 77
    examples = [n for n in tree.files(".yaml")
                if n.startswith("config/examples/")]
    complaints = [] if examples else ["config/examples holds no example"]
    for name in examples:
        complaints += check(name)
    print(f"{len(examples)} examples")
    return tree.report(complaints)


if __name__ == "__main__":
    sys.exit(main())

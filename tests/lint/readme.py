#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""What README.md tells a newcomer to do works, and no document links to what
is not there.

The configuration in README.md and the files it shows are written out, and the
commands that need no network are run on them with invented secrets.
"""
import os
import re
import shlex
import subprocess
import sys
import tempfile

import tree

LOOPBELL = os.path.join(tree.BUILDDIR, "bot", "loopbell")
TIMEOUT_S = 60
SECRETS = {"SLACK_TOKEN": "xoxb-1-2-abc", "SMTP_PASSWORD": "secret"}
# Those of README.md's commands that talk to nobody.
RUN_HERE = ("check", "explain", "try interviews")


def blocks(text, language):
    """The texts of fenced blocks in this language ("": none is named)."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S)
    return [body for named, body in fenced if named == language]


def write_files(text, folder):
    """What README.md shows, where it says it lies."""
    accounts, answers = [b for b in blocks(text, "") if ";" in b]
    os.mkdir(os.path.join(folder, "interviews"))
    for name, body in (("loopbell.yaml", blocks(text, "yaml")[0]),
                       ("accounts.csv", accounts),
                       ("interviews/week-47.csv", answers)):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(body)


def is_run_here(words):
    rest = " ".join(words[1:]).replace(" --config loopbell.yaml", "")
    return words[:1] == ["loopbell"] and rest.startswith(RUN_HERE)


def run(words, folder):
    env = dict(os.environ, **SECRETS)
    return subprocess.run([LOOPBELL, *words[1:]], cwd=folder, env=env,
                          capture_output=True, text=True, check=False,
                          timeout=TIMEOUT_S)


def try_commands(text, folder):
    n_run = 0
    for line in "".join(blocks(text, "sh")).splitlines():
        words = shlex.split(line, comments=True)
        if not is_run_here(words):
            continue
        n_run += 1
        done = run(words, folder)
        if done.returncode:
            yield (f"README.md: {shlex.join(words)}: exit "
                   f"{done.returncode}: {done.stdout}{done.stderr}")
    if n_run < len(RUN_HERE):
        yield f"README.md: only {n_run} commands could be tried"


def dead_links():
    for page in tree.files(".md"):
        for link in re.findall(r"\]\(([^)#\s]+)\)", tree.read(page)):
            target = os.path.join(tree.SRCDIR, os.path.dirname(page), link)
            if ":" not in link and not os.path.exists(target):
                yield f"{page}: links to {link}, which is not there"


def main():
    complaints = list(dead_links())
    if os.access(LOOPBELL, os.X_OK):
        with tempfile.TemporaryDirectory() as folder:
            text = tree.read("README.md")
            write_files(text, folder)
            complaints += try_commands(text, folder)
    return tree.report(complaints)


if __name__ == "__main__":
    sys.exit(main())

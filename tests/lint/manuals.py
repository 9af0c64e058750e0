#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""The manual pages are well-formed and say what the program says.

A plugin's page has exactly the options the plugin describes (`.It Cm name`
under OPTIONS or DESCRIPTION); loopbell(1) has every command and option of `loopbell --help`.
"""
import glob
import json
import os
import re
import shutil
import socket
import subprocess
import sys

import tree

HOST = os.path.join(tree.BUILDDIR, "bot", "loopbell-host")
LOOPBELL = os.path.join(tree.BUILDDIR, "bot", "loopbell")
TIMEOUT_S = 20


def lint(pages):
    """What mandoc complains about, from warnings up."""
    if not shutil.which("mandoc"):
        print("mandoc is not installed: the pages' form is not checked")
        return
    for page in pages:
        run = subprocess.run(
            ["mandoc", "-T", "lint", "-W", "warning",
             os.path.join(tree.SRCDIR, page)],
            capture_output=True, text=True, check=False)
        for line in (run.stdout + run.stderr).splitlines():
            yield line.replace(tree.SRCDIR + "/", "")


def written_options(text):
    """The names of `.It Cm name` in the outer lists of these sections."""
    names, section, depth = set(), "", 0
    for line in text.splitlines():
        if line.startswith(".Sh "):
            section = line[4:].strip()
        elif line.startswith(".Bl"):
            depth += 1
        elif line.startswith(".El"):
            depth -= 1
        elif line.startswith(".It ") and depth == 1 and section in (
                "OPTIONS", "DESCRIPTION"):
            names.update(re.findall(r"\bCm ([\w.]+)", line))
    return names


def describe(plugin):
    """The plugin's own description, asked for as the core does it."""
    ours, theirs = socket.socketpair()

    def on_descriptor_3():
        os.dup2(theirs.fileno(), 3, inheritable=True)

    with subprocess.Popen([HOST, plugin], preexec_fn=on_descriptor_3,
                          pass_fds=(3,), stdin=subprocess.DEVNULL) as host:
        theirs.close()
        ours.settimeout(TIMEOUT_S)
        lines = ours.makefile("rwb")
        try:
            lines.write(b'{"op":"describe","job":1}\n')
            lines.flush()
            for line in lines:
                said = json.loads(line)
                if said.get("op") in ("described", "failed"):
                    return said
            return {"why": "it ended without a word"}
        finally:
            lines.close()
            ours.close()
            try:
                host.wait(TIMEOUT_S)
            except subprocess.TimeoutExpired:
                host.kill()


def check_plugin(plugin, page):
    said = describe(plugin)
    name = os.path.basename(plugin)
    if said.get("op") != "described":
        yield f"{name}: {said.get('why')}"
        return
    described = {o["name"] for o in said.get("options", ())}
    written = written_options(tree.read(page))
    for option in sorted(described - written):
        yield f"{page}: option {option} is not in OPTIONS"
    for option in sorted(written - described):
        yield f"{page}: the plugin has no option {option}"


def check_plugins(pages):
    pattern = os.path.join(tree.BUILDDIR, "plugins", ".libs", "*.so")
    by_name = {re.sub(r".*/loopbell-(\w+)\.7$", r"\1", p): p for p in pages
               if re.match(r"plugins/.*/loopbell-\w+\.7$", p)}
    for plugin in sorted(glob.glob(pattern)):
        name = os.path.basename(plugin)[:-3]
        if name not in by_name:
            yield f"{name}: no manual page loopbell-{name}.7"
        else:
            yield from check_plugin(plugin, by_name[name])


def help_of(*command):
    run = subprocess.run([LOOPBELL, *command, "--help"], capture_output=True,
                         text=True, check=False, timeout=TIMEOUT_S)
    return run.stdout


def check_commands(page):
    text = tree.read(page)
    written = set(re.findall(r"\bFl -([\w-]+)", text))
    commands = re.findall(r"^  (\w+) +\S", help_of(), re.M)
    if not commands:
        yield "loopbell --help names no command"
    for command in commands:
        if not re.search(rf"^\.Ss {command}\b", text, re.M):
            yield f"{page}: no section on the command {command}"
        usage = help_of(command).split("\n\n")[1]
        for verb in re.findall(rf"loopbell {command} \[?([a-z]+)\b", usage):
            if not re.search(rf"\bCm (?:{command} )?(?:\w+ \| )*{verb}\b",
                             text):
                yield f"{page}: {command}: nothing on {verb}"
        for option in re.findall(r"--([a-z][\w-]*)", help_of(command)):
            if option not in written:
                yield f"{page}: {command}: no option --{option}"


def main():
    pages = tree.files(".1", ".5", ".7")
    complaints = list(lint(pages))
    if os.access(HOST, os.X_OK):
        complaints += check_plugins(pages)
    if os.access(LOOPBELL, os.X_OK) and "bot/loopbell.1" in pages:
        complaints += check_commands("bot/loopbell.1")
    return tree.report(complaints)


if __name__ == "__main__":
    sys.exit(main())

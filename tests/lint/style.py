#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""What a machine can check of how C is written here.

Errors are printed as file:line: complaint.  Then the figures of the whole
tree, beside what they aim at.  Leans on clang-format: a function's name, its
{ and its } stand in the first column.
"""
import fnmatch
import re
import statistics
import sys

import tree

MAX_FILE = 500
MAX_FUNCTION = 70
MAX_DEPTH = 3
MAX_PARAMETERS = 5

# What these do to the one thing they are given, the name says everywhere.
PLAIN = re.compile(r"void \w+_(release|free)\([^,]*\);")

# Split, so that this file does not hold them.
BANNED = re.compile(r"\b(%s)\b" % "|".join(
    ("TO" "DO", "FIX" "ME", "XX" "X", "HA" "CK")))

# Modules no test includes, and why.
UNTESTED = (
    ("bot/host/setup.h", "test_host.c asks the program for all of it"),
    ("bot/host/protect.h", "test_host.c kills, closes and prints"),
    ("bot/commands/*.h", "what a user types; scenarios type it"),
    ("bot/core/core.h", "the bot itself; every scenario runs it"),
    ("bot/core/lanes.h", "the dispatcher's; test_dispatch and _stop"),
    ("bot/web/web.h", "tests/web ask the program for all of it"),
    ("bot/web/server.h", "tests/web connect to it"),
    ("bot/web/request.h", "tests/web send them"),
    ("bot/web/reply.h", "tests/web read them"),
    ("bot/web/orders.h", "tests/web give them"),
    ("bot/web/linger.h", "tests/web answers.py sends on after a 413"),
    ("bot/paths.h", "where the program lies; every scenario needs it right"),
)


class Function:
    """One definition: its name, first line and body, comments blanked."""

    def __init__(self, file, name, line, head, body):
        self.file, self.name, self.line = file, name, line
        self.lines = len(body)
        self.parameters = count_parameters(head)
        self.depth = max_depth(body)


def blank_comments(text, strings=True):
    """The text with comments (and strings) blanked, line by line alike."""
    pattern = r'/\*.*?\*/|//[^\n]*'
    if strings:
        pattern += r'|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    return re.sub(pattern, lambda m: re.sub(r"[^\n]", " ", m.group()), text,
                  flags=re.S)


def count_parameters(head):
    inner = head[head.index("(") + 1:head.rindex(")")]
    inner = re.sub(r"\([^()]*\)", "", inner).strip()
    return 0 if inner in ("", "void") else inner.count(",") + 1


def max_depth(body):
    """How many blocks deep; the braces of initialisers do not count."""
    deepest, kinds, before = 0, [], ""
    for char in "\n".join(body):
        if char == "{":
            kinds.append(before not in "=,({" or not before)
            deepest = max(deepest, sum(kinds))
        elif char == "}" and kinds:
            kinds.pop()
        if not char.isspace():
            before = char
    return deepest - 1


def functions(file, text):
    """The function definitions of a file."""
    lines = blank_comments(text).split("\n")
    found = []
    for at, line in enumerate(lines):
        if line != "{":
            continue
        start = at - 1
        while start > 0 and lines[start][:1] in ("\t", " "):
            start -= 1
        name = re.match(r"(\w+)\(", lines[start])
        if not name:
            continue
        end = lines.index("}", at) if "}" in lines[at:] else len(lines) - 1
        found.append(Function(file, name.group(1), start + 1,
                              " ".join(lines[start:at]),
                              lines[at:end + 1]))
    return found


def check_beginning(file, text):
    lines = text.split("\n")
    if "SPDX-License-Identifier: ISC" not in lines[0]:
        yield f"{file}:1: the first line is not the SPDX line of the licence"
    rest = "\n".join(lines[1:]).lstrip()
    name = re.escape(file.rsplit("/", 1)[-1])
    if not rest.startswith("/*"):
        yield f"{file}:2: no comment says what the file is for"
    elif file.endswith(".h") and not re.match(r"/\*[\s*]*" + name + " - ",
                                              rest):
        yield f"{file}:2: the comment does not begin with the file's name"


def check_guard(file, text):
    code = [l for l in blank_comments(text).split("\n") if l.strip()]
    guard = re.match(r"#ifndef (\w+_H)$", code[0]) if code else None
    if not guard or code[1].strip() != "#define " + guard.group(1):
        yield f"{file}:1: no header guard"
    elif not guard.group(1).endswith(
            re.sub(r"\W", "_", file.rsplit("/", 1)[-1]).upper()):
        yield f"{file}:1: the header guard is not named after the file"


def prototypes(lines):
    """(first line, last line, name) of the prototypes in a header."""
    start, braces = None, 0
    for at, line in enumerate(lines):
        if braces == 0 and start is None and re.match(
                r"[A-Za-z_][\w\s*]*\b\w+\(", line) and not line.startswith(
                    ("#", "extern", "static", "return")):
            start = at
        braces += line.count("{") - line.count("}")
        if start is not None and re.search(r"[;}]\s*$", line):
            head = " ".join(lines[start:at + 1])
            name = re.search(r"(\w+)\s*\(", head).group(1)
            if line.rstrip().endswith(";") and name != "__attribute__":
                yield start, at, name
            start = None


def check_documented(file, text):
    """A comment stands above a prototype, or above its paragraph, or after
    it on its own line."""
    raw = text.split("\n")
    # Blanked comments leave their lines: a prototype starts a code line.
    for first, last, name in prototypes(blank_comments(text).split("\n")):
        above = first - 1
        while above >= 0 and raw[above].strip() and "*/" not in raw[above]:
            above -= 1
        if PLAIN.match(raw[first]):
            continue
        if "*/" not in raw[above] and "*/" not in raw[last]:
            yield f"{file}:{first + 1}: {name}() is not documented"


def check_sizes(file, text):
    n_lines = text.count("\n")
    if n_lines > MAX_FILE:
        yield f"{file}:1: {n_lines} lines; at most {MAX_FILE}"
    for f in functions(file, text):
        where = f"{file}:{f.line}: {f.name}()"
        if f.lines > MAX_FUNCTION:
            yield f"{where} has {f.lines} lines; at most {MAX_FUNCTION}"
        if f.depth > MAX_DEPTH:
            yield f"{where} is {f.depth} blocks deep; at most {MAX_DEPTH}"


def check_banned(file, text):
    for at, line in enumerate(text.split("\n")):
        word = BANNED.search(line)
        if word:
            yield f"{file}:{at + 1}: {word.group()}: do it, or make an issue"


def check_tested(names):
    """A module is a header with code; a test of it includes the header, or
    has its name: x_y may be tested with x."""
    tests = [n for n in names if re.match(r"tests/.*/test_\w+\.c$", n)]
    named = {n.rsplit("/", 1)[-1][5:-2] for n in tests}
    included = {i for n in tests for i in re.findall(
        r'^#include "(\S+)"', tree.read(n), re.M)}
    for header in names:
        if not fnmatch.fnmatch(header, "bot/*.h") or any(
                fnmatch.fnmatch(header, p) for p, _ in UNTESTED):
            continue
        module = header.rsplit("/", 1)[-1][:-2]
        parts = module.split("_")
        known = {"_".join(parts[:n]) for n in range(1, len(parts) + 1)}
        if (header[:-1] + "c" in names and not known & named
                and header.removeprefix("bot/") not in included):
            yield f"{header}:1: no test includes it or is called after it"


def check_all(names):
    for file in names:
        text = tree.read(file)
        yield from check_beginning(file, text)
        yield from check_sizes(file, text)
        yield from check_banned(file, text)
        if file.endswith(".h"):
            yield from check_guard(file, text)
            yield from check_documented(file, text)
    yield from check_tested(names)


def is_test(file):
    return file.startswith("tests/")


def n_comment_lines(text):
    """Lines that hold nothing but comment."""
    bare = blank_comments(text, strings=False).split("\n")
    return sum(1 for raw, rest in zip(text.split("\n"), bare)
               if raw.strip() and not rest.strip())


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def figures(names):
    """(what, value, aim) over the code, tests apart."""
    code = {n: tree.read(n) for n in names if not is_test(n)}
    tests = sum(tree.read(n).count("\n")
                for n in tree.files(".c", ".h", ".py", ".js", ".sh")
                if is_test(n) and not n.startswith("tests/lint/"))
    n_lines = [t.count("\n") for t in code.values()]
    found = [f for n, t in code.items() for f in functions(n, t)]
    bodies = [f.lines for f in found] or [0]
    wide = sum(1 for f in found if f.parameters > MAX_PARAMETERS)
    comments = sum(n_comment_lines(t) for t in code.values())
    over = sum(1 for b in bodies if b > 60)
    contract = code.get("plugins/include/loopbell/plugin.h", "").count("\n")
    yield "files; lines of code", f"{len(code)}; {sum(n_lines)}", ""
    yield "file lines, median", f"{statistics.median(n_lines):.0f}", "<= 200"
    yield "functions", str(len(bodies)), ""
    yield ("function lines, median", f"{statistics.median(bodies):.0f}",
           "<= 15")
    yield ("function lines, 90th percentile", str(percentile(bodies, 0.9)),
           "<= 40")
    yield ("functions over 60 lines", f"{100 * over / len(bodies):.1f} %",
           "<= 2 %")
    yield f"functions of over {MAX_PARAMETERS} parameters", str(wide), "0"
    yield ("comment lines", f"{100 * comments / sum(n_lines):.0f} %",
           "10-15 %")
    yield ("test lines : code lines", f"{tests / sum(n_lines):.2f}", ">= 1")
    yield "plugin header, lines", str(contract), "<= 255"


def main():
    names = tree.files(".c", ".h")
    complaints = list(check_all(names))
    print(f"{'':34}{'here':>12}   aim")
    for what, value, aim in figures(names):
        print(f"{what:34}{value:>12}   {aim}")
    return tree.report(complaints)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Python's e-mail package reads the mails that mail_cases writes.

Every case has to come back as it was meant, without a defect, with no header
we did not write, in lines of at most 76 columns of ASCII.
"""
import email
import email.policy
import glob
import json
import os
import subprocess
import sys
import tempfile

BUILD = os.environ.get("BUILDDIR", ".")
HEADERS = {
    "date", "from", "to", "subject", "message-id", "content-language",
    "importance", "auto-submitted", "x-auto-response-suppress",
    "x-loopbell-notice", "mime-version", "content-type",
}
failures = []


def check(name, what, got, want):
    if got != want:
        failures.append(f"{name}: {what}: {got!r}, not {want!r}")


def check_bytes(name, raw):
    body = raw.replace(b"\r\n", b"")
    check(name, "bare CR or LF", b"\r" in body or b"\n" in body, False)
    check(name, "7 bit", all(c < 128 and (c >= 32 or c == 9) for c in body), True)
    for line in raw.split(b"\r\n"):
        # one word without a blank may stand alone on a line of its own
        if len(line) > 78 or line.startswith((b".", b"From ")):
            failures.append(f"{name}: line {line!r}")


def unflowed(text):
    """RFC 3676: a blank at the end of a line goes on in the next one."""
    out, depth, open_line = [], None, False
    for line in text.split("\n"):
        rest = line.lstrip(">")
        new_depth, rest = len(line) - len(rest), rest.removeprefix(" ")
        if open_line and new_depth == depth:
            out[-1] += rest
        else:
            out.append((">" if new_depth else "") + rest)
        depth, open_line = new_depth, rest.endswith(" ") and rest != "-- "
    return out


def said(text):
    """What is quoted under "Kundens ord:"."""
    lines = unflowed(text)
    if "Kundens ord:" not in lines:
        return ""
    lines = lines[lines.index("Kundens ord:") + 1:]
    end = next(i for i, line in enumerate(lines) if not line.startswith(">"))
    return "\n".join(line[1:] for line in lines[:end])


def without_end_blanks(text):
    return "\n".join(line.rstrip(" ") for line in text.split("\n"))


def check_columns(name, text):
    """At most 72 columns, where there is a blank to break at."""
    for line in text.split("\n"):
        if len(line) > 73 and " " in line.removeprefix("> ").strip():
            failures.append(f"{name}: {len(line)} columns: {line!r}")


def check_text(name, text, want):
    quote = want["quote"]
    if name == "big":
        check(name, "cut", said(text).endswith("… (forkortet)"), True)
        check(name, "start", said(text)[:3000], quote[:3000])
    else:
        check(name, "quote", said(text), without_end_blanks(quote.removesuffix("\n")))
    if want["text"]:
        check(name, "text", want["text"].rstrip("\n") in "\n".join(unflowed(text)), True)
    check_columns(name, text)


def check_case(path):
    name = os.path.basename(path)[:-4]
    with open(path, "rb") as f:
        raw = f.read()
    with open(path[:-4] + ".json", encoding="utf-8") as f:
        want = json.load(f)
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    check_bytes(name, raw)
    check(name, "headers", {k.lower() for k in mail.keys()}, HEADERS)
    check(name, "headers twice", len(mail.keys()), len(HEADERS))
    check(name, "subject", mail["Subject"], want["subject"])
    check(name, "id", mail["Message-ID"], want["id"])
    check(name, "from", [a.addr_spec for a in mail["From"].addresses],
          ["bot@nordlys.example"])
    display, meant = mail["From"].addresses[0].display_name, want["from_name"]
    if raw.count(b"=?UTF-8?B?", 0, raw.index(b"\r\nTo:")) > 1:
        # Python shows a blank more where two encoded words meet in a name
        display, meant = display.replace(" ", ""), meant.replace(" ", "")
    check(name, "from name", display, meant)
    check(name, "to", [(a.display_name, a.addr_spec) for a in mail["To"].addresses],
          [('Åse "Bo" Østergård', "aase@kunde.example")])
    check(name, "date", mail["Date"].datetime.timestamp(), 1795163405.0)
    for part in mail.walk():
        check(name, "defects", part.defects, [])
        for key in part.keys():
            check(name, key, list(part[key].defects), [])
    check_text(name, mail.get_body(("plain",)).get_content().replace("\r\n", "\n"), want)
    page = mail.get_body(("html",)).get_content()
    check(name, "markup", any(x in page for x in ("<script", "<img src=x", "onerror=alert(1)>", "<a href='")), False)
    pictures = [p for p in mail.walk() if p.get_content_maintype() == "image"]
    check(name, "pictures", [p.get_filename() for p in pictures],
          [want["picture"]] if "picture" in want else [])
    for p in pictures:
        check(name, "cid", "cid:" + p["Content-ID"][1:-1] in page, True)
        check(name, "png", p.get_content()[:4], b"\x89PNG")


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([BUILD + "/tests/plugins/mail_cases", folder], check=True)
        paths = sorted(glob.glob(folder + "/*.eml"))
        for path in paths:
            check_case(path)
    for f in failures:
        print(f)
    print(f"{len(paths)} mails, {len(failures)} failures")
    return 1 if failures or not paths else 0


sys.exit(main())

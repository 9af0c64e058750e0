#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""pictures.py FILE.png - the picture in README.md: a mail about a case that
is late, and the page behind its button, as the bot makes them.

Needs chromium and pngquant; no test runs it.
"""
import os
import subprocess
import sys

import harness
from closing import BOSS, DAY, Case
from harness import wait

ACCOUNTS = ("account_id;name;domains;owner_name;owner_email;segment;value;"
            "currency\n10023;Havnens Transport A/S;havnens.example;Mikkel Dam;"
            "mikkel@nordlys.example;enterprise;420000;DKK\n")
COMMENT = ("Support answers after three days. We stood still a whole Friday "
           "because nobody picked up.")
NOTE = "Rang Lene and said sorry. She has Sofie's direct number now."
WIDTH, HEIGHT, SCALE = 1330, 945, 0.8
FRAME = ("<iframe src='{0}.html' style='position:absolute;left:{1}px;top:20px;"
         "width:{2}px;height:{3}px;border:1px solid #ccd;border-radius:10px;"
         "background:#fff'></iframe>")


def write(folder, name, html):
    with open(os.path.join(folder, name + ".html"), "w",
              encoding="utf-8") as f:
        f.write(html)


def make_parts(world, folder):
    accounts = os.path.join(folder, "accounts.csv")
    harness.write(accounts, ACCOUNTS)
    s = Case(world, clock=True, timezone="Europe/Copenhagen", directories={
        "accounts": {"plugin": "accounts_csv", "file": accounts}})
    s.bot.answer((3, COMMENT, {"company": "Havnens Transport A/S",
                               "email": "lene@havnens.example"}))
    s.has("claim")
    s.passes(2 * DAY + 60)
    letter = wait(lambda: s.mails(BOSS), "the boss is told")[0]
    write(folder, "mail", letter.get_body(("html",)).get_content())
    path = s.link("Resolve", letter)
    write(folder, "page", s.page(path)[1])
    write(folder, "done", s.page(path, "POST", note=NOTE, reached="yes")[1])


def draw(folder, file):
    frames = (("mail", 20, 500, 905), ("page", 540, 375, 905),
              ("done", 935, 375, 905))
    write(folder, "all", "<body style='margin:0;background:#f4f5f8'>"
          + "".join(FRAME.format(*f) for f in frames))
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu",
         "--hide-scrollbars", "--allow-file-access-from-files",
         f"--window-size={WIDTH},{HEIGHT}",
         f"--force-device-scale-factor={SCALE}", f"--screenshot={file}",
         os.path.join(folder, "all.html")], check=True,
        stderr=subprocess.DEVNULL)
    subprocess.run(["pngquant", "--force", "--output", file, "64", file],
                   check=True)


def main():
    world = harness.World()
    try:
        folder = world.bot().dir
        make_parts(world, folder)
        draw(folder, os.path.abspath(sys.argv[1]))
    finally:
        world.release()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""What a newcomer does first: the demonstration."""
import os
import tempfile
import shutil

import harness
from harness import command


class Folder:
    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="loopbell-")

    def release(self):
        shutil.rmtree(self.path, ignore_errors=True)


def count(*names):
    return len(os.listdir(os.path.join(*names)))


def demo__once_and_once_more__delivers_all_and_nothing_twice(world):
    dir = world.keep(Folder()).path
    code, out, err = command("demo", "--once", "--dir", dir)
    last = out.splitlines()[-1]
    assert code == 0, err
    assert last == ("45 responses: 20 promoters, 10 passives, 12 detractors; "
                    "45 notices delivered, 0 waiting, 0 dead"), last
    n_slack, n_mail = count(dir, "slack"), count(dir, "mail", "new")
    assert n_slack + n_mail == 45, (n_slack, n_mail)

    code, out, err = command("demo", "--once", "--dir", dir)
    assert code == 0 and out.splitlines()[-1] == last
    assert "✓" not in err, err
    assert (n_slack, n_mail) == (count(dir, "slack"),
                                 count(dir, "mail", "new"))


if __name__ == "__main__":
    harness.main(globals())

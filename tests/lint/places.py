#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""No file names a place that is only on the machine it was written on.

Those are: the folders of this source and build, the home of who builds, and
the hosts packages are fetched from.
"""
import os
import re
import sys

import tree

# A registry is for the machine's own settings to name.
REGISTRY = re.compile(
    r"https?://[^/\s\"']*(?:registry|artifact|mirror|pypi|npmjs|"
    r"\bdeb\.|archive\.ubuntu|proxy\.golang)", re.I)


def private_folders():
    folders = [tree.SRCDIR, tree.BUILDDIR, os.path.expanduser("~")]
    folders = [os.path.realpath(f) for f in folders]
    # /root and the like are words any text may use.
    return {f for f in folders if f.count("/") > 1 and "%" not in f}


def check(name, folders):
    for at, line in enumerate(tree.read(name).split("\n")):
        for folder in folders:
            if folder in line:
                yield f"{name}:{at + 1}: names {folder}"
        if REGISTRY.search(line):
            yield f"{name}:{at + 1}: names a package registry"


def main():
    folders = private_folders()
    me = os.path.join("tests", "lint", os.path.basename(__file__))
    return tree.report([c for n in tree.files() if n != me
                        for c in check(n, folders)])


if __name__ == "__main__":
    sys.exit(main())

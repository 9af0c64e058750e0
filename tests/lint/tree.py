# SPDX-License-Identifier: ISC
"""Which files are the project's: those git knows, or, in a tarball, all."""
import os
import subprocess
import sys

SRCDIR = os.environ.get("SRCDIR", ".")
BUILDDIR = os.environ.get("BUILDDIR", os.path.join(SRCDIR, "build"))
MADE = ("build", "_build", "autom4te.cache", ".git", "_inst")


def from_git():
    """Names git tracks, or None where this is no clone."""
    if not os.path.exists(os.path.join(SRCDIR, ".git")):
        return None
    # Somebody else's clone (root's tests in a user's) is no reason to fail.
    run = subprocess.run(
        ["git", "-c", "safe.directory=*", "-C", SRCDIR, "ls-files", "-z"],
        capture_output=True, check=False)
    if run.returncode:
        return None
    return [n for n in os.fsdecode(run.stdout).split("\0") if n]


def from_walk():
    names = []
    for folder, below, files in os.walk(SRCDIR):
        below[:] = [d for d in below if not d.startswith(MADE)]
        names += [os.path.relpath(os.path.join(folder, f), SRCDIR)
                  for f in files]
    return names


def files(*endings):
    """The project's files with one of the endings, sorted."""
    names = from_git()
    names = from_walk() if names is None else names
    return sorted(n for n in names if n.endswith(endings or "")
                  and os.path.isfile(os.path.join(SRCDIR, n))
                  and not os.path.islink(os.path.join(SRCDIR, n)))


def read(name):
    with open(os.path.join(SRCDIR, name), "rb") as file:
        return file.read().decode("utf-8", "replace")


def report(complaints):
    """Prints them; the exit status of a test."""
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    # For the tests in shell: the names with these endings.
    print("\n".join(files(*sys.argv[1:])))

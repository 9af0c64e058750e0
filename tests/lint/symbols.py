#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A plugin shows one symbol and lacks none; the host has what it may call.

A plugin is linked without -z,defs, for the lb_ functions are the host's: what
else it forgot to link would show when it is called, in somebody's production.
"""
import glob
import os
import re
import shutil
import subprocess
import sys

import tree

SHOWN = "loopbell_plugin"
# The compiler's own, that may be missing at run time.
SANITIZERS = re.compile(r"__(asan|ubsan|lsan|sanitizer)_")


def output(*command):
    return subprocess.run(command, capture_output=True, text=True,
                          check=True).stdout


def symbols(file, *options):
    """The dynamic symbols without their versions; not the weak ones."""
    lines = output("nm", "-D", *options, file).splitlines()
    fields = [line.split() for line in lines]
    return {f[-1].split("@")[0] for f in fields
            if len(f) > 1 and f[-2] not in "wvA"}


def libraries(file):
    """The libraries it is loaded with, and theirs."""
    return re.findall(r"(/\S+) \(0x", output("ldd", file))


def host_functions():
    """What plugin.h declares."""
    text = tree.read("plugins/include/loopbell/plugin.h")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return set(re.findall(r"^\w[\w\s*]*\b(lb_\w+)\(", text, re.M))


def check_host(functions):
    host = os.path.join(tree.BUILDDIR, "bot", "loopbell-host")
    shown = {s for s in symbols(host, "--defined-only")
             if s.startswith("lb_")}
    for name in sorted(functions - shown):
        yield f"loopbell-host: does not show {name}(), which plugin.h has"
    for name in sorted(shown - functions):
        yield f"loopbell-host: shows {name}(), which plugin.h has not"


def check_plugin(plugin, functions):
    name = os.path.basename(plugin)
    shown = {s for s in symbols(plugin, "--defined-only")
             if not SANITIZERS.match(s)}
    if shown != {SHOWN}:
        yield f"{name}: shows {' '.join(sorted(shown))}, not {SHOWN} alone"
    known = set(functions)
    for library in libraries(plugin):
        known |= symbols(library, "--defined-only")
    for symbol in sorted(symbols(plugin, "-u") - known):
        if not SANITIZERS.match(symbol):
            yield (f"{name}: nothing it is linked with has {symbol}(): "
                   "is a library missing in its _LIBADD?")


def main():
    plugins = sorted(glob.glob(
        os.path.join(tree.BUILDDIR, "plugins", ".libs", "*.so")))
    for tool in ("nm", "ldd"):
        if not shutil.which(tool):
            print(f"SKIP: {tool} is not installed")
            return 77
    if not plugins:
        print("SKIP: no plugin was built")
        return 77
    functions = host_functions()
    complaints = list(check_host(functions))
    for plugin in plugins:
        complaints += check_plugin(plugin, functions)
    print(f"{len(plugins)} plugins, {len(functions)} functions for them")
    return tree.report(complaints)


if __name__ == "__main__":
    sys.exit(main())

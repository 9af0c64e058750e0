#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Every header compiles on its own, without what the build includes first;
# the contract also as C11, for plugins of others.
cd "$SRCDIR" || exit 1
flags="-Wall -Wextra -Werror -fsyntax-only -x c $LINT_CPPFLAGS"
flags="$flags -Iplugins/include -Iplugins -Ibot -Itests"
contract=plugins/include/loopbell/plugin.h

# shellcheck disable=SC2086 # flags are several
check()
{
	xargs -P 2 -n 10 ${CC:-cc} "$1" -Wpedantic $flags
}

python3 tests/lint/tree.py .h | check -std=c17 || exit 1
echo "$contract" | check -std=c11

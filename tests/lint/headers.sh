#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Every header compiles on its own, without what the build includes first;
# the contract also as C11, for plugins of others.
cd "$SRCDIR" || exit 1
strict="-Wall -Wextra -Wpedantic -Werror -fsyntax-only -x c"
contract=plugins/include/loopbell/plugin.h

# shellcheck disable=SC2086 # flags are several
compile()
{
	xargs -P 2 -n 10 ${CC:-cc} -std=c17 -D_GNU_SOURCE $strict \
	    $LINT_CPPFLAGS -Iplugins/include -Iplugins -Ibot -Itests "$@"
}

python3 tests/lint/tree.py .h | grep -v ^tests/ | compile || exit 1
# Those of the tests are never read without what the build defines.
python3 tests/lint/tree.py .h | grep ^tests/ |
	compile -include plugins/sdk/banned.h '-DSRCDIR=""' '-DBUILDDIR=""' \
	    -Itests/unit -Itests/plugins -Itests/fake || exit 1
# shellcheck disable=SC2086
${CC:-cc} -std=c11 $strict -Iplugins/include "$contract"

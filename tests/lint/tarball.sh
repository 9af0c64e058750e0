#!/bin/sh
# SPDX-License-Identifier: ISC
#
# What git tracks is in the tarball, but for what only a clone needs.
if ! [ -e "$SRCDIR/.git" ]; then
	echo "SKIP: this is a tarball already"
	exit 77
fi
# What comes after this line is make's, for whichever folder it runs in.
packed=$(mktemp) || exit 1
trap 'rm -f "$packed"' EXIT
printf 'include Makefile\nlint-packed:\n\t@printf "%%s\\n" $(DISTFILES)\n' |
	env -u MAKEFLAGS -u MFLAGS "${MAKE:-make}" -s -C "$BUILDDIR" -f - \
	    lint-packed >"$packed" || exit 1
cd "$SRCDIR" || exit 1
python3 tests/lint/tree.py |
	grep -vxE '\.ci/run|(.*/)?\.gitignore|m4/\.gitkeep|configure\.ac' |
	awk -v srcdir="$SRCDIR/" '
		NR == FNR {
			sub("^(\\.\\./)+", "")
			if (index($0, srcdir) == 1)
				$0 = substr($0, length(srcdir) + 1)
			packed[$0]
			next
		}
		{
			for (name = $0; !(name in packed);)
				if (!sub("/[^/]*$", "", name)) {
					print $0 ": is not in the tarball"
					failed = 1
					break
				}
		}
		END { exit failed }' "$packed" -

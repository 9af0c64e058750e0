#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Does each measurement of `make bench` work?  The figures mean nothing.
if ! command -v python3 >/dev/null; then
	echo "SKIP: python3 is not installed"
	exit 77
fi
exec python3 "$SRCDIR/tests/bench/bench.py" --smoke

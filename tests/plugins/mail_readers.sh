#!/bin/sh
# SPDX-License-Identifier: ISC
#
# npm's mailparser, a reader that shares nothing with Python's, reads the mails
# that mail_cases writes.  Installed in build/oracles:
#     npm install --prefix build/oracles mailparser@3.6.5
oracles=${LOOPBELL_ORACLES:-$BUILDDIR/oracles}
if ! command -v node >/dev/null; then
	echo "SKIP: node is not installed"
	exit 77
fi
if ! [ -d "$oracles/node_modules/mailparser" ]; then
	echo "SKIP: mailparser is not in $oracles: npm install --prefix $oracles mailparser@3.6.5"
	exit 77
fi
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
"$BUILDDIR/tests/plugins/mail_cases" "$folder" || exit 1
NODE_PATH=$oracles/node_modules node "$SRCDIR/tests/plugins/mail_readers.js" "$folder"

#!/bin/sh
# SPDX-License-Identifier: ISC
# The starter builds outside of the tree, by its own Makefile, with no more
# than the header and the pkg-config file; the header compiles alone.
set -eu
CC=${CC:-cc}
command -v pkg-config >/dev/null || { echo "no pkg-config here"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

cp "$SRCDIR"/contrib/plugin-starter/* "$tmp"
sed -e 's|^libdir=.*|libdir=/usr/lib|' -e 's|^plugindir=.*|plugindir=/p|' \
	-e "s|^includedir=.*|includedir=$SRCDIR/plugins/include|" \
	"$BUILDDIR"/plugins/loopbell-plugin.pc >"$tmp"/loopbell-plugin.pc
PKG_CONFIG_PATH=$tmp
export PKG_CONFIG_PATH

for std in c11 c17; do
	echo "starter.c and the header alone, as $std"
	echo '#include <loopbell/plugin.h>' >"$tmp"/alone.c
	$CC -std=$std -Wall -Wextra -Wpedantic -Werror \
		$(pkg-config --cflags loopbell-plugin) -fsyntax-only \
		"$tmp"/alone.c
	make -s -C "$tmp" clean starter.so CC="$CC" \
		CFLAGS="-std=$std -Wall -Wextra -Wpedantic -Wshadow -Werror"
done

echo "one visible symbol"
symbols=$(nm -D --defined-only "$tmp"/starter.so | grep -v ' [AwWvV] ' |
	awk '{print $3}')
[ "$symbols" = loopbell_plugin ] || { echo "shows: $symbols"; exit 1; }

echo "the starters are complete in less than 100 lines"
for f in starter.c starter.py receiver.py; do
	[ "$(wc -l <"$SRCDIR/contrib/plugin-starter/$f")" -lt 100 ]
done
make -s -C "$tmp" install DESTDIR="$tmp/root"
test -f "$tmp"/root/p/starter.so

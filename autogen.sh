#!/bin/sh
# Makes ./configure from configure.ac; needs autoconf, automake and libtool.
cd "$(dirname "$0")" && exec autoreconf --install --force --warnings=all

#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# nightly.sh BUILD-DIR [FIRST [COUNT]]: many seeds on all processors. Every failure is printed with its seed;
# "sim --seed N --verbose" replays it.
set -eu
build=${1:?the build directory}
first=${2:-1}
count=${3:-100000}
exec "$build/tests/sim/sim" --seeds "$first..$((first + count - 1))" --jobs "$(nproc)" --go-on

#!/bin/bash
# Every target in turn for SECONDS (600), as many at once as there are cores (JOBS): tests/fuzz/nightly.sh
# [BUILD] [SECONDS]. BUILD is a folder of clang, build-fuzz unless given; inputs and findings stay in
# BUILD/inputs. Ends with 1 when something was found.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../../build-fuzz}
seconds=${2:-600}
jobs=${JOBS:-$(nproc)}
targets=$(cd "$here/corpus" && echo *)
mkdir -p "$build" && build=$(cd "$build" && pwd)
mkdir -p "$build/logs"

# One at a time: ninja does not share a folder.
for target in $targets; do
  "$here/run.py" "$target" --build "$build" --build-only >"$build/logs/$target.build" 2>&1 ||
    { cat "$build/logs/$target.build"; exit 1; }
done
printf '%s\n' $targets |
  xargs -P "$jobs" -I{} sh -c \
    '"$1/run.py" "$2" --build "$3" --seconds "$4" --no-build >"$3/logs/$2.log" 2>&1 || true' \
    run "$here" {} "$build" "$seconds"

found=0
for target in $targets; do
  log=$build/logs/$target.log
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  findings=$(find "$build/inputs/$target" -name 'finding-*' | wc -l)
  [ -n "$runs" ] || { runs=none; found=1; }
  [ "$findings" = 0 ] || found=1
  echo "$target executions=$runs findings=$findings inputs=$(find "$build/inputs/$target" -type f | wc -l)"
done
exit $found

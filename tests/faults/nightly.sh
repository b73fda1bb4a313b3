#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# nightly.sh BUILD-DIR [FIGURE…]: every figure of run.py at its full size (or only these), one after the other.
# The lines go to BUILD-DIR/faults.log too; ends with 1 when one of them failed. Some hours on
# a quiet machine; the times are judged too.
set -u
build=${1:?the build folder}
shift
here=$(dirname "$0")
figures=${*:-$("$here/run.py" --list | cut -d' ' -f1)}
status=0
for figure in $figures; do
  log=$build/faults-$figure.log
  "$here/run.py" "$figure" --full --build "$build" > "$log" 2>&1
  code=$?
  line=$(grep "^$figure " "$log") || line="$figure gave no figures, see $log"
  if [ $code -ne 0 ]; then
    status=1
    line="$line (exit status $code)"
  fi
  echo "$(date -u +%F) $line" | tee -a "$build/faults.log"
done
exit $status

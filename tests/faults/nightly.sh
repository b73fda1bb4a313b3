#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# nightly.sh BUILD-DIR [FIGURE…]: every figure of run.py at its full size (or only these), one after the other.
# The lines go to BUILD-DIR/faults.log too; ends with 1 when one of them failed. Takes some hours.
set -u
build=${1:?the build folder}
shift
here=$(dirname "$0")
figures=${*:-$("$here/run.py" --list | cut -d' ' -f1)}
status=0
for figure in $figures; do
  log=$build/faults-$figure.log
  "$here/run.py" "$figure" --full --build "$build" > "$log" 2>&1 || status=1
  line=$(grep "^$figure " "$log") || line="$figure gave no figures, see $log"
  echo "$(date -u +%F) $line" | tee -a "$build/faults.log"
done
# The client's store: power cuts, broken disks, damaged files.
for program in "store/test-faults --rounds 10000" "sync/test-sync-damage -m slow"; do
  log=$build/faults-$(basename "${program%% *}").log
  # shellcheck disable=SC2086
  "$build/tests/"$program > "$log" 2>&1 && word=ok || { word=failed; status=1; }
  echo "$(date -u +%F) $program: $word" | tee -a "$build/faults.log"
done
exit $status

#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# screens.sh PROGRAM FOLDER [SCENE...]: pictures of the scenes in FOLDER. UI_SIZES, UI_THEMES, UI_LANGUAGE: what to vary.
set -u
here=$(cd "$(dirname "$0")" && pwd)
program=$1 folder=$2
shift 2
[ $# -gt 0 ] || set -- $("$program" --list)
mkdir -p "$folder"
for size in ${UI_SIZES:-1440x900}; do
  for theme in ${UI_THEMES:-light}; do
    for scene in "$@"; do
      UI_LANGUAGE=${UI_LANGUAGE:-ru} UI_SIZE=$size UI_THEME=$theme UI_WM=openbox "$here/xvfb.sh" "$program" "$folder" "$scene" || echo "failed: $scene" >&2
    done
  done
done

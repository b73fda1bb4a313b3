#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# two-desktops.sh ZONTIK-SERVER ZONTIK FOLDER: pictures of two desktops side by side, before and after an administrator
# gave a client of the one to the other, in FOLDER. The same as the test, with a screen wide enough.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 3 ] || { sed -n 3,4p "$0"; exit 1; }
mkdir -p "$3"
TWO_DESKTOPS_PICTURES=$(cd "$3" && pwd) UI_SIZE=1800x720 PYTHONPATH=$here \
  exec "$here/../ui/xvfb.sh" /usr/bin/python3 "$here/test-two-desktops.py" "$1" "$2"

#!/bin/sh
# install-packages.sh [check]: installs what data/packages.list names and the machine lacks.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
list=$(dirname "$0")/packages.list
wanted=$(awk -v check="${1:-}" '
  /^\[check\]/ { if (check != "check") exit; next }
  /^#/ || NF == 0 { next }
  { print $1 }' "$list")
missing=
for name in $wanted; do
  dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing="$missing $name"
done
[ -n "$missing" ] || exit 0
echo "Installing:$missing" >&2
sudo=
if [ "$(id -u)" != 0 ]; then sudo=sudo; fi
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get -o DPkg::Lock::Timeout=600 update -qq
# shellcheck disable=SC2086
$sudo apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends $missing >/dev/null

#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# with-keyring.sh PROGRAM: runs it with a private, unlocked Secret Service and private folders.
for tool in dbus-run-session gnome-keyring-daemon gdbus; do
  command -v "$tool" >/dev/null || { echo "1..0 # SKIP $tool is not installed"; exit 0; }
done
if [ -z "$KEYRING_INSIDE" ]; then
  home=$(mktemp -d) || exit 1
  mkdir -m 700 "$home/run"
  KEYRING_INSIDE=1 HOME=$home XDG_DATA_HOME=$home/data XDG_RUNTIME_DIR=$home/run \
    dbus-run-session -- "$0" "$@"
  rc=$?
  rm -rf "$home"
  exit $rc
fi
# With an empty password no "login" collection would be made, and storing would ask.
# Its own warnings are not ours.
printf test | env -u G_DEBUG gnome-keyring-daemon --unlock --components=secrets --foreground >/dev/null 2>&1 &
daemon=$!
for i in $(seq 200); do
  gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
    --method org.freedesktop.DBus.NameHasOwner org.freedesktop.secrets 2>/dev/null |
    grep -q true && break
  sleep .05
done
"$@"
rc=$?
kill $daemon 2>/dev/null
wait $daemon 2>/dev/null
exit $rc

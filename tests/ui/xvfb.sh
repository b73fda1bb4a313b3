#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# xvfb.sh CMD [ARG...]: runs CMD in a private X server and XDG tree, shared with nobody;
# ends what it started by pid. rc is CMD's. Skips (77) where there is no Xvfb.
#   UI_SIZE=1440x900   UI_WM=openbox (default none)   UI_LANGUAGE=en
set -u
command -v Xvfb >/dev/null || {
  echo "1..0 # SKIP no Xvfb"
  exit 77
}
top=$(mktemp -d "${TMPDIR:-/tmp}/zontik-ui.XXXXXX")
mkdir -p -m 700 "$top"/{run,home,cache,config,data}
export XDG_RUNTIME_DIR=$top/run HOME=$top/home XDG_CACHE_HOME=$top/cache \
       XDG_CONFIG_HOME=$top/config XDG_DATA_HOME=$top/data
export GDK_BACKEND=x11 GSK_RENDERER=${GSK_RENDERER:-cairo} LIBGL_ALWAYS_SOFTWARE=1
export GTK_A11Y=${GTK_A11Y:-none} GSETTINGS_BACKEND=memory ADW_DISABLE_PORTAL=1 NO_AT_BRIDGE=1
# A library that GTK unloads leaves 128 bytes without a name to suppress; what is ours is asserted
# to be finalised by the tests themselves.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
# The texts that tests look for are the source's.
export LANGUAGE=${UI_LANGUAGE:-en}
# As in meson's test_env: where a day ends.
export TZ=Europe/Moscow
unset WAYLAND_DISPLAY
# No bus at all: a test makes several applications, one after the other, and needs nobody else.
export DBUS_SESSION_BUS_ADDRESS=unix:path=$top/run/no-bus
coproc XV { exec Xvfb -displayfd 1 -screen 0 "${UI_SIZE:-1440x900}x24" -nolisten tcp -noreset 2>"$top/xvfb.log"; }
xpid=$XV_PID
if ! read -r -t 30 -u "${XV[0]}" n; then
  cat "$top/xvfb.log" >&2
  kill "$xpid" 2>/dev/null
  rm -rf "$top"
  exit 125
fi
export DISPLAY=:$n
wpid=
if [ -n "${UI_WM:-}" ]; then
  # Its own warnings are not ours.
  env -u G_DEBUG -u MALLOC_PERTURB_ "$UI_WM" >"$top/wm.log" 2>&1 &
  wpid=$!
fi
"$@" &
rpid=$!
trap 'kill "$rpid" 2>/dev/null' TERM INT HUP
wait "$rpid"
rc=$?
[ -n "$wpid" ] && kill "$wpid" 2>/dev/null
kill "$xpid" 2>/dev/null
wait "$xpid" 2>/dev/null
rm -rf "$top"
exit $rc

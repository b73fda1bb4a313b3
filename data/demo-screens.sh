#!/bin/bash
# demo-screens.sh FOLDER: runs the installed app under Xvfb with a private bus and keyring, walks the
# main pages with the keyboard and writes a picture of each. Called by ./demo, which sets home, url,
# trust, login and password.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
out=$1
mkdir -p "$out"
top=$(mktemp -d /tmp/zontik-demo.XXXXXX)
mkdir -m 700 "$top/run" "$top/services"
export XDG_RUNTIME_DIR=$top/run XDG_DATA_HOME=$home/user/data XDG_CACHE_HOME=$home/user/cache XDG_CONFIG_HOME=$home/user/config
export GDK_BACKEND=x11 GSK_RENDERER=cairo LIBGL_ALWAYS_SOFTWARE=1 GSETTINGS_BACKEND=keyfile ADW_DISABLE_PORTAL=1 NO_AT_BRIDGE=1 GTK_A11Y=none
if locale -a 2>/dev/null | grep -qi '^ru_RU.utf-\?8$'; then export LC_ALL=ru_RU.UTF-8; else export LC_ALL=C.UTF-8; fi
export LANGUAGE=ru
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
cat >"$top/bus.conf" <<C
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=$top/run</listen><servicedir>$top/services</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
C
# A caret that blinks is never at rest.
mkdir -p "$XDG_CONFIG_HOME/gtk-4.0"
printf '[Settings]\ngtk-cursor-blink=false\ngtk-enable-animations=false\n' >"$XDG_CONFIG_HOME/gtk-4.0/settings.ini"
coproc XV { exec Xvfb -displayfd 1 -screen 0 1440x900x24 -nolisten tcp -noreset 2>"$top/xvfb.log"; }
xpid=$XV_PID
read -r -t 15 -u "${XV[0]}" n || { cat "$top/xvfb.log" >&2; exit 1; }
export DISPLAY=:$n
openbox --config-file /dev/null >"$top/wm.log" 2>&1 &
wpid=$!
cleanup () { kill "$wpid" "$xpid" 2>/dev/null; wait 2>/dev/null; rm -rf "$top"; }
trap cleanup EXIT

export top out
dbus-run-session --config-file="$top/bus.conf" -- bash -u -c '
  printf %s demo | gnome-keyring-daemon --unlock --components=secrets --foreground >/dev/null 2>&1 &
  keyring=$!
  # Before it is there the app would ask for a passphrase.
  gdbus wait --session --timeout 20 org.freedesktop.secrets
  zontik --profile demo --server "$url" --sign-in "$login" --trust "$trust" <<<"$password" >"$top/app.log" 2>&1 &
  app=$!
  pictures=
  trap "kill $app $keyring 2>/dev/null; wait" EXIT
  window=
  for _ in $(seq 200); do
    window=$(xdotool search --onlyvisible --pid "$app" 2>/dev/null | tail -1)
    [ -n "$window" ] && break
    kill -0 "$app" 2>/dev/null || { cat "$top/app.log" >&2; exit 1; }
    sleep 0.1
  done
  [ -n "$window" ] || { echo "the window did not appear" >&2; cat "$top/app.log" >&2; exit 1; }
  xdotool mousemove 1439 899
  sleep 1
  # A picture once it is another one than the last and two frames in a row are alike: the page has
  # come to rest. Only that one is made a PNG, beside what comes next.
  last=
  shot () {
    rm -f "$top/before.rgb"
    for _ in $(seq 80); do
      sleep 0.15
      import -window root -depth 8 "rgb:$top/now.rgb"
      [ -z "$last" ] || ! cmp -s "$top/now.rgb" "$last" || continue
      cmp -s "$top/now.rgb" "$top/before.rgb" && break
      mv "$top/now.rgb" "$top/before.rgb"
    done
    last=$top/$1.rgb
    mv "$top/now.rgb" "$last"
    /usr/bin/convert -size 1440x900 -depth 8 "rgb:$top/$1.rgb" "$out/$1.png" &
    pictures="$pictures $!"
  }
  key () { xdotool key --clearmodifiers "$@"; }
  xdotool search --onlyvisible --pid "$app" windowsize --sync %@ 1440 900 2>/dev/null || true
  xdotool search --onlyvisible --pid "$app" windowmove %@ 0 0 2>/dev/null || true
  shot 01-clients
  key ctrl+f; xdotool type --delay 120 "иван"; shot 02-search
  key Escape; key Escape; key Down; key Return; shot 03-client
  key alt+Left; key ctrl+k; xdotool type --delay 120 "петр"; shot 04-palette
  key Escape; key ctrl+shift+n; shot 05-new-client
  key Escape; key ctrl+question; shot 06-shortcuts
  key Escape
  wait $pictures
  kill "$app"; wait "$app" 2>/dev/null
  exit 0
'

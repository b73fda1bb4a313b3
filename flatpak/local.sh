#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# local.sh FOLDER: builds the manifest on a machine that reaches no Flatpak remote, against a Platform
# and Sdk made of Debian packages, and installs the app for this user. As root, because of mmdebstrap;
# needs flatpak flatpak-builder ostree mmdebstrap elfutils and 3 GB. The runtime takes 3 to 6 minutes the
# first time and stays in FOLDER/repo; the app a minute.
#   RUNTIME_ID, RUNTIME_BRANCH: names of the runtime (default: local.debian, 12)
#   FLATPAK_USER_DIR: where Flatpak installs, if not with the user's own apps
set -eu
work=$(realpath -m "$1")
here=$(realpath "$(dirname "$0")")
id=${RUNTIME_ID:-local.debian}
branch=${RUNTIME_BRANCH:-12}
arch=$(flatpak --default-arch)
suite=$(. /etc/os-release; echo "$VERSION_CODENAME")
app=io.github.zontik.Zontik
# What the client needs of data/packages.list, and what a desktop brings along.
platform=libgtk-4-1,libgtk-4-bin,libadwaita-1-0,libsoup-3.0-0,glib-networking,libsecret-1-0
platform+=,libsqlite3-0,libjson-glib-1.0-0,libglib2.0-bin,adwaita-icon-theme,hicolor-icon-theme
platform+=,fonts-dejavu-core,fontconfig,libgl1-mesa-dri,libegl1,shared-mime-info,ca-certificates
platform+=,librsvg2-common,gsettings-desktop-schemas,dconf-gsettings-backend,desktop-file-utils
platform+=,gtk-update-icon-cache,tar,gzip,findutils,liblcms2-2,libtiff6,libjpeg62-turbo
sdk=$platform,libgtk-4-dev,libadwaita-1-dev,libsoup-3.0-dev,libsecret-1-dev,libsqlite3-dev
sdk+=,libjson-glib-dev,build-essential,meson,ninja-build,pkg-config,gettext,appstream
sdk+=,appstream-util,elfutils,libxml2-utils,xz-utils,patch,cmake,liblcms2-dev,libtiff-dev,libjpeg-dev

strap () {
  mmdebstrap --mode=root --variant=minbase --aptopt='Apt::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --include="$2" "$suite" "$1"
}

# A root file system becomes a runtime: its /usr, with its /etc in it and nothing secret.
export_runtime () {
  local folder=$work/$1
  rm -rf "$folder"
  mkdir -p "$folder/files"
  mv "$2/usr" "$folder/usr"
  rm -rf "$folder/usr/etc"
  mv "$2/etc" "$folder/usr/etc"
  rm -rf "$2"
  (
    cd "$folder/usr"
    rm -f etc/{shadow,gshadow,passwd,group}- etc/{shadow,gshadow,.pwd.lock,resolv.conf,hostname,mtab}
    rm -rf etc/apt local src games share/doc share/man share/info share/lintian share/bug
    mkdir local
    chmod -R u+rwX,go+rX,go-w .
    find . -perm /6000 -exec chmod ug-s {} +
  )
  printf '%s\n' 'include /run/flatpak/ld.so.conf.d/app-*.conf' 'include /app/etc/ld.so.conf' /app/lib \
    "/app/lib/$arch-linux-gnu" 'include /run/flatpak/ld.so.conf.d/runtime-*.conf' \
    'include /etc/ld.so.conf.d/*.conf' >"$folder/usr/etc/ld.so.conf"
  printf '%s\n' '[Runtime]' "name=$1" "runtime=$id.Platform/$arch/$branch" "sdk=$id.Sdk/$arch/$branch" \
    '[Environment]' "GI_TYPELIB_PATH=/app/lib/girepository-1.0" >"$folder/metadata"
  flatpak build-export --no-update-summary --disable-sandbox --runtime "$work/repo" "$folder" "$branch"
  rm -rf "$folder"
}

mkdir -p "$work"
cd "$work"
if [ ! -d repo ]; then
  ostree init --mode=archive-z2 --repo=repo
  ostree config --repo=repo set archive.zlib-level 1
fi
refs=$(ostree refs --repo=repo)
case $refs in *"runtime/$id.Platform/$arch/$branch"*) ;; *)
  strap "$work/root" "$platform"
  export_runtime "$id.Platform" "$work/root"
esac
case $refs in *"runtime/$id.Sdk/$arch/$branch"*) ;; *)
  strap "$work/root" "$sdk"
  export_runtime "$id.Sdk" "$work/root"
esac
flatpak build-update-repo repo

# The manifest as it is, but for the names of its runtime and the way to the source.
sed -e "s|org.gnome.Platform|$id.Platform|; s|org.gnome.Sdk|$id.Sdk|" \
  -e "s|\"runtime-version\": \"[0-9]*\"|\"runtime-version\": \"$branch\"|" \
  -e "s|\"path\": \"..\"|\"path\": \"$(dirname "$here")\"|" "$here/$app.json" >app.json
flatpak --user remote-add --if-not-exists --no-gpg-verify zontik-local "file://$work/repo"
flatpak --user install -y --noninteractive --or-update zontik-local \
  "$id.Platform//$branch" "$id.Sdk//$branch"
flatpak-builder --user --force-clean --disable-rofiles-fuse --repo=repo build app.json
flatpak --user install -y --noninteractive --or-update zontik-local "$app"
echo "flatpak --user run $app"

#!/bin/sh
# Installs the Debian packages the program ("run"), its tests ("test") or
# its bundle ("bundle") need and does not have.
# Where that is not possible it prints the exact line and stops.
set -eu

RUN="python3-venv libportaudio2 libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4
libxcb-keysyms1 libxcb-shape0 libdbus-1-3 libfontconfig1 libglib2.0-0 fonts-dejavu-core"
TEST="$RUN xvfb xauth pulseaudio pulseaudio-utils libasound2-plugins binutils"

BUNDLE="$TEST gcc libc6-dev debootstrap squashfs-tools desktop-file-utils appstream"

case "${1:-run}" in
bundle) wanted=$BUNDLE ;;
test) wanted=$TEST ;;
*) wanted=$RUN ;;
esac

if ! command -v dpkg-query >/dev/null 2>&1; then
    exit 0 # not Debian: the README names what other systems need
fi

# A Python that brings venv and pip itself needs no package for it.
if "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null; then
    wanted=$(echo "$wanted" | sed 's/python3-venv//')
fi

missing=""
for package in $wanted; do
    status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

sudo=""
if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        sudo="sudo"
    else
        echo "These packages are missing. Install them and run make again:" >&2
        echo "  sudo apt-get install --no-install-recommends$missing" >&2
        exit 1
    fi
fi

echo "Installing:$missing"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
if ! $sudo apt-get install -y -q --no-install-recommends $missing >/dev/null 2>&1; then
    $sudo apt-get update -q >/dev/null
    $sudo apt-get install -y -q --no-install-recommends $missing >/dev/null
fi

#!/bin/sh
# Install Debian packages where we may (as root, or with a sudo that asks no
# password); where not, say with one line what to type. A server among them is
# not started, now or with the computer: the tests start their own.
#   scripts/debian-packages.sh "what they are for" PACKAGE...
set -eu
purpose=$1
shift

by_hand() {
    echo "$1 To have $purpose: sudo apt-get update && sudo apt-get install $packages" >&2
    exit 1
}

packages=$*
if ! command -v apt-get >/dev/null; then
    echo "To have $purpose, install what Debian calls: $packages" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root='sudo -n'
else
    by_hand "Only an administrator may install packages."
fi

log=$(mktemp)
policy=/usr/sbin/policy-rc.d # Debian asks it before it starts a server
made=
trap 'rm -f "$log"; [ -z "$made" ] || $as_root rm -f "$policy"' EXIT
if [ ! -e "$policy" ]; then # somebody's own stays
    made=yes
    printf '#!/bin/sh\nexit 101\n' | $as_root install -m 755 /dev/stdin "$policy" 2>/dev/null || made=
fi
apt() {
    # A machine that was just switched on may be upgrading itself: wait for it.
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y -o DPkg::Lock::Timeout=300 "$@" </dev/null >"$log" 2>&1
}

echo "Installing $packages, to have $purpose ..." >&2
apt install --no-install-recommends "$@" ||
    { apt update && apt install --no-install-recommends "$@"; } ||
    by_hand "apt-get failed ($(grep '^E:' "$log" | head -n 1))."

case " $packages " in
*" openssh-server "*)
    command -v systemctl >/dev/null || exit 0
    $as_root systemctl -q disable ssh.service ssh.socket >/dev/null 2>&1 || true
    ;;
esac

#!/usr/bin/env bash
# Installs what the project needs and this machine lacks: says what and why
# before it does, nothing twice, and nothing at all (not even a package list)
# when everything is there. For Debian and Ubuntu; elsewhere it names the
# packages. Go, Node with npm, gcc, make and git are taken for granted.
#
#   build/setup.sh run    what building and running the two programs needs
#   build/setup.sh test   that, and what the tests need
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
die() { say "setup: $*"; exit 1; }

part=${1:-}
[[ $part == run || $part == test ]] || die "usage: build/setup.sh run|test"

# --- What is taken for granted ----------------------------------------------

for tool in go node npm gcc make git; do
	command -v "$tool" >/dev/null || die "$tool is missing. README.md names what to install first: Go 1.26, Node 20.19 or newer with npm, gcc, make and git."
done

# at_least HAVE WANT: both as 1.2.3; missing parts count as 0.
at_least() {
	local have want i
	IFS=. read -r -a have <<<"$1"
	IFS=. read -r -a want <<<"$2"
	for i in 0 1 2; do
		local h=${have[i]:-0} w=${want[i]:-0}
		((10#${h%%[!0-9]*} > 10#$w)) && return 0
		((10#${h%%[!0-9]*} < 10#$w)) && return 1
	done
	return 0
}
go_version=$(go env GOVERSION 2>/dev/null) || go_version=go0 # a newer Go than this one may be fetched by Go itself
node_version=$(node --version)
at_least "${go_version#go}" 1.26 || die "this is Go ${go_version#go}; the project needs 1.26 or newer (it uses crypto/hpke of the standard library)."
at_least "${node_version#v}" 20.19 || die "this is Node ${node_version#v}; the pages are built with Vite 8, which needs 20.19 or newer."

# --- Packages of the system --------------------------------------------------

# name: why, one a line. The browser's name differs: Debian's | Ubuntu's.
packages_run='
pkg-config: finds the libraries below for the Go compiler
libgtk-3-dev: the window
libwebkit2gtk-4.1-dev: shows the pages in the window
'
packages_test='
chromium|chromium-browser: a browser that the tests drive
chromium-headless-shell: the same without a window, which takes half the processor
xvfb: a display for tests of the real window, on a machine without one
webkit2gtk-driver: lets a test press buttons in the real window
xdotool: drops files on the real window
imagemagick: takes pictures of the real window
poppler-utils: reads the letters back from their PDFs
postgresql: the larger of the two databases that the service runs on; the tests start their own
dbus: a session bus, for the keyring
gnome-keyring: the keyring that holds the device secret
'

installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# What only a program has to provide may come from elsewhere than a package
# (a snap, a copy under /usr/local).
provided() {
	case $1 in
	pkg-config) command -v pkg-config ;;
	chromium\|*) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
	chromium-headless-shell) command -v chromium-headless-shell || ! grep -q '^ID=debian$' /etc/os-release ;; # nobody else packs it
	xvfb) command -v Xvfb ;;
	webkit2gtk-driver) command -v WebKitWebDriver ;;
	xdotool) command -v xdotool ;;
	imagemagick) command -v import ;;
	poppler-utils) command -v pdftotext && command -v pdftoppm ;;
	postgresql) command -v pg_ctl || compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' ;;
	dbus) command -v dbus-run-session ;;
	gnome-keyring) command -v gnome-keyring-daemon ;;
	*) return 1 ;;
	esac >/dev/null
}

wanted=$packages_run
[[ $part == test ]] && wanted+=$packages_test
missing=()
why=()
while IFS=: read -r name reason; do
	[[ -n $name ]] || continue
	provided "$name" && continue
	if command -v dpkg-query >/dev/null; then
		found=
		for one in ${name//|/ }; do
			if installed "$one"; then found=1; fi
		done
		[[ $found ]] && continue
	elif [[ $name == lib*-dev ]]; then
		case $name in
		libgtk-3-dev) pkg-config --exists gtk+-3.0 && continue ;;
		libwebkit2gtk-4.1-dev) pkg-config --exists webkit2gtk-4.1 && continue ;;
		esac
	fi
	missing+=("$name")
	why+=("$reason")
done <<<"$wanted"

if ((${#missing[@]})); then
	say "This machine lacks ${#missing[@]} packages that the project needs:"
	for i in "${!missing[@]}"; do say "  ${missing[i]%%|*}:${why[i]}"; done
	names=()
	for name in "${missing[@]}"; do names+=("${name%%|*}"); done
	command -v apt-get >/dev/null ||
		die "this is not Debian or Ubuntu, so please install what they are called here (Debian's names: ${names[*]}), then try again."
	as_root=()
	if [[ $(id -u) != 0 ]]; then
		command -v sudo >/dev/null ||
			die "installing them needs root, and there is no sudo. Ask whoever looks after this machine for: apt-get install --no-install-recommends ${names[*]}"
		if ! sudo -n true 2>/dev/null && [[ ! -t 0 ]]; then
			die "installing them needs sudo with a password, and nobody can type it here. Run this in a terminal first: build/setup.sh $part"
		fi
		as_root=(sudo)
	fi
	apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300)
	say "Installing them with apt-get (a few minutes the first time) ..."
	log=$(mktemp)
	trap 'rm -f "$log"' EXIT
	"${apt[@]}" update >"$log" 2>&1 || say "  the list of packages could not be renewed; trying with the old one"
	# Ubuntu's browser is a snap behind a package, which not every machine
	# takes: it is asked for apart, and the tests that want it do without.
	names=()
	browser=
	for name in "${missing[@]}"; do
		if [[ $name == *"|"* ]]; then
			for one in ${name//|/ }; do
				policy=$(apt-cache policy "$one" 2>/dev/null) || policy=
				if [[ -z $browser && $policy == *'Candidate: '[!'(']* ]]; then browser=$one; fi
			done
			[[ $browser ]] || say "  ${name%%|*} is in none of this machine's package lists; tests in a browser are left out"
		else
			names+=("$name")
		fi
	done
	if ((${#names[@]})); then
		"${apt[@]}" install -y --no-install-recommends "${names[@]}" >"$log" 2>&1 || {
			tail -n 15 "$log" >&2
			die "apt-get could not install: ${names[*]}. Its last words are above."
		}
		say "Installed: ${names[*]}"
	fi
	if [[ $browser ]]; then
		if "${apt[@]}" install -y --no-install-recommends "$browser" >"$log" 2>&1; then
			say "Installed: $browser"
		else
			say "  $browser could not be installed; tests in a browser are left out on this machine"
		fi
	fi
fi

# --- Packages of the pages ---------------------------------------------------
# (Go fetches its modules itself, once, as go.sum names them.)

# The stamp lies inside node_modules, so that whoever removes the folder
# removes it too.
stamp=frontend/node_modules/.oso-installed
sum=$(cat frontend/package-lock.json frontend/package.json | sha256sum | cut -d' ' -f1)
if [[ ! -f $stamp || $(<"$stamp") != "$sum $node_version" ]]; then
	say "Fetching the pages' packages as frontend/package-lock.json names them ..."
	(cd frontend && npm ci --no-audit --no-fund --loglevel=error) >&2
	printf '%s' "$sum $node_version" >"$stamp"
fi

#!/usr/bin/env bash
# A demonstration on this machine alone: a service with made-up staff who act by
# themselves, a clinic with one case and its records, and the clinic's window.
# Over ssh, or where no window can be opened, the same work is done here in the
# terminal, up to the opinion as a PDF.
#
#   WINDOW=1   insist on the window      WINDOW=0   stay in the terminal
#   DEMO=DIR   put it there instead of into a new folder under TMPDIR
set -euo pipefail
cd "$(dirname "$0")/.."
oso=$PWD/build/bin/oso
service=$PWD/build/bin/oso-server

say() { printf '%s\n' "$*"; }
step() { printf '  %s\n' "$*"; }
die() { printf 'demonstration: %s\n' "$*" >&2; exit 1; }

# json FILE EXPRESSION: a value out of a JSON document named d.
json() { node -e 'const d = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")); const v = eval(process.argv[2]); if (v === undefined || v === null) process.exit(1); console.log(v)' "$1" "$2"; }

# --- Where -------------------------------------------------------------------

if [[ -n ${DEMO:-} ]]; then
	mkdir -p "$DEMO"
	demo=$(cd "$DEMO" && pwd)
	[[ -z $(ls -A "$demo") ]] || die "the folder DEMO names is not empty"
else
	demo=$(mktemp -d "${TMPDIR:-/tmp}/oso-demo.XXXXXX")
fi
chmod 700 "$demo"
said=$demo/said # what the programs answered, to look into when something goes wrong
mkdir "$said"
export OSO_DATA=$demo/clinic OSO_USER="Dr. Amara Okonkwo-Reyes" # the physician whom the demonstration's code confirms

# Whoever has a display may still sit at the far end of an ssh line.
window=
case ${WINDOW:-} in
1) window=1 ;;
0) ;;
*)
	if [[ -z ${SSH_CONNECTION:-}${SSH_TTY:-} && -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]] &&
		timeout 3 "$oso" display >/dev/null 2>&1; then
		window=1
	fi
	;;
esac

# --- The service -------------------------------------------------------------

# end PID: asks it to end, waits five seconds, insists.
end() {
	[[ -n $1 ]] && kill "$1" 2>/dev/null || return 0
	for _ in $(seq 50); do
		kill -0 "$1" 2>/dev/null || break
		sleep 0.1
	done
	kill -9 "$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || true
}
server=
shown=
stop() {
	trap - EXIT INT TERM HUP
	end "$shown"
	end "$server"
}
trap stop EXIT
trap 'stop; exit 130' INT
trap 'stop; exit 143' TERM HUP

# If this script itself is killed, the service is told to end as well.
tied=()
if command -v setpriv >/dev/null && setpriv --pdeathsig TERM true 2>/dev/null; then tied=(setpriv --pdeathsig TERM); fi

say "Demonstration in $demo"
"${tied[@]}" "$service" demo --data "$demo/service" --listen 127.0.0.1:0 --autopilot \
	</dev/null >"$said/service.json" 2>"$said/service.log" &
server=$!
for _ in $(seq 300); do
	[[ $(wc -l <"$said/service.json") -ge 1 ]] && break
	kill -0 "$server" 2>/dev/null || { tail -n 5 "$said/service.log" >&2; die "the service did not start; its log: $said/service.log"; }
	sleep 0.1
done
url=$(json "$said/service.json" d.url) || die "the service was not ready after 30 seconds; its log: $said/service.log"
code=$(json "$said/service.json" d.enrolment_code)
console=$(json "$said/service.json" d.console)
step "service        $url, with demonstration staff who act by themselves"

# --- The clinic --------------------------------------------------------------

# Twelve syllables of eighty, easy to type: 75 bits. It is printed, for it opens nothing but made-up data.
passphrase=$(node -e 'const { randomInt } = require("crypto"); const s = () => "bdfgklmnprstvxzh"[randomInt(16)] + "aeiou"[randomInt(5)]; console.log(Array.from({ length: 4 }, () => s() + s() + s()).join("-"))')
clinic() { OSO_PASSPHRASE=$passphrase "$oso" "$@"; }

# quiet NAME ...: a headless command whose answer goes to NAME.json; what it has
# to say about a failure is shown.
quiet() {
	local name=$1 status=0
	shift
	clinic "$@" --json </dev/null >"$said/$name.json" 2>"$said/$name.log" || status=$?
	if ((status)); then
		json "$said/$name.json" 'd.error.message' >&2 || tail -n 5 "$said/$name.log" >&2
		return $status
	fi
}

quiet vault vault create --user "$OSO_USER" --role physician --recovery-kit "$demo/recovery-kit.txt" --no-keyring || die "the clinic's vault could not be made"
quiet template case template --records "$demo/records" || die "the sample case could not be made"
quiet case case create "$said/template.json" || die "the sample case could not be entered"
id=$(json "$said/case.json" d.id)
signer=$(json "$said/template.json" '[d.patient.name.given, d.patient.name.middle, d.patient.name.family].filter(Boolean).join(" ")')
quiet agreement agreement sign "$id" --signer "$signer" --relation self || die "the agreement could not be recorded"
quiet import import "$id" "$demo/records" || die "the sample records could not be imported"
quiet enrol enrol "$url" "$code" || die "the clinic could not be enrolled with the service"
step "clinic         one case, with $(json "$said/import.json" 'd.files.length') files of made-up images and letters"
step "user           $OSO_USER"
step "passphrase     $passphrase"

# --- The window, or the same work in the terminal ----------------------------

if [[ -n $window ]]; then
	step "staff console  $console"
	node -e 'const d = JSON.parse(require("fs").readFileSync(process.argv[1])); for (const a of d.accounts) console.log("    " + [a.role.padEnd(16), a.email.padEnd(32), a.password, a.totp_secret].filter(Boolean).join("  "))' "$said/service.json"
	say "The window opens. Unlock it with the passphrase, look at the case, seal it, sync: the opinion is there within a minute."
	say "Close the window (or Ctrl-C here) to end the demonstration."
	"${tied[@]}" "$oso" --data "$OSO_DATA" </dev/null 2>"$said/window.log" &
	shown=$! # waited for, not run in front: a signal to this script must reach it at once
	status=0
	wait "$shown" || status=$?
	shown=
	((status == 0)) || tail -n 5 "$said/window.log" >&2
	say "The demonstration has ended. What it made is in $demo"
	exit $status
fi

say "No window here, so the same work in the terminal:"
quiet check case check "$id" || die "the case is not complete; see: oso case check $id"
step "checked        complete"
quiet seal seal "$id" --participate || die "the case could not be sealed"
step "sealed         version $(json "$said/seal.json" d.version), manifest $(json "$said/seal.json" 'd.manifest_sha256.slice(0, 16)')..."
there=
for _ in $(seq 120); do
	quiet sync sync || die "the exchange with the service failed"
	quiet opinions opinion list || die "the list of opinions could not be read"
	if json "$said/opinions.json" "d.opinions.find(o => o.id === '$id').id" >/dev/null 2>&1; then
		there=1
		break
	fi
	state=$(json "$said/sync.json" "d.cases.find(c => c.id === '$id').state" 2>/dev/null) || state=sent
	if [[ $state != "${last:-}" ]]; then step "synced         $state"; fi
	last=$state
	sleep 1
done
[[ $there ]] || die "no opinion after two minutes; the service's log: $said/service.log"
step "synced         the opinion is there"
quiet verify opinion verify "$id" || die "the opinion's signatures do not hold"
node -e 'const d = JSON.parse(require("fs").readFileSync(process.argv[1])); for (const s of d.signers) console.log("  verified       signed by " + s.name + " (" + s.role + ")")' "$said/verify.json"
quiet save opinion save "$id" "$demo/opinion.pdf" || die "the opinion could not be saved"
say "The opinion as a PDF:"
say "$demo/opinion.pdf"

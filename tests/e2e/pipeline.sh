#!/usr/bin/env bash
# A pipeline, as a script of somebody who tests an adapter: start, scenario, send, lose the acknowledgment, move the clock until the sender's
# retry succeeds, verify that the citizen has exactly one message, go back, prove that the box is empty. Two seconds of real time; no sleeps.
set -euo pipefail
program=$(realpath "$1")
most=${2:-2}  # seconds; 0: not judged
dir=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; wait; rm -rf "$dir"' EXIT
cd "$dir"
sim() { "$program" --log-level warn "$@"; }
fail() { echo "FAILED: $*" >&2; exit 1; }
start=$EPOCHREALTIME

mkfifo ready
"$program" serve --ephemeral --koppelvlak-port 0 --portaal-port 0 --leverancier-port 0 --beheer-port 0 --citizens 20 > ready &
server=$!
read -r doors < ready
MOSIM_BEHEER=$(jq -r .beheer <<< "$doors")
export MOSIM_BEHEER

sim scenario apply standaard > scenario
sim snapshot keep schoon > snapshot
sim faults add ebms.bevestiging-verloren --aantal 1 > fault

sim send --endpoint-port 0 --bsn 999990019 --onderwerp 'Uw vergunning' > sent &
sender=$!
sim verify journal storing=ebms.bevestiging-verloren --precies 1 --wacht 5 > lost || fail "no acknowledgment was lost: $(cat lost)"
sim clock advance PT3H > clock
wait "$sender" || fail "the retry does not succeed: $(cat sent)"
grep -q 'sent 2 times' sent || fail "it was not sent again: $(cat sent)"
grep -q '1 of 1 delivered' sent || fail "not delivered: $(cat sent)"
sim verify berichten bsn=999990019 --precies 1 > verified || fail "not exactly one message: $(cat verified)"
curl -fsS "$MOSIM_BEHEER/api/v1/burgers/999990019/berichten" | jq -e '.berichten | length == 1' > /dev/null || fail "the box does not show one message"

sim snapshot restore schoon > restored
sim verify berichten bsn=999990019 --precies 0 > empty || fail "the box is not empty: $(cat empty)"

took=$(awk "BEGIN { printf \"%.2f\", ${EPOCHREALTIME/,/.} - ${start/,/.} }")
kill "$server"
wait "$server" || fail "SIGTERM is not a clean end"
server=  # ended: nothing for the trap to kill
echo "a pipeline in $took s"
[[ $most == 0 ]] || awk "BEGIN { exit !($took < $most) }" || fail "it took $took s, not less than $most"

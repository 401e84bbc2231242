#!/usr/bin/env bash
# The first walk, as a newcomer does it: start, send, look in the box and in the journal; then again after kill -9.
set -euo pipefail
program=$1
dir=$(mktemp -d)
pid=
trap '[[ -n "$pid" ]] && kill -9 "$pid" 2>/dev/null; rm -rf "$dir"' EXIT
endpoint=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
fail() { echo "FAILED: $*" >&2; exit 1; }

start() {
  rm -f "$dir/out"
  mkfifo "$dir/out"
  "$program" serve --data-dir "$dir/data" --koppelvlak-port 0 --portaal-port 0 --leverancier-port 0 --beheer-port 0 --endpoint-port "$endpoint" > "$dir/out" &
  pid=$!
  exec 4< "$dir/out"
  line=
  until [[ $line == *"is ready"* ]]; do read -r -t 60 line <&4 || fail "the server did not start"; done
  beheer=$(jq -r .beheer "$dir/data/doors.json")
}

start
printf '%%PDF-1.7\n%%%%EOF\n' > "$dir/a.pdf"
"$program" send --data-dir "$dir/data" --bsn 999990019 --onderwerp 'Uw vergunning' --bijlage "$dir/a.pdf" | tee "$dir/sent" || fail "send"
grep -q '1 of 1 delivered' "$dir/sent" || fail "not delivered"
[[ $(curl -sS "$beheer/api/v1/burgers/999990019/berichten" | jq '.berichten[0].bijlagen[0].bytes') == 15 ]] || fail "the PDF is not in the box"

conversation=$(sed -n 's/.*ConversationId \([^ ]*\).*/\1/p' "$dir/sent")
actions=$(curl -sS "$beheer/api/v1/journal?conversation=$conversation&count=5&wait=PT10S" | jq -r '[.entries[].action] | unique | join(" ")')
[[ $actions == "Acknowledgment GLOBE-R-BV-Request GLOBE-R-BV-Result" ]] || fail "the journal does not show one conversation: $actions"

for case in "999990020 NietActiefOfGeabonneerd" "999990032 NietActiefOfGeabonneerd" "123456789 NietActiefOfGeabonneerd"; do
  read -r bsn code <<< "$case"
  if "$program" send --data-dir "$dir/data" --bsn "$bsn" > "$dir/sent"; then fail "send says all is well for $bsn"; fi
  grep -q "$code" "$dir/sent" || fail "$bsn: no $code"
done
"$program" send --data-dir "$dir/data" --berichttype OUDTYPE > "$dir/sent" && fail "an inactive type"
grep -q BerichtTypeNietOndersteund "$dir/sent" || fail "OUDTYPE"
"$program" send --data-dir "$dir/data" --onderwerp "$(printf 'x%.0s' {1..51})" > "$dir/sent" && fail "a subject of 51"
grep -q 'Onbekend.*XmlValidatieTegenXsdValtNegatiefUit' "$dir/sent" || fail "schema"
"$program" send --data-dir "$dir/data" --aantal 1000 | tail -1 | grep -q '1000 of 1000 delivered' || fail "a thousand"

if "$program" serve --data-dir "$dir/data" --koppelvlak-port 0 --portaal-port 0 --leverancier-port 0 --beheer-port 0 2> "$dir/err"; then fail "two servers on one data dir"; fi
grep -q 'in use by another server' "$dir/err" || fail "two servers: $(cat "$dir/err")"

kill -9 "$pid"
wait "$pid" 2>/dev/null || true
start
[[ $(curl -sS "$beheer/api/v1/burgers/999990019/berichten?limit=1000" | jq '.berichten | length') == 1000 ]] || fail "the box is not there after kill -9"
kill "$pid"
wait "$pid" || fail "SIGTERM is not a clean end"
pid=
echo "the walk is done"

#!/usr/bin/env bash
# Starts the development miner and a worker beside it, seals a pledged sector and one with two real pieces over the wire to their proofs, which the
# miner verifies, unseals the second and compares its bytes. Everything listens on loopback and lives in a temporary folder; only the parameters of
# the proofs, which take minutes to make, are kept: 1 GiB in .build/parameters, or in the folder that LOTUSSEAL_PARAMETERS names.
set -euo pipefail
cd "$(dirname "$0")/../.."
worker=./lotus-seal-worker
miner=.build/devminer/lotus-seal-devminer
params=${LOTUSSEAL_PARAMETERS:-.build/parameters}
folder=$(mktemp -d)
pids=()

finish() {
  status=$?
  for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  if [ "$status" != 0 ]; then
    for log in "$folder"/*.log; do echo "--- ${log##*/}" >&2; tail -n 20 "$log" >&2; done
  fi
  rm -rf "$folder"
  exit "$status"
}
trap finish EXIT

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

free_port() {
  local port
  while port=$((20000 + RANDOM)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

wait_for() { # what, seconds, command…
  local what=$1 end=$((SECONDS + $2)); shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || { echo "error: $what did not happen in time" >&2; return 1; }
    sleep 0.1
  done
}

if ! ls "$params"/v28-stacked-proof-of-replication-*.vk >/dev/null 2>&1; then
  say "Parameters for 2 KiB sectors, once"
  # The key comes last: parameters without one were cut off.
  rm -f "$params"/v28-stacked-proof-of-replication-*.params
  $worker proofs params generate --proof-type StackedDrg2KiBV1_1 --dir "$params"
fi

export LOTUS_STORAGE_PATH=$folder/miner LOTUS_WORKER_PATH=$folder/worker
miner_port=$(free_port)
worker_port=$(free_port)

say "Development miner on 127.0.0.1:$miner_port, worker on 127.0.0.1:$worker_port"
$miner --miner-repo "$folder/miner" run --port "$miner_port" --storage "$folder/miner/store" --keep-unsealed --prove "$params" --time-scale 0.05 >"$folder/miner.log" 2>&1 &
pids+=($!)
wait_for "the miner's start" 20 test -s "$folder/miner/api"
$worker run --listen "127.0.0.1:$worker_port" --params "$params" >"$folder/worker.log" 2>&1 &
pids+=($!)
registered() { $worker workers list | grep -v miner-builtin | grep -q '^Worker'; }
wait_for "the worker's registration" 30 registered
$worker workers list

say "A committed-capacity sector, and one with two pieces"
head -c 508 /dev/urandom >"$folder/piece-1"
head -c 1016 /dev/urandom >"$folder/piece-2"
$miner --miner-repo "$folder/miner" pledge
$miner --miner-repo "$folder/miner" seal --piece "$folder/piece-1" --piece "$folder/piece-2"
proving() { [ "$($miner --miner-repo "$folder/miner" sectors list | grep -c Proving)" = 2 ]; }
wait_for "the state Proving of both sectors" 900 proving
$miner --miner-repo "$folder/miner" sectors list
for number in 0 1; do $miner --miner-repo "$folder/miner" sectors status "$number" | grep -E '^(SectorID|Status|CID)'; done
grep -hoE '(vanilla proofs|proof of [0-9]+ bytes) verified.*' "$folder/miner.log" | sort | uniq -c
echo "on the worker:"
grep -oE '(AP|PC1|PC2|C1|C2|FIN|FUS) s-t[0-9-]+ done in [0-9.]+ s' "$folder/worker.log" | sed 's/^/  /'

say "Unseal the second sector and compare"
$miner --miner-repo "$folder/miner" unseal 1 --out "$folder/unsealed"
# Piece 2 must start at a multiple of its own size: a zero filler of 508 bytes stands between the two.
cmp -n 508 "$folder/unsealed" "$folder/piece-1"
cmp -n 1016 -i 1016:0 "$folder/unsealed" "$folder/piece-2"
echo "both pieces came back byte for byte"

say "Storage and workers"
$miner --miner-repo "$folder/miner" storage list
$worker workers list
$worker stop
echo "demo: ok"

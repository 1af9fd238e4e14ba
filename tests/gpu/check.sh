#!/usr/bin/env bash
# Runs on a machine with an NVIDIA GPU and nothing but its driver, out of the folder that `make gpu-bundle` makes: gpu-check, then the sealing of
# sectors, their updates and their Commit2 with and without the GPU, whose commitments and proofs must be equal. Writes gpu-check.json and gpu-check.txt into the folder of the argument.
set -euo pipefail
cd "$(dirname "$0")"
out=${1:-.}
worker=./lotus-seal-worker
status=0

"$worker" gpu-check --json >"$out/gpu-check.json" || status=1
"$worker" gpu-check --quick >"$out/gpu-check.txt" || status=1
cat "$out/gpu-check.json" "$out/gpu-check.txt"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
seal() { # name, proof type, prover id, sector, ticket, seed, more
  local name=$1 type=$2 prover=$3 sector=$4 ticket=$5 seed=$6
  shift 6
  "$worker" proofs seal --proof-type "$type" --prover-id "$prover" --sector "$sector" --ticket "$ticket" --seed "$seed" --out "$folder/$name" --json \
    "$@" 2>"$folder/$name.log" | grep -oiE '"comm_?r": *"[0-9a-f]+"' | grep -oE '[0-9a-f]{64}' || { cat "$folder/$name.log" >&2; return 1; }
}
update() { # name, bytes of data, more
  local name=$1 bytes=$2
  shift 2
  head -c "$bytes" "$worker" >"$folder/piece"
  "$worker" proofs update encode --dir "$folder/$name" --piece "$folder/piece" --pad --json "$@" 2>"$folder/$name.log" \
    | grep -oE '"comm_r": *"[0-9a-f]+"' | grep -oE '[0-9a-f]{64}' || { cat "$folder/$name.log" >&2; return 1; }
}
same() { # what, left, right
  if [ -n "$2" ] && [ "$2" = "$3" ]; then echo "$1: equal ($2)"; else echo "$1: '$2' is not '$3'" >&2; status=1; fi
}
one=$(printf '01%.0s' {1..32})
for type in StackedDrg2KiBV1_1 StackedDrg8MiBV1_1; do
  with=$(seal "$type-gpu" "$type" "$one" 1 "$one" "$one")
  without=$(seal "$type-cpu" "$type" "$one" 1 "$one" "$one" --backend native)
  same "comm_r of $type, with and without the GPU" "$with" "$without"
  bytes=$([ "$type" = StackedDrg2KiBV1_1 ] && echo 1500 || echo 4000000)
  with=$(update "$type-gpu" "$bytes")
  without=$(update "$type-cpu" "$bytes" --backend native)
  same "comm_r of an update of $type, with and without the GPU" "$with" "$without"
done
while read -r name type prover sector ticket seed comm_r piece; do
  case $name in ''|'#'*) continue ;; esac
  with=$(seal "$name" "$type" "$prover" "$sector" "$ticket" "$seed" ${piece:+--piece "$piece"})
  same "comm_r of the vector $name" "$with" "$comm_r"
done <vectors.txt

# Commit2 with the same numbers for both, so that the proofs are the same bytes; the second one on the GPU finds its kernels compiled.
export FIL_PROOFS_PARAMETER_CACHE=$folder/parameters
prove() { # proof type
  "$worker" proofs c2 --c1 "$folder/$1-gpu/c1-output.json" --prover-id "$one" --sector 1 --proof-type "$1" --insecure-r "$one" --insecure-s "$one" \
    2>"$folder/c2.log" || { cat "$folder/c2.log" >&2; return 1; }
}
seconds() { date +%s.%N; }
for type in StackedDrg2KiBV1_1 StackedDrg8MiBV1_1; do
  "$worker" proofs params generate --proof-type "$type" --dir "$folder/parameters" >/dev/null 2>"$folder/c2.log" || { cat "$folder/c2.log" >&2; exit 1; }
  start=$(seconds); first=$(prove "$type")
  middle=$(seconds); with=$(prove "$type")
  late=$(seconds); without=$(BELLMAN_NO_GPU=1 prove "$type")
  end=$(seconds)
  same "first proof of $type, with and without the GPU" "$first" "$without"
  same "proof of $type, with and without the GPU" "$with" "$without"
  echo "$start $middle $late $end" | awk '{ printf "Commit2: %.1f s on the GPU the first time, %.1f s the second, %.1f s without\n", $2 - $1, $3 - $2, $4 - $3 }' | tee -a "$out/gpu-check.txt"
done
exit $status

#!/usr/bin/env bash
# Times the operator at scale: pools of two workers at one development miner, on a real API server without nodes, so that pods stay as they are made.
#
#   tests/LotusSeal.Benchmarks/operator.sh [OPERATOR [DEVMINER]]     programs; by default what make built
#
# POOLS (1000) and QUIET, the seconds in which nothing should be written (300), are variables. Needs the folder shared/kube beside the checkout
# (or LOTUSSEAL_SHARED).
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
operator=${1:-$root/lotus-seal-operator}
devminer=${2:-$root/.build/devminer/lotus-seal-devminer}
pools=${POOLS:-1000} quiet=${QUIET:-300}
cluster=${LOTUSSEAL_SHARED:-$root/../shared}/kube/cluster.sh
for file in "$operator" "$devminer" "$cluster"; do
  [ -x "$file" ] || { echo "error: $file is missing; make lotus-seal-operator lotus-seal-devminer builds ours" >&2; exit 1; }
done

work=$(mktemp -d)
started=()
finish() {
  for id in "${started[@]}"; do kill -9 "$id" 2>/dev/null || true; wait "$id" 2>/dev/null || true; done
  "$cluster" down --dir "$work/cluster" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

# Pods are made without a controller that makes accounts for them.
KUBECONFIG=$(KUBE_APISERVER_FLAGS="--disable-admission-plugins ServiceAccount" "$cluster" up --dir "$work/cluster" --only-api --timeout 300)
export KUBECONFIG
kube=$("$cluster" unpack)
kubectl() { "$kube/kubectl" "$@"; }
kubectl apply --server-side -f "$root/crds/sealworkers.yaml" >/dev/null
kubectl wait --for=condition=Established crd/sealworkers.lotusseal.io --timeout=60s >/dev/null
kubectl create namespace lotusseal-system >/dev/null

"$devminer" --miner-repo "$work/miner" run --port 0 --storage "$work/miner/store" >"$work/miner.log" 2>&1 &
started+=($!)
until [ -s "$work/miner/api" ] && [ -s "$work/miner/token" ]; do sleep 0.2; done
address=$(cat "$work/miner/api")
kubectl create secret generic miner-token --from-literal=token="$(cat "$work/miner/token")" >/dev/null

"$operator" run --listen 127.0.0.1:0 --no-webhooks --no-nodes >"$work/operator.log" 2>&1 &
id=$!
started+=("$id")
resident() { awk '/^VmRSS/ { printf "%.0f MB", $2 / 1000 }' "/proc/$id/status"; }
processor() { awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) / hz }' "/proc/$id/stat"; }
# Write requests that the server has answered, by resource, without leases.
writes() {
  kubectl get --raw /metrics | awk '/^apiserver_request_total/ && /verb="(POST|PUT|PATCH|APPLY|DELETE)"/ && !/resource="leases"/ {
    match($0, /resource="[^"]*"/); sum[substr($0, RSTART + 10, RLENGTH - 11)] += $NF } END { for (name in sum) print name, sum[name] }' | sort
}

sleep 20
echo "load $(cut -d ' ' -f 1-3 /proc/loadavg); resident without a pool: $(resident)"

pool='{"apiVersion":"lotusseal.io/v1alpha1","kind":"SealWorker","metadata":{"name":"pool-%d","namespace":"default"},"spec":{"miner":{"address":"%s",'
pool+='"tokenSecretRef":{"name":"miner-token"}},"replicas":2,"tasks":["AP","PC1"],"gpu":{"count":0},"storage":{"sealing":{"emptyDir":{}}},'
pool+='"resources":{"requests":{"cpu":"1","memory":"1Gi"},"limits":{"memory":"1Gi"}}}}\n'
for number in $(seq "$pools"); do printf -- "$pool" "$number" "$address"; done >"$work/pools.json"
start=$(date +%s.%N)
since() { awk -v start="$start" -v now="$(date +%s.%N)" 'BEGIN { printf "%.1f s", now - start }'; }
kubectl create -f "$work/pools.json" >/dev/null
echo "$pools pools made after $(since)"
until [ "$(kubectl get pods --no-headers -o name | wc -l)" = $((2 * pools)) ]; do sleep 0.5; done
echo "$((2 * pools)) pods after $(since)"
until [ "$(kubectl get sealworkers -o jsonpath='{range .items[?(@.status.replicas==2)]}x{"\n"}{end}' | grep -c x)" = "$pools" ]; do sleep 0.5; done
echo "$pools statuses after $(since), $(processor) s of processor time, resident: $(resident); load $(cut -d ' ' -f 1-3 /proc/loadavg)"

sleep 20
writes >"$work/before"
before=$(processor)
sleep "$quiet"
writes >"$work/after"
echo "writes in $quiet s: $(diff "$work/before" "$work/after" | grep '^[<>]' | tr '\n' ' ' || true)(none when empty)"
echo "processor: $(awk -v a="$before" -v b="$(processor)" -v t="$quiet" 'BEGIN { printf "%.1f %%", (b - a) / t * 100 }'), resident: $(resident)"
grep -ci 'error\|warn' "$work/operator.log" | sed 's/^/lines of trouble in the log: /' || true

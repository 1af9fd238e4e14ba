#!/usr/bin/env bash
# A pool of workers in a cluster, through its life: made, looked at, given work, scaled, drained with its node, deleted. Prints each command and
# what it says. With KUBECONFIG set it runs in that cluster, which must have our images and the operator; else it starts one (`make cluster`).
set -euo pipefail
cd "$(dirname "$0")/../.."
space=demo-$$
started=$SECONDS
own=false

say() { printf '\n\033[1m[%3d s] %s\033[0m\n' "$((SECONDS - started))" "$*"; }
run() { printf '$ %s\n' "$*"; "$@"; }

finish() {
  status=$?
  if [ "$status" != 0 ] && [ -n "${KUBECONFIG:-}" ]; then
    echo "--- the demo failed; what there is:" >&2
    kubectl get sealworkers,pods,events -n "$space" >&2 || true
    kubectl logs -n lotusseal-system -l app.kubernetes.io/name=lotus-seal-operator --tail=20 >&2 || true
  fi
  if $own; then .ci/cluster down
  elif [ -n "${KUBECONFIG:-}" ]; then
    kubectl delete namespace "$space" --wait=false >/dev/null 2>&1 || true
  fi
  exit "$status"
}
trap finish EXIT

if [ -z "${KUBECONFIG:-}" ]; then
  say "A cluster of one node with two GPUs, our images, the operator"
  own=true
  KUBECONFIG=$(.ci/cluster up)
  export KUBECONFIG
  PATH=$PATH:$("${LOTUSSEAL_SHARED:-../shared}/kube/cluster.sh" unpack)
fi
node=$(kubectl get nodes -o jsonpath='{.items[0].metadata.name}')
kubectl() { command kubectl -n "$space" "$@"; }
run kubectl get pods -n lotusseal-system

say "A namespace with a development miner, and the Secret of its token"
run kubectl create namespace "$space"
run kubectl apply -f config/samples/devminer.yaml
run kubectl wait --for=condition=Ready pod/lotus-miner --timeout=60s
kubectl create secret generic miner-token --from-literal=token="$(kubectl exec lotus-miner -- cat /var/lib/lotus-miner/token)"

say "A pool of one worker with a GPU"
cat <<YAML | tee /dev/stderr | kubectl apply -f -
apiVersion: lotusseal.io/v1alpha1
kind: SealWorker
metadata: { name: gpu }
spec:
  miner: { address: /dns/lotus-miner/tcp/2345/http, tokenSecretRef: { name: miner-token }, pollInterval: 5s }
  replicas: 1
  tasks: [AP, PC1, PC2]
  gpu: { count: 1 }
  resources: { requests: { cpu: 100m, memory: 256Mi } }
  storage: { sealing: { emptyDir: {} } }
  drain: { quietPeriod: 10s }
YAML
run kubectl wait --for=jsonpath='{.status.readyReplicas}'=1 sealworker/gpu --timeout=90s
run kubectl get sealworkers
run kubectl describe sealworker gpu

say "A sector, sealed by it"
run kubectl exec lotus-miner -- lotus-seal-devminer pledge
for ((i = 0; i < 120; i++)); do
  sectors=$(kubectl exec lotus-miner -- lotus-seal-devminer sectors list)
  [[ $sectors != *Proving* ]] || break
  sleep 0.5
done
echo "$sectors"
[[ $sectors == *Proving* ]]

say "A second worker"
run kubectl scale sealworker/gpu --replicas=2
run kubectl wait --for=jsonpath='{.status.readyReplicas}'=2 sealworker/gpu --timeout=90s
run kubectl get sealworkers,pods -o wide
run kubectl exec lotus-miner -- lotus-seal-devminer workers list

say "The drain of one worker, asked for by its annotation: it ends its work, goes, and comes back"
uid=$(kubectl get pod gpu-1 -o jsonpath='{.metadata.uid}')
run kubectl annotate pod gpu-1 lotusseal.io/drain=true
for ((i = 0; i < 180; i++)); do
  now=$(kubectl get pod gpu-1 -o jsonpath='{.metadata.uid}' 2>/dev/null || true)
  [ -z "$now" ] || [ "$now" = "$uid" ] || break
  sleep 0.5
done
[ -n "$now" ] && [ "$now" != "$uid" ]
run kubectl get events --field-selector involvedObject.kind=SealWorker

say "No eviction goes past the operator: a drain of the node waits for it"
run kubectl drain "$node" --ignore-daemonsets --delete-emptydir-data --pod-selector=lotusseal.io/pool=gpu --timeout=5s || true
run kubectl uncordon "$node"

say "The pool goes: its workers end their tasks, and then their pods do"
run kubectl delete sealworker gpu --timeout=120s
run kubectl get pods
printf '\ndemo: ok after %d s\n' "$((SECONDS - started))"

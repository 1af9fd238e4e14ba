# LotusSeal: build, test, demonstrate, measure. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PREFIX ?= /usr/local
CONFIGURATION ?= Release
OUT := .build
# Machine code for processors of about 2013 and later (docs/decisions/0005); an older one needs INSTRUCTION_SET=x86-64-v2.
INSTRUCTION_SET ?=
# true builds a worker that dotnet-counters and dotnet-trace can look into (docs/operating.md).
DIAGNOSTICS ?= false
WORKER_OUT := $(OUT)/worker
PLUGIN_OUT := $(OUT)/kubectl-seal
DEVMINER_OUT := $(OUT)/devminer
OPERATOR_OUT := $(OUT)/operator
PUBLISH = dotnet publish -c $(CONFIGURATION) --nologo -v quiet --no-restore
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/' | expand -t 26

.PHONY: tools
tools: ## Check the SDK and install a missing C compiler where the user may
	@.ci/bootstrap

.PHONY: test-tools
test-tools: tools
	@.ci/bootstrap-tests

.PHONY: restore
restore: tools
	@.ci/restore

.PHONY: lock
lock: tools ## Write the package lock files anew after a change of references
	@dotnet restore LotusSeal.sln --force-evaluate -v quiet

.PHONY: lotus-seal-worker
lotus-seal-worker: restore ## Build the worker and leave it as ./lotus-seal-worker
	@rm -rf $(WORKER_OUT).new
	@$(PUBLISH) worker/LotusSeal.Worker -o $(WORKER_OUT).new -p:CompileAhead=true -p:InstructionSet=$(INSTRUCTION_SET) \
		-p:EventSourceSupport=$(DIAGNOSTICS)
	@rm -rf $(WORKER_OUT) && mv $(WORKER_OUT).new $(WORKER_OUT)
	@ln -sfn $(WORKER_OUT)/lotus-seal-worker lotus-seal-worker
	@echo "built ./lotus-seal-worker"

.PHONY: lotus-seal-worker-arm64 lotus-seal-operator-arm64 kubectl-seal-arm64 devminer-for-image-arm64
lotus-seal-worker-arm64: tools ## Build the worker for 64-bit Arm with a cross compiler, as .build/worker-arm64/lotus-seal-worker
	@.ci/publish-arm64 worker/LotusSeal.Worker $(WORKER_OUT)-arm64
	@echo "built $(WORKER_OUT)-arm64/lotus-seal-worker"

lotus-seal-operator-arm64: tools ## The same for the operator, as .build/operator-arm64/lotus-seal-operator
	@.ci/publish-arm64 operator/LotusSeal.Operator.Host $(OPERATOR_OUT)-arm64
	@echo "built $(OPERATOR_OUT)-arm64/lotus-seal-operator"

kubectl-seal-arm64: tools ## The same for the commands for people, as .build/kubectl-seal-arm64/kubectl-seal
	@.ci/publish-arm64 operator/LotusSeal.Operator.Plugin $(PLUGIN_OUT)-arm64
	@echo "built $(PLUGIN_OUT)-arm64/kubectl-seal"

devminer-for-image-arm64: tools
	@.ci/publish-arm64 tests/LotusSeal.DevMiner $(DEVMINER_OUT)-image-arm64 -p:ForImage=true

.PHONY: lotus-seal-devminer
lotus-seal-devminer: restore ## Build the development miner as .build/devminer/lotus-seal-devminer
	@$(PUBLISH) tests/LotusSeal.DevMiner -o $(DEVMINER_OUT)
	@echo "built $(DEVMINER_OUT)/lotus-seal-devminer"

.PHONY: lotus-seal-operator
lotus-seal-operator: restore ## Build the operator and leave it as ./lotus-seal-operator
	@rm -rf $(OPERATOR_OUT).new
	@$(PUBLISH) operator/LotusSeal.Operator.Host -o $(OPERATOR_OUT).new -p:CompileAhead=true
	@rm -rf $(OPERATOR_OUT) && mv $(OPERATOR_OUT).new $(OPERATOR_OUT)
	@ln -sfn $(OPERATOR_OUT)/lotus-seal-operator lotus-seal-operator
	@echo "built ./lotus-seal-operator"

# With the runtime beside it, for an image without .NET.
.PHONY: devminer-for-image
devminer-for-image: restore
	@rm -rf $(DEVMINER_OUT)-image.new
	@$(PUBLISH) tests/LotusSeal.DevMiner -o $(DEVMINER_OUT)-image.new -p:ForImage=true
	@rm -rf $(DEVMINER_OUT)-image && mv $(DEVMINER_OUT)-image.new $(DEVMINER_OUT)-image

.PHONY: images
images: ## Write images of worker, operator and development miner as OCI archives into .build/images, without a Docker engine
	@.ci/images

.PHONY: images-arm64
images-arm64: ## The same for 64-bit Arm on x86-64, with a cross compiler, into .build/images/arm64
	@.ci/images --architecture arm64

.PHONY: dockerfiles
dockerfiles: ## Build the images of the Dockerfiles with docker, podman or buildah (images: the same without any of them)
	@.ci/dockerfiles

.PHONY: cluster
cluster: ## Start a cluster with one node, our images and the operator (root; a folder of development machines), and print its kubeconfig
	@.ci/cluster up

.PHONY: cluster-bare
cluster-bare: ## The same without the operator, which the chart brings (docs/quick-start.md)
	@.ci/cluster up --bare

.PHONY: cluster-down
cluster-down: ## End that cluster
	@.ci/cluster down

.PHONY: k3d
k3d: ## With Docker and k3d: a cluster, our images, miner, operator and a pool by the chart, a sealed sector; `make k3d-down` removes it
	@.ci/k3d up

.PHONY: k3d-test
k3d-test: ## The whole quick start in a cluster of k3d that is removed at the end
	@.ci/k3d test

.PHONY: k3d-down
k3d-down:
	@.ci/k3d down

.PHONY: kube-assets
kube-assets: ## Bring kube-apiserver, etcd and kubectl for the tests into the cache folder
	@.ci/kube-assets

.PHONY: demo-operator
demo-operator: ## Run a pool of workers through its life in a cluster, in under three minutes
	@tests/demo/demo-operator.sh

.PHONY: kubectl-seal
kubectl-seal: restore ## Build the commands for people about pools of workers as .build/kubectl-seal/kubectl-seal
	@rm -rf $(PLUGIN_OUT).new
	@$(PUBLISH) operator/LotusSeal.Operator.Plugin -o $(PLUGIN_OUT).new -p:CompileAhead=true
	@rm -rf $(PLUGIN_OUT) && mv $(PLUGIN_OUT).new $(PLUGIN_OUT)
	@echo "built $(PLUGIN_OUT)/kubectl-seal"

.PHONY: install-plugin
install-plugin: kubectl-seal ## Install kubectl seal, with its completion, into PREFIX/bin (default /usr/local)
	@install -d $(DESTDIR)$(PREFIX)/bin
	@install -m 755 $(PLUGIN_OUT)/kubectl-seal operator/LotusSeal.Operator.Plugin/kubectl_complete-seal $(DESTDIR)$(PREFIX)/bin/
	@echo "installed $(DESTDIR)$(PREFIX)/bin/kubectl-seal"

.PHONY: kernels
kernels: ## Compile the CUDA kernels (clang 19) and, where ptxas is at hand, compare them with their budgets
	@$(MAKE) --silent -C libs/LotusSeal.Cuda/native OUT=$(CURDIR)/libs/LotusSeal.Cuda/obj/native kernels table

.PHONY: gpu-bundle
gpu-bundle: lotus-seal-worker ## Pack the worker and its checks for a machine that has a GPU and its driver only
	@rm -rf $(OUT)/gpu && mkdir -p $(OUT)/gpu && cp -R $(WORKER_OUT)/. tests/gpu/. $(OUT)/gpu/
	@tar -C $(OUT) -czf $(OUT)/gpu-bundle.tar.gz gpu
	@size=$$(stat -c %s $(OUT)/gpu-bundle.tar.gz); echo "$(OUT)/gpu-bundle.tar.gz: $$size bytes"; [ $$size -le $$((60 << 20)) ] \
		|| { echo "error: the bundle is larger than 60 MiB" >&2; exit 1; }

.PHONY: install
install: lotus-seal-worker ## Install the worker below PREFIX (default /usr/local)
	@install -d $(DESTDIR)$(PREFIX)/lib/lotus-seal-worker $(DESTDIR)$(PREFIX)/bin
	@cp -R $(WORKER_OUT)/. $(DESTDIR)$(PREFIX)/lib/lotus-seal-worker/
	@ln -sfn ../lib/lotus-seal-worker/lotus-seal-worker $(DESTDIR)$(PREFIX)/bin/lotus-seal-worker
	@echo "installed $(DESTDIR)$(PREFIX)/bin/lotus-seal-worker"

.PHONY: demo
demo: lotus-seal-worker lotus-seal-devminer ## Seal two sectors against the embedded development miner
	@tests/demo/demo.sh

.PHONY: test
test: test-tools restore ## Build with warnings as errors, check the format, run every test
	@.ci/test

.PHONY: test-long
test-long: test-tools restore ## The tests of minutes, before a release: pools on a node in trouble, a soak, the newer Kubernetes
	@.ci/test long

.PHONY: check
check: test-tools restore ## The daily check, some minutes on two cores: build, format, unit tests
	@.ci/test quick

.PHONY: check-arm64
check-arm64: ## The known answers of the native kernels for 64-bit Arm on any machine (a cross compiler and QEMU)
	@$(MAKE) --silent -j2 -C libs/LotusSeal.Native/native check-arm64

.PHONY: test-arm64
test-arm64: test-tools restore ## A worker for 64-bit Arm, and the tests of sealing and proofs, emulated on any machine; an hour
	@.ci/test arm64

.PHONY: format
format: restore ## Apply the code style
	@dotnet format LotusSeal.sln --no-restore
	@$(MAKE) --silent -C libs/LotusSeal.Native/native format

.PHONY: crds
crds: restore ## Write crds/ anew from the operator's model
	@dotnet run -c Release --project operator/LotusSeal.Operator.Crds --no-launch-profile -- crds

.PHONY: bench
bench: lotus-seal-worker ## Time ours against the reference, in turn, and print the ratios
	@$(MAKE) --silent -C libs/LotusSeal.Native/native bench-sealing
	@dotnet run -c Release --project tests/LotusSeal.Benchmarks --no-launch-profile -- compare $(BENCH)

.PHONY: bench-start
bench-start: lotus-seal-worker lotus-seal-devminer ## Time the worker's start, idle costs and first task; BENCH="--worker PATH" compares
	@dotnet run -c Release --project tests/LotusSeal.Benchmarks --no-launch-profile -- start $(BENCH)

.PHONY: release
release: ## Leave a release in dist/: programs (x86-64, 64-bit Arm), charts, manifests, what they are made of, checksums (needs jq)
	@.ci/release

.PHONY: clean
clean: ## Remove everything that was built
	@rm -rf $(OUT) dist lotus-seal-worker lotus-seal-operator
	@find libs worker operator tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +

/* The exports that choose a kernel: arguments are checked here, once, and the mask is cut to what the processor has. */
#include <stdlib.h>

#include "graph.h"

static uint32_t usable(uint32_t isa) { return isa & lotusseal_cpu_isa(); }

int32_t lotusseal_abi_version(void) { return LOTUSSEAL_ABI_VERSION; }

int32_t lotusseal_graph_create(uint32_t isa, const lotusseal_graph_seeds *seeds, lotusseal_graph **graph) {
    if (!seeds || !graph) return LOTUSSEAL_BAD_ARGUMENT;
    *graph = NULL;
    if (seeds->nodes < 8 || seeds->nodes > LOTUSSEAL_MAX_NODES || (seeds->nodes & (seeds->nodes - 1))
        || seeds->legacy > 1) return LOTUSSEAL_BAD_ARGUMENT;
    lotusseal_graph *created = malloc(sizeof *created);
    if (!created) return LOTUSSEAL_NO_MEMORY;
    int32_t status = graph_init(usable(isa), seeds, created);
    if (status != LOTUSSEAL_OK) {
        free(created);
        return status;
    }
    *graph = created;
    return LOTUSSEAL_OK;
}

void lotusseal_graph_destroy(lotusseal_graph *graph) {
    if (!graph) return;
    free(graph->table);
    free(graph);
}

int32_t lotusseal_graph_parents(uint32_t isa, const lotusseal_graph *graph, uint32_t first_node, uint64_t count, uint32_t *parents) {
    if (!graph || (!parents && count) || count > graph->seeds.nodes || first_node > graph->seeds.nodes - count) return LOTUSSEAL_BAD_ARGUMENT;
    graph_parents(usable(isa), graph, first_node, count, parents);
    return LOTUSSEAL_OK;
}

static int chain_is_valid(const lotusseal_label_chain *chain, uint32_t layer) {
    return chain->replica_id && chain->layer && (layer == 1 || chain->previous_layer);
}

/* The kernel for two chains, null when there is none, and that for one. The SHA unit is saturated by two chains, so there are no wider ones. */
static label_kernel *label_kernels(uint32_t isa, label_kernel **one) {
#if LOTUSSEAL_X86
    if (isa & LOTUSSEAL_ISA_SHA_NI && isa & LOTUSSEAL_ISA_AVX512) {
        *one = label_range_sha_ni_avx512_1;
        return label_range_sha_ni_avx512_2;
    }
    if (isa & LOTUSSEAL_ISA_SHA_NI) {
        *one = label_range_sha_ni_1;
        return label_range_sha_ni_2;
    }
#endif
    (void)isa;
    *one = label_range_portable;
    return NULL;
}

int32_t lotusseal_label_range(uint32_t isa, const lotusseal_label_chain *chains, uint32_t chain_count, uint32_t layer, uint32_t first_node,
                              uint64_t count, const uint32_t *parents) {
    if (!chains || (!parents && count) || chain_count < 1 || chain_count > LOTUSSEAL_MAX_CHAINS || layer < 1) return LOTUSSEAL_BAD_ARGUMENT;
    if (first_node > LOTUSSEAL_MAX_NODES || count > LOTUSSEAL_MAX_NODES - first_node) return LOTUSSEAL_BAD_ARGUMENT;
    for (uint32_t i = 0; i < chain_count; i++)
        if (!chain_is_valid(&chains[i], layer)) return LOTUSSEAL_BAD_ARGUMENT;
    label_kernel *one, *two = label_kernels(usable(isa), &one);
    uint32_t i = 0;
    for (; two && chain_count - i >= 2; i += 2) two(&chains[i], layer, first_node, count, parents);
    for (; i < chain_count; i++) one(&chains[i], layer, first_node, count, parents);
    return LOTUSSEAL_OK;
}

int32_t lotusseal_hash_pairs(uint32_t isa, const uint8_t *nodes, uint8_t *digests, uint64_t count) {
    if (count == 0) return LOTUSSEAL_OK;
    if (!nodes || !digests) return LOTUSSEAL_BAD_ARGUMENT;
    isa = usable(isa);
#if LOTUSSEAL_X86
    if (isa & LOTUSSEAL_ISA_AVX512) hash_pairs_avx512(nodes, digests, count);
    else if (isa & LOTUSSEAL_ISA_SHA_NI) hash_pairs_sha_ni(nodes, digests, count);
    else
#endif
        hash_pairs_portable(nodes, digests, count);
    return LOTUSSEAL_OK;
}

static int arity_is_known(uint32_t arity) { return arity == 2 || arity == 4 || arity == 8 || arity == 11; }

static void poseidon(uint32_t isa, uint32_t arity, const uint8_t *const *inputs, uint64_t stride, uint8_t *digests, uint64_t count) {
    const poseidon_constants *constants = poseidon_constants_of(arity);
#if LOTUSSEAL_X86
    if (usable(isa) & LOTUSSEAL_ISA_AVX512_IFMA) {
        poseidon_ifma(constants, inputs, stride, digests, count);
        return;
    }
#endif
    (void)isa;
    poseidon_portable(constants, inputs, stride, digests, count);
}

int32_t lotusseal_poseidon_hash(uint32_t isa, uint32_t arity, const uint8_t *nodes, uint8_t *digests, uint64_t count) {
    const uint8_t *inputs[11];
    if (!arity_is_known(arity) || (count && (!nodes || !digests))) return LOTUSSEAL_BAD_ARGUMENT;
    for (uint32_t j = 0; j < arity; j++) inputs[j] = nodes + j * NODE_BYTES;
    poseidon(isa, arity, inputs, arity * NODE_BYTES, digests, count);
    return LOTUSSEAL_OK;
}

int32_t lotusseal_poseidon_columns(uint32_t isa, const uint8_t *const *layers, uint32_t layer_count, uint8_t *digests, uint64_t count) {
    if (layer_count != 2 && layer_count != 11) return LOTUSSEAL_BAD_ARGUMENT;
    if (count == 0) return LOTUSSEAL_OK;
    if (!layers || !digests) return LOTUSSEAL_BAD_ARGUMENT;
    for (uint32_t j = 0; j < layer_count; j++)
        if (!layers[j]) return LOTUSSEAL_BAD_ARGUMENT;
    poseidon(isa, layer_count, layers, NODE_BYTES, digests, count);
    return LOTUSSEAL_OK;
}

int32_t lotusseal_poseidon_round_constants(uint32_t arity, uint8_t *constants) {
    if (!arity_is_known(arity) || !constants) return LOTUSSEAL_BAD_ARGUMENT;
    poseidon_round_constants(arity, constants);
    return LOTUSSEAL_OK;
}

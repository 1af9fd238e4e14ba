/*
 * Parents of nodes (porep.md 3.2, 3.3).
 *
 * The Feistel halves have at most 17 bits, so the round function has no more than 2^17 inputs a key: it is tabulated once a graph (1.5 MiB
 * for 32 GiB), and an expander parent costs three look-ups a walk instead of three BLAKE2b.
 */
#include <stdlib.h>

#include "graph.h"

#define BUCKET_PARENTS 5u

int32_t graph_init(uint32_t isa, const lotusseal_graph_seeds *seeds, lotusseal_graph *graph) {
    graph->seeds = *seeds;
    uint64_t domain = seeds->nodes * EXPANDER_PARENTS;
    graph->half_bits = 1;
    while ((1ull << (2 * graph->half_bits)) < domain) graph->half_bits++;
    graph->mask = (1u << graph->half_bits) - 1;
    size_t entries = (size_t)graph->mask + 1;
    graph->table = malloc(3 * entries * sizeof *graph->table);
    if (!graph->table) return LOTUSSEAL_NO_MEMORY;
    for (int round = 0; round < 3; round++) {
        uint32_t *table = graph->table + (size_t)round * entries;
#if LOTUSSEAL_X86
        if (isa & LOTUSSEAL_ISA_AVX512) feistel_table_avx512(seeds->feistel_keys[round], graph->mask, table);
        else if (isa & LOTUSSEAL_ISA_AVX2) feistel_table_avx2(seeds->feistel_keys[round], graph->mask, table);
        else
#endif
            feistel_table_portable(seeds->feistel_keys[round], graph->mask, table);
    }
    (void)isa;
    return LOTUSSEAL_OK;
}

static void bucket_parents(uint32_t node, const draw_block draws, uint32_t lane, uint32_t *parents) {
    uint64_t total = (uint64_t)node * BUCKET_PARENTS;
    uint32_t buckets = 64 - (uint32_t)__builtin_clzll(total - 1);
    for (uint32_t j = 0; j < BUCKET_PARENTS; j++) {
        uint64_t draw = draws[4 * j][lane] | (uint64_t)draws[4 * j + 1][lane] << 32;
        uint64_t next = draws[4 * j + 2][lane] | (uint64_t)draws[4 * j + 3][lane] << 32;
        uint64_t large = 1ull << (draw % buckets + 1);
        if (large > total) large = total;
        uint64_t small = large / 2 < 2 ? 2 : large / 2;
        uint64_t distance = small + next % (large - small + 1);
        uint32_t parent = (uint32_t)((total - distance) / BUCKET_PARENTS);
        parents[j] = parent == node ? node - 1 : parent;
    }
}

static void base_parents(const lotusseal_graph *graph, uint32_t node, const draw_block draws, uint32_t lane, uint32_t *parents) {
    if (node < 2) {
        memset(parents, 0, BASE_PARENTS * sizeof *parents);
        return;
    }
    int legacy = graph->seeds.legacy != 0;
    parents[legacy ? BASE_PARENTS - 1 : 0] = node - 1;
    bucket_parents(node, draws, lane, parents + (legacy ? 0 : 1));
}

static inline uint64_t permute(const lotusseal_graph *graph, uint64_t x) {
    uint64_t entries = (uint64_t)graph->mask + 1;
    const uint32_t *table = graph->table;
    uint32_t left = (uint32_t)(x >> graph->half_bits), right = (uint32_t)x & graph->mask;
    uint32_t first = left ^ table[right];
    uint32_t second = right ^ table[entries + first];
    uint32_t third = first ^ table[2 * entries + second];
    return (uint64_t)second << graph->half_bits | third;
}

static void expander_parents(const lotusseal_graph *graph, uint32_t node, uint32_t *parents) {
    uint64_t domain = graph->seeds.nodes * EXPANDER_PARENTS;
    for (uint32_t i = 0; i < EXPANDER_PARENTS; i++) {
        uint64_t x = (uint64_t)node * EXPANDER_PARENTS + i;
        do x = permute(graph, x);
        while (x >= domain);
        parents[i] = (uint32_t)((graph->seeds.legacy ? (uint32_t)x : x) / EXPANDER_PARENTS);
    }
}

void graph_parents(uint32_t isa, const lotusseal_graph *graph, uint32_t first_node, uint64_t count, uint32_t *parents) {
    draw_block draws;
    (void)isa;
    for (uint64_t i = 0; i < count; i++) {
        uint32_t node = first_node + (uint32_t)i, lane = (uint32_t)(i % DRAW_LANES);
        if (lane == 0) {
#if LOTUSSEAL_X86
            if (isa & LOTUSSEAL_ISA_AVX512) chacha_draws_avx512(graph->seeds.drg_seed, node, draws);
            else if (isa & LOTUSSEAL_ISA_AVX2) chacha_draws_avx2(graph->seeds.drg_seed, node, draws);
            else
#endif
                chacha_draws_portable(graph->seeds.drg_seed, node, draws);
        }
        base_parents(graph, node, draws, lane, parents + i * PARENTS);
        expander_parents(graph, node, parents + i * PARENTS + BASE_PARENTS);
    }
}

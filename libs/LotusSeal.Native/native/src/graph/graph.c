/*
 * Parents of nodes (porep.md 3.2, 3.3).
 *
 * The Feistel halves have at most 17 bits, so the round function has no more than 2^17 inputs a key: it is tabulated once a graph (1.5 MiB
 * for 32 GiB), and an expander parent costs three look-ups a walk instead of three BLAKE2b.
 */
#include "graph/graph.h"

#include <stdlib.h>
#include <string.h>

#include "common/cpu.h"
#include "common/platform.h"

#define BUCKET_PARENTS 5u

static reduction reduction_by(uint64_t divisor) { return (reduction){divisor, UINT64_MAX / divisor}; }

/* x mod divisor: the reciprocal is less than 2 too small, so the quotient is at most 2 short. */
static inline uint64_t reduce(uint64_t x, const reduction *by) {
    uint64_t rest = x - (uint64_t)(((unsigned __int128)x * by->reciprocal) >> 64) * by->divisor;
    rest -= rest >= by->divisor ? by->divisor : 0;
    return rest - (rest >= by->divisor ? by->divisor : 0);
}

static int32_t graph_init(uint32_t isa, const lotusseal_graph_seeds *seeds, lotusseal_graph *graph) {
    graph->seeds = *seeds;
    uint64_t domain = seeds->nodes * EXPANDER_PARENTS;
    graph->half_bits = 1;
    while ((1ull << (2 * graph->half_bits)) < domain) graph->half_bits++;
    graph->mask = (1u << graph->half_bits) - 1;
    for (int b = 1; b < GRAPH_BUCKETS; b++) {
        graph->by_bucket_count[b] = reduction_by((uint64_t)b);
        graph->by_bucket_range[b] = reduction_by(b == 1 ? 1 : (1ull << (b - 1)) + 1);
    }
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

static inline void bucket_parents(const lotusseal_graph *graph, uint32_t node, const draw_block draws, uint32_t lane, uint32_t *parents) {
    uint64_t total = (uint64_t)node * BUCKET_PARENTS;
    uint32_t buckets = 64 - (uint32_t)__builtin_clzll(total - 1);
    for (uint32_t j = 0; j < BUCKET_PARENTS; j++) {
        uint64_t draw = draws[4 * j][lane] | (uint64_t)draws[4 * j + 1][lane] << 32;
        uint64_t next = draws[4 * j + 2][lane] | (uint64_t)draws[4 * j + 3][lane] << 32;
        uint64_t bucket = reduce(draw, &graph->by_bucket_count[buckets]) + 1, large = 1ull << bucket, small, distance;
        if (large <= total) {
            small = bucket == 1 ? 2 : large / 2;
            distance = small + reduce(next, &graph->by_bucket_range[bucket]);
        } else { /* the last bucket is cut at the number of edges */
            small = total / 2 < 2 ? 2 : total / 2;
            distance = small + next % (total - small + 1);
        }
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
    bucket_parents(graph, node, draws, lane, parents + (legacy ? 0 : 1));
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

/*
 * Expander parents of up to DRAW_LANES nodes. Values that left the domain are permuted again, all of them before the next walk: the number of
 * walks of one value is random, and a loop around each would mispredict its end.
 */
static void expander_parents_portable(const lotusseal_graph *graph, uint32_t first_node, uint32_t count, uint32_t *parents) {
    uint64_t domain = graph->seeds.nodes * EXPANDER_PARENTS, values[DRAW_LANES * EXPANDER_PARENTS];
    uint64_t kept_bits = graph->seeds.legacy ? UINT32_MAX : UINT64_MAX;
    uint16_t targets[DRAW_LANES * EXPANDER_PARENTS];
    uint32_t left = count * EXPANDER_PARENTS;
    for (uint32_t i = 0; i < left; i++) {
        values[i] = (uint64_t)first_node * EXPANDER_PARENTS + i;
        targets[i] = (uint16_t)(i / EXPANDER_PARENTS * PARENTS + BASE_PARENTS + i % EXPANDER_PARENTS);
    }
    while (left > 0) {
        uint32_t outside = 0;
        for (uint32_t i = 0; i < left; i++) {
            uint64_t x = permute(graph, values[i]);
            uint16_t target = targets[i];
            parents[target] = (uint32_t)((x & kept_bits) / EXPANDER_PARENTS);
            values[outside] = x;
            targets[outside] = target;
            outside += x >= domain;
        }
        left = outside;
    }
}

static void chacha_draws(uint32_t isa, const uint8_t drg_seed[28], uint32_t first_node, draw_block draws) {
#if LOTUSSEAL_X86
    if (isa & LOTUSSEAL_ISA_AVX512) {
        chacha_draws_avx512(drg_seed, first_node, draws);
        return;
    }
    if (isa & LOTUSSEAL_ISA_AVX2) {
        chacha_draws_avx2(drg_seed, first_node, draws);
        return;
    }
#endif
    (void)isa;
    chacha_draws_portable(drg_seed, first_node, draws);
}

static void graph_parents(uint32_t isa, const lotusseal_graph *graph, uint32_t first_node, uint64_t count, uint32_t *parents) {
    draw_block draws;
    for (uint64_t i = 0; i < count; i += DRAW_LANES, parents += DRAW_LANES * PARENTS) {
        uint32_t node = first_node + (uint32_t)i, nodes = count - i < DRAW_LANES ? (uint32_t)(count - i) : DRAW_LANES;
        chacha_draws(isa, graph->seeds.drg_seed, node, draws);
        for (uint32_t lane = 0; lane < nodes; lane++) base_parents(graph, node + lane, draws, lane, parents + lane * PARENTS);
#if LOTUSSEAL_X86
        if (isa & LOTUSSEAL_ISA_AVX512) {
            expander_parents_avx512(graph, node, nodes, parents);
            continue;
        }
#endif
        expander_parents_portable(graph, node, nodes, parents);
    }
}

int32_t lotusseal_graph_create(uint32_t isa, const lotusseal_graph_seeds *seeds, lotusseal_graph **graph) {
    if (!seeds || !graph) return LOTUSSEAL_BAD_ARGUMENT;
    *graph = NULL;
    if (seeds->nodes < 8 || seeds->nodes > LOTUSSEAL_MAX_NODES || (seeds->nodes & (seeds->nodes - 1)) || seeds->legacy > 1)
        return LOTUSSEAL_BAD_ARGUMENT;
    lotusseal_graph *created = malloc(sizeof *created);
    if (!created) return LOTUSSEAL_NO_MEMORY;
    int32_t status = graph_init(cpu_usable(isa), seeds, created);
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
    graph_parents(cpu_usable(isa), graph, first_node, count, parents);
    return LOTUSSEAL_OK;
}

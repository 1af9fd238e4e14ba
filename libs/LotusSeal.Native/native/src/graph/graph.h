/* A graph: its seeds and the tabulated Feistel round functions; and the kernels that work on it, whose arguments were checked by the caller. */
#ifndef LOTUSSEAL_GRAPH_GRAPH_H
#define LOTUSSEAL_GRAPH_GRAPH_H

#include "lotusseal.h"

#ifdef __cplusplus
extern "C" {
#endif

#define BASE_PARENTS 6u
#define EXPANDER_PARENTS 8u
#define PARENTS (BASE_PARENTS + EXPANDER_PARENTS)

/* Bits of 5 * node for the largest node, and one more. */
#define GRAPH_BUCKETS 35

/* Stands for x mod divisor without a division. */
typedef struct {
    uint64_t divisor, reciprocal;
} reduction;

struct lotusseal_graph {
    lotusseal_graph_seeds seeds;
    uint32_t half_bits, mask;
    uint32_t *table;                          /* three rounds, mask + 1 entries each */
    reduction by_bucket_count[GRAPH_BUCKETS]; /* divisor: the index */
    reduction by_bucket_range[GRAPH_BUCKETS]; /* divisor: how many distances bucket b has, 2^(b - 1) + 1, and 1 for b = 1 */
};

/* draws[word][lane] are the first 20 output words of ChaCha8 for node first_node + lane. */
#define DRAW_WORDS 20
#define DRAW_LANES 16
typedef uint32_t draw_block[DRAW_WORDS][DRAW_LANES];
void chacha_draws_portable(const uint8_t drg_seed[28], uint32_t first_node, draw_block draws);
void chacha_draws_avx2(const uint8_t drg_seed[28], uint32_t first_node, draw_block draws);
void chacha_draws_avx512(const uint8_t drg_seed[28], uint32_t first_node, draw_block draws);

/* table[i] = F(i, key) for i = 0 .. mask. */
void feistel_table_portable(uint64_t key, uint32_t mask, uint32_t *table);
void feistel_table_avx2(uint64_t key, uint32_t mask, uint32_t *table);
void feistel_table_avx512(uint64_t key, uint32_t mask, uint32_t *table);

/* The expander parents of up to DRAW_LANES nodes, at their places among the 14 of each. */
void expander_parents_avx512(const lotusseal_graph *graph, uint32_t first_node, uint32_t count, uint32_t *parents);

#ifdef __cplusplus
}
#endif

#endif

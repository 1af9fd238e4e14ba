/* A graph: its seeds and the tabulated Feistel round functions. */
#ifndef LOTUSSEAL_GRAPH_H
#define LOTUSSEAL_GRAPH_H

#include <string.h>

#include "kernels.h"

/* Bits of 5 * node for the largest node, and one more. */
#define GRAPH_BUCKETS 35

/* Stands for x mod divisor without a division. */
typedef struct {
    uint64_t divisor, reciprocal;
} reduction;

struct lotusseal_graph {
    lotusseal_graph_seeds seeds;
    uint32_t half_bits, mask;
    uint32_t *table;                         /* three rounds, mask + 1 entries each */
    reduction by_bucket_count[GRAPH_BUCKETS]; /* divisor: the index */
    reduction by_bucket_range[GRAPH_BUCKETS]; /* divisor: how many distances bucket b has, 2^(b - 1) + 1, and 1 for b = 1 */
};

int32_t graph_init(uint32_t isa, const lotusseal_graph_seeds *seeds, lotusseal_graph *graph);
void graph_parents(uint32_t isa, const lotusseal_graph *graph, uint32_t first_node, uint64_t count, uint32_t *parents);

#endif

/* A graph: its seeds and the tabulated Feistel round functions. */
#ifndef LOTUSSEAL_GRAPH_H
#define LOTUSSEAL_GRAPH_H

#include <string.h>

#include "kernels.h"

struct lotusseal_graph {
    lotusseal_graph_seeds seeds;
    uint32_t half_bits, mask;
    uint32_t *table; /* three rounds, mask + 1 entries each */
};

int32_t graph_init(uint32_t isa, const lotusseal_graph_seeds *seeds, lotusseal_graph *graph);
void graph_parents(uint32_t isa, const lotusseal_graph *graph, uint32_t first_node, uint64_t count, uint32_t *parents);

#endif

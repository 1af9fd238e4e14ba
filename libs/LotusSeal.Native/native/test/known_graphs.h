/*
 * Seeds of graphs (porep.md 3.1): the first 28 bytes of SHA-256("Filecoin_DRSample" || id) and the first three 64-bit words of
 * SHA-256("Filecoin_Feistel" || id), computed with Python's hashlib. A PoRep id is one byte and 31 zeros, except for 123, which is 32 times 123.
 */
#ifndef LOTUSSEAL_TEST_KNOWN_GRAPHS_H
#define LOTUSSEAL_TEST_KNOWN_GRAPHS_H

#include "lotusseal.h"

/* Id 0, API 1.0.0: that of 64 nodes is the graph of 2 KiB sectors of proof type 0. */
extern const lotusseal_graph_seeds graph_64_id0_legacy, graph_128_id0_legacy;

/* 2 KiB sectors of proof type 5. */
extern const lotusseal_graph_seeds graph_64_id5;

extern const lotusseal_graph_seeds graph_64_id123, graph_128_id123;

/* Proof types 3 and 8, 4 and 9. */
extern const lotusseal_graph_seeds graph_32gib_legacy, graph_32gib, graph_64gib_legacy, graph_64gib;

#endif

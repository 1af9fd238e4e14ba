/*
 * The heavy arithmetic of sealing behind a small C ABI.
 *
 * Nodes are 32-byte little-endian field elements (porep.md 4.1). Every function works on the calling thread, keeps no state between calls
 * apart from what is built once, and is safe for concurrent calls on different memory. Byte buffers need no alignment, and
 * buffers may be null when count is 0.
 */
#ifndef LOTUSSEAL_H
#define LOTUSSEAL_H

#include <stdint.h>

#if defined(__GNUC__)
#define LOTUSSEAL_API __attribute__((visibility("default")))
#else
#define LOTUSSEAL_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Raised whenever a signature or a struct below changes; the caller refuses a library with another number. */
#define LOTUSSEAL_ABI_VERSION 1

#define LOTUSSEAL_OK 0
#define LOTUSSEAL_BAD_ARGUMENT 1
#define LOTUSSEAL_NO_MEMORY 2

/* Instruction sets a kernel may use; 0 means portable C only. A set the processor lacks is ignored. */
#define LOTUSSEAL_ISA_SHA_NI 1u
#define LOTUSSEAL_ISA_AVX2 2u
#define LOTUSSEAL_ISA_AVX512 4u
#define LOTUSSEAL_ISA_AVX512_IFMA 8u

#define LOTUSSEAL_MAX_NODES (1ull << 31)

/* How many sectors lotusseal_label_range hashes in one call. */
#define LOTUSSEAL_MAX_CHAINS 4u

/* What fixes a graph (porep.md 3.1). */
typedef struct {
    uint64_t nodes;           /* a power of two, 8 to 2^31 */
    uint64_t feistel_keys[3]; /* k0, k1, k2 */
    uint8_t drg_seed[28];
    uint32_t legacy; /* 1 for API 1.0.0: predecessor last, 32-bit truncation of the expander (porep.md 1.2) */
} lotusseal_graph_seeds;

/* A graph with the tables that make its parents cheap; read-only after creation. */
typedef struct lotusseal_graph lotusseal_graph;

/* One sector in lotusseal_label_range. */
typedef struct {
    const uint8_t *replica_id;     /* 32 bytes */
    uint8_t *layer;                /* labels under work, all nodes of the sector */
    const uint8_t *previous_layer; /* labels of the layer below, null for layer 1 */
} lotusseal_label_chain;

LOTUSSEAL_API int32_t lotusseal_abi_version(void);

/* The instruction sets of this processor, as a mask of LOTUSSEAL_ISA_*. */
LOTUSSEAL_API uint32_t lotusseal_cpu_isa(void);

LOTUSSEAL_API int32_t lotusseal_graph_create(uint32_t isa, const lotusseal_graph_seeds *seeds, lotusseal_graph **graph);
LOTUSSEAL_API void lotusseal_graph_destroy(lotusseal_graph *graph);

/* parents receives count * 14 values: 6 base, then 8 expander parents of each node (porep.md 3.2, 3.3). */
LOTUSSEAL_API int32_t lotusseal_graph_parents(uint32_t isa, const lotusseal_graph *graph, uint32_t first_node, uint64_t count, uint32_t *parents);

/* Labels nodes first_node .. first_node + count - 1 of one layer (porep.md 3.6); parents start with those of first_node. */
LOTUSSEAL_API int32_t lotusseal_label_range(uint32_t isa, const lotusseal_label_chain *chains, uint32_t chain_count, uint32_t layer,
                                            uint32_t first_node, uint64_t count, const uint32_t *parents);

/* digests[i] = sha254(nodes[2i] || nodes[2i + 1]) (porep.md 2.2). */
LOTUSSEAL_API int32_t lotusseal_hash_pairs(uint32_t isa, const uint8_t *nodes, uint8_t *digests, uint64_t count);

/* digests[i] = Poseidon of arity consecutive nodes, MerkleTree tag; arity 2, 4, 8 or 11 (porep.md 4.2). */
LOTUSSEAL_API int32_t lotusseal_poseidon_hash(uint32_t isa, uint32_t arity, const uint8_t *nodes, uint8_t *digests, uint64_t count);

/* digests[i] = Poseidon of layers[0][i] .. layers[layer_count - 1][i]; 2 or 11 layers. */
LOTUSSEAL_API int32_t lotusseal_poseidon_columns(uint32_t isa, const uint8_t *const *layers, uint32_t layer_count, uint8_t *digests, uint64_t count);

/* Writes the (8 + R_P) * (arity + 1) plain round constants, canonical, 32 bytes each (porep.md 4.4). */
LOTUSSEAL_API int32_t lotusseal_poseidon_round_constants(uint32_t arity, uint8_t *constants);

/* replica[i] = labels[i] + data[i] mod r; replica may be data (porep.md 3.7). */
LOTUSSEAL_API int32_t lotusseal_encode(const uint8_t *labels, const uint8_t *data, uint8_t *replica, uint64_t count);

/* data[i] = replica[i] - labels[i] mod r; data may be replica. */
LOTUSSEAL_API int32_t lotusseal_decode(const uint8_t *labels, const uint8_t *replica, uint8_t *data, uint64_t count);

#ifdef __cplusplus
}
#endif

#endif

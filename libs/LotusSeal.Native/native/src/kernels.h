/* The kernels behind the ABI: a portable one each, and those of the instruction sets. Arguments were checked by the caller. */
#ifndef LOTUSSEAL_KERNELS_H
#define LOTUSSEAL_KERNELS_H

#include "lotusseal.h"

#if defined(__x86_64__)
#define LOTUSSEAL_X86 1
#else
#define LOTUSSEAL_X86 0
#endif

#define NODE_BYTES 32u
#define BASE_PARENTS 6u
#define EXPANDER_PARENTS 8u
#define PARENTS (BASE_PARENTS + EXPANDER_PARENTS)

/* Labels: of as many chains as the name's last figure tells, or one. */
typedef void label_kernel(const lotusseal_label_chain *chains, uint32_t layer, uint32_t first_node, uint64_t count, const uint32_t *parents);
label_kernel label_range_portable, label_range_sha_ni_1, label_range_sha_ni_2, label_range_sha_ni_avx512_1, label_range_sha_ni_avx512_2;

/* Pairs. */
void hash_pairs_portable(const uint8_t *nodes, uint8_t *digests, uint64_t count);
void hash_pairs_sha_ni(const uint8_t *nodes, uint8_t *digests, uint64_t count);
void hash_pairs_avx512(const uint8_t *nodes, uint8_t *digests, uint64_t count);

/* Graph: draws[word][lane] are the first 20 output words of ChaCha8 for node first_node + lane; table[i] = F(i, key) for i = 0 .. mask. */
#define DRAW_WORDS 20
#define DRAW_LANES 16
typedef uint32_t draw_block[DRAW_WORDS][DRAW_LANES];
void chacha_draws_portable(const uint8_t drg_seed[28], uint32_t first_node, draw_block draws);
void chacha_draws_avx2(const uint8_t drg_seed[28], uint32_t first_node, draw_block draws);
void chacha_draws_avx512(const uint8_t drg_seed[28], uint32_t first_node, draw_block draws);
void expander_parents_avx512(const lotusseal_graph *graph, uint32_t first_node, uint32_t count, uint32_t *parents);
void feistel_table_portable(uint64_t key, uint32_t mask, uint32_t *table);
void feistel_table_avx2(uint64_t key, uint32_t mask, uint32_t *table);
void feistel_table_avx512(uint64_t key, uint32_t mask, uint32_t *table);

/* Poseidon: input j of hash i lies at inputs[j] + i * stride. */
typedef struct poseidon_constants poseidon_constants;
const poseidon_constants *poseidon_constants_of(uint32_t arity);
void poseidon_round_constants(uint32_t arity, uint8_t *constants);
void poseidon_portable(const poseidon_constants *constants, const uint8_t *const *inputs, uint64_t stride, uint8_t *digests, uint64_t count);
void poseidon_ifma(const poseidon_constants *constants, const uint8_t *const *inputs, uint64_t stride, uint8_t *digests, uint64_t count);

#endif

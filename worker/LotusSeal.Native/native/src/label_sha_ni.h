/*
 * The label loop on SHA instructions (porep.md 3.6), for one or two sectors at once; the including file chooses the instruction set of the
 * message schedule and of the headers.
 *
 * A label is a chain of 20 compressions, each a chain of 32 SHA256RNDS2 of 4 cycles: 128 cycles a block at best. Everything else is kept off
 * that chain. The header block does not depend on earlier labels, so headers are hashed for HEADER_BATCH nodes ahead. Parents repeat in the
 * message, so of the 19 other blocks only 8 (layer 1: 4) need a message schedule; it is kept with the round constants added. The label of the
 * predecessor goes to the next node in registers. Parents of nodes ahead are prefetched.
 */
#include <immintrin.h>

#include "kernels.h"
#include "sha256.h"

#define INLINE static inline __attribute__((always_inline))
#define BLOCK_VECTORS 16
#define HEADER_BATCH 16
#define PREFETCH_NODES 12
#define LABEL_MESSAGE_BITS 9984

/* The hash state in the order of the SHA instructions. */
typedef struct {
    __m128i abef, cdgh;
} sha_state;

/* A label as message words, first word lowest. */
typedef struct {
    __m128i low, high;
} node_words;

/* The schedule of one block, round constants added, four rounds a vector. */
typedef __m128i block_schedule[BLOCK_VECTORS];

INLINE __m128i round_constants(int i) { return _mm_load_si128((const __m128i *)sha256_k + i); }

INLINE void four_rounds(sha_state *s, __m128i wk) {
    s->cdgh = _mm_sha256rnds2_epu32(s->cdgh, s->abef, wk);
    s->abef = _mm_sha256rnds2_epu32(s->abef, s->cdgh, _mm_shuffle_epi32(wk, 0x0e));
}

/* Words 4i .. 4i+3 of the schedule into m[i & 3], for i >= 4; m holds the 16 words before. */
INLINE void next_words(__m128i m[4], int i) {
#ifdef __AVX512VL__
    /* SHA256MSG1 competes with the rounds for the SHA unit; the plain operations do not. */
    __m128i next = _mm_alignr_epi8(m[(i + 1) & 3], m[i & 3], 4);
    __m128i s0 = _mm_ternarylogic_epi32(_mm_ror_epi32(next, 7), _mm_ror_epi32(next, 18), _mm_srli_epi32(next, 3), 0x96);
    __m128i x = _mm_add_epi32(m[i & 3], s0);
#else
    __m128i x = _mm_sha256msg1_epu32(m[i & 3], m[(i + 1) & 3]);
#endif
    x = _mm_add_epi32(x, _mm_alignr_epi8(m[(i + 3) & 3], m[(i + 2) & 3], 4));
    m[i & 3] = _mm_sha256msg2_epu32(x, m[(i + 3) & 3]);
}

/* Compresses one block of each chain; m holds its 16 words and is used up. Leaves the schedule in kept when that is not null. */
INLINE void compress(const int chains, sha_state *states, __m128i m[][4], block_schedule *const *kept) {
    sha_state before[2];
    for (int c = 0; c < chains; c++) before[c] = states[c];
#pragma GCC unroll 16
    for (int i = 0; i < BLOCK_VECTORS; i++) {
        for (int c = 0; c < chains; c++) {
            if (i >= 4) next_words(m[c], i);
            __m128i wk = _mm_add_epi32(m[c][i & 3], round_constants(i));
            if (kept) _mm_store_si128(&(*kept[c])[i], wk);
            four_rounds(&states[c], wk);
        }
    }
    for (int c = 0; c < chains; c++) {
        states[c].abef = _mm_add_epi32(states[c].abef, before[c].abef);
        states[c].cdgh = _mm_add_epi32(states[c].cdgh, before[c].cdgh);
    }
}

/* The same for a block whose schedule was kept. */
INLINE void compress_kept(const int chains, sha_state *states, block_schedule *const *kept) {
    sha_state before[2];
    for (int c = 0; c < chains; c++) before[c] = states[c];
#pragma GCC unroll 16
    for (int i = 0; i < BLOCK_VECTORS; i++)
        for (int c = 0; c < chains; c++) four_rounds(&states[c], _mm_load_si128(&(*kept[c])[i]));
    for (int c = 0; c < chains; c++) {
        states[c].abef = _mm_add_epi32(states[c].abef, before[c].abef);
        states[c].cdgh = _mm_add_epi32(states[c].cdgh, before[c].cdgh);
    }
}

INLINE __m128i swap_words(__m128i x) { return _mm_shuffle_epi8(x, _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203)); }

INLINE node_words load_words(const uint8_t *node) {
    return (node_words){swap_words(_mm_loadu_si128((const __m128i *)node)), swap_words(_mm_loadu_si128((const __m128i *)(node + 16)))};
}

/* The digest of a final state, truncated. */
INLINE node_words digest_words(sha_state s) {
    __m128i feba = _mm_shuffle_epi32(s.abef, 0x1b), dchg = _mm_shuffle_epi32(s.cdgh, 0xb1);
    __m128i efgh = _mm_alignr_epi8(dchg, feba, 8);
    return (node_words){_mm_blend_epi16(feba, dchg, 0xf0), _mm_and_si128(efgh, _mm_set_epi32((int)SHA254_MASK, -1, -1, -1))};
}

INLINE void store_words(uint8_t *node, node_words w) {
    _mm_storeu_si128((__m128i *)node, swap_words(w.low));
    _mm_storeu_si128((__m128i *)(node + 16), swap_words(w.high));
}

INLINE sha_state initial_state(void) {
    return (sha_state){_mm_set_epi32(0x6a09e667, (int)0xbb67ae85, 0x510e527f, (int)0x9b05688c),
                       _mm_set_epi32(0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab, 0x5be0cd19)};
}

static void hash_headers(const lotusseal_label_chain *chain, uint32_t layer, uint32_t first_node, sha_state states[HEADER_BATCH]);

INLINE void prefetch_parents(const int chains, const lotusseal_label_chain *chain, uint32_t layer, const uint32_t *parents) {
    for (int c = 0; c < chains; c++) {
        for (uint32_t i = 0; i < BASE_PARENTS; i++) _mm_prefetch((const char *)chain[c].layer + (uint64_t)parents[i] * NODE_BYTES, _MM_HINT_T0);
        for (uint32_t i = BASE_PARENTS; layer > 1 && i < PARENTS; i++)
            _mm_prefetch((const char *)chain[c].previous_layer + (uint64_t)parents[i] * NODE_BYTES, _MM_HINT_T0);
    }
}

/* Words of the parent in the given slot; the predecessor's come from registers. */
INLINE node_words parent_words(const lotusseal_label_chain *chain, const uint32_t *parents, uint32_t slot, uint32_t node, node_words predecessor) {
    if (slot == 0 && parents[0] == node - 1) return predecessor;
    const uint8_t *labels = slot < BASE_PARENTS ? chain->layer : chain->previous_layer;
    return load_words(labels + (uint64_t)parents[slot] * NODE_BYTES);
}

INLINE void label_node(const int chains, const uint32_t distinct_blocks, const lotusseal_label_chain *chain, uint32_t node, const uint32_t *parents,
                       sha_state *states, node_words *predecessor) {
    block_schedule kept[2][PARENTS / 2], *slots[2];
    __m128i m[2][4];
    uint32_t final_slot = (18 % distinct_blocks) * 2;
    for (uint32_t block = 0; block < distinct_blocks; block++) {
        for (int c = 0; c < chains; c++) {
            node_words first = parent_words(&chain[c], parents, 2 * block, node, predecessor[c]);
            node_words second = parent_words(&chain[c], parents, 2 * block + 1, node, predecessor[c]);
            m[c][0] = first.low, m[c][1] = first.high, m[c][2] = second.low, m[c][3] = second.high;
            slots[c] = &kept[c][block];
        }
        compress(chains, states, m, slots);
    }
    for (uint32_t block = distinct_blocks, source = 0; block < 18; block++) {
        for (int c = 0; c < chains; c++) slots[c] = &kept[c][source];
        compress_kept(chains, states, slots);
        source = source + 1 == distinct_blocks ? 0 : source + 1;
    }
    for (int c = 0; c < chains; c++) {
        node_words parent = parent_words(&chain[c], parents, final_slot, node, predecessor[c]);
        m[c][0] = parent.low, m[c][1] = parent.high;
        m[c][2] = _mm_set_epi32(0, 0, 0, (int)0x80000000u), m[c][3] = _mm_set_epi32(LABEL_MESSAGE_BITS, 0, 0, 0);
    }
    compress(chains, states, m, NULL);
    for (int c = 0; c < chains; c++) {
        predecessor[c] = digest_words(states[c]);
        store_words(chain[c].layer + (uint64_t)node * NODE_BYTES, predecessor[c]);
    }
}

INLINE void label_range(const int chains, const uint32_t distinct_blocks, const lotusseal_label_chain *chain, uint32_t layer, uint32_t first_node,
                        uint64_t count, const uint32_t *parents) {
    sha_state headers[2][HEADER_BATCH];
    node_words predecessor[2];
    uint64_t i = 0;
    if (count > 0 && first_node == 0) {
        for (int c = 0; c < chains; c++) label_range_portable(&chain[c], layer, 0, 1, parents);
        i = 1;
    }
    if (i == count) return;
    for (int c = 0; c < chains; c++) predecessor[c] = load_words(chain[c].layer + (first_node + i - 1) * NODE_BYTES);
    for (uint64_t j = i; j < count && j < i + PREFETCH_NODES; j++) prefetch_parents(chains, chain, layer, parents + j * PARENTS);
    while (i < count) {
        uint64_t end = count - i < HEADER_BATCH ? count : i + HEADER_BATCH;
        for (int c = 0; c < chains; c++) hash_headers(&chain[c], layer, first_node + (uint32_t)i, headers[c]);
        for (int k = 0; i < end; i++, k++) {
            sha_state states[2];
            for (int c = 0; c < chains; c++) states[c] = headers[c][k];
            if (i + PREFETCH_NODES < count) prefetch_parents(chains, chain, layer, parents + (i + PREFETCH_NODES) * PARENTS);
            label_node(chains, distinct_blocks, chain, first_node + (uint32_t)i, parents + i * PARENTS, states, predecessor);
        }
    }
}

#define DEFINE_LABEL_RANGE(name, chains)                                                                                                        \
    void name(const lotusseal_label_chain *chain, uint32_t layer, uint32_t first_node, uint64_t count, const uint32_t *parents) {               \
        if (layer == 1) label_range(chains, BASE_PARENTS / 2, chain, layer, first_node, count, parents);                                        \
        else label_range(chains, PARENTS / 2, chain, layer, first_node, count, parents);                                                        \
    }

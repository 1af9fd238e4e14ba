/* SHA-256 on the SHA-256 instructions of 64-bit Arm. */
#ifndef LOTUSSEAL_HASH_ARM_SHA_H
#define LOTUSSEAL_HASH_ARM_SHA_H

#include <arm_neon.h>

#include "common/platform.h"
#include "hash/sha256.h"

typedef uint32x4_t sha_vector;

typedef struct {
    uint32x4_t abcd, efgh;
} sha_state;

INLINE uint32x4_t words_of(uint32_t a, uint32_t b, uint32_t c, uint32_t d) { return (uint32x4_t){a, b, c, d}; }
INLINE uint32x4_t add_words(uint32x4_t a, uint32x4_t b) { return vaddq_u32(a, b); }
INLINE sha_state add_states(sha_state a, sha_state b) { return (sha_state){add_words(a.abcd, b.abcd), add_words(a.efgh, b.efgh)}; }

INLINE uint32x4_t round_constants(int i) { return vld1q_u32(sha256_k + 4 * i); }

INLINE void four_rounds(sha_state *s, uint32x4_t wk) {
    uint32x4_t abcd = s->abcd;
    s->abcd = vsha256hq_u32(abcd, s->efgh, wk);
    s->efgh = vsha256h2q_u32(s->efgh, abcd, wk);
}

/* Words 4i .. 4i+3 of the schedule into m[i & 3], for i >= 4; m holds the 16 words before. */
INLINE void next_words(uint32x4_t m[4], int i) {
    m[i & 3] = vsha256su1q_u32(vsha256su0q_u32(m[i & 3], m[(i + 1) & 3]), m[(i + 2) & 3], m[(i + 3) & 3]);
}

#include "hash/sha_template.h"

INLINE uint32x4_t load_swapped(const uint8_t *p) { return vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(p))); }
INLINE void store_swapped(uint8_t *p, uint32x4_t x) { vst1q_u8(p, vrev32q_u8(vreinterpretq_u8_u32(x))); }

INLINE node_words load_words(const uint8_t *node) { return (node_words){load_swapped(node), load_swapped(node + 16)}; }

/* The digest of a final state, truncated. */
INLINE node_words digest_words(sha_state s) {
    return (node_words){s.abcd, vandq_u32(s.efgh, words_of(UINT32_MAX, UINT32_MAX, UINT32_MAX, SHA254_MASK))};
}

INLINE void store_words(uint8_t *node, node_words w) {
    store_swapped(node, w.low);
    store_swapped(node + 16, w.high);
}

INLINE sha_state initial_state(void) { return (sha_state){vld1q_u32(sha256_initial), vld1q_u32(sha256_initial + 4)}; }

#endif

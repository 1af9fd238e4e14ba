/* SHA-256 on the SHA instructions of x86; the message schedule uses AVX-512 where the including file may. */
#ifndef LOTUSSEAL_HASH_SHA_NI_H
#define LOTUSSEAL_HASH_SHA_NI_H

#include <immintrin.h>

#include "common/platform.h"
#include "hash/sha256.h"

typedef __m128i sha_vector;

typedef struct {
    __m128i abef, cdgh;
} sha_state;

INLINE __m128i words_of(uint32_t a, uint32_t b, uint32_t c, uint32_t d) { return _mm_setr_epi32((int)a, (int)b, (int)c, (int)d); }
INLINE __m128i add_words(__m128i a, __m128i b) { return _mm_add_epi32(a, b); }
INLINE sha_state add_states(sha_state a, sha_state b) { return (sha_state){add_words(a.abef, b.abef), add_words(a.cdgh, b.cdgh)}; }

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

#include "hash/sha_template.h"

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

#endif

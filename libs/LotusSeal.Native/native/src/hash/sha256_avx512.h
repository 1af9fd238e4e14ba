/* SHA-256 on 16 messages at once, one in each 32-bit lane. */
#ifndef LOTUSSEAL_HASH_SHA256_AVX512_H
#define LOTUSSEAL_HASH_SHA256_AVX512_H

#include <immintrin.h>

#include "common/platform.h"
#include "hash/sha256.h"

#define SHA256_LANES 16

INLINE __m512i xor3(__m512i a, __m512i b, __m512i c) { return _mm512_ternarylogic_epi32(a, b, c, 0x96); }

INLINE void sha256x16_round(__m512i s[8], int i, __m512i wk) {
    /* The eight variables rotate through the array instead of moving: round i finds a at index -i mod 8. */
    __m512i *a = &s[(0 - i) & 7], *b = &s[(1 - i) & 7], *c = &s[(2 - i) & 7], *d = &s[(3 - i) & 7];
    __m512i *e = &s[(4 - i) & 7], *f = &s[(5 - i) & 7], *g = &s[(6 - i) & 7], *h = &s[(7 - i) & 7];
    __m512i sum1 = xor3(_mm512_ror_epi32(*e, 6), _mm512_ror_epi32(*e, 11), _mm512_ror_epi32(*e, 25));
    __m512i choice = _mm512_ternarylogic_epi32(*e, *f, *g, 0xca);
    __m512i t1 = _mm512_add_epi32(_mm512_add_epi32(*h, wk), _mm512_add_epi32(sum1, choice));
    __m512i sum0 = xor3(_mm512_ror_epi32(*a, 2), _mm512_ror_epi32(*a, 13), _mm512_ror_epi32(*a, 22));
    __m512i majority = _mm512_ternarylogic_epi32(*a, *b, *c, 0xe8);
    *d = _mm512_add_epi32(*d, t1);
    *h = _mm512_add_epi32(t1, _mm512_add_epi32(sum0, majority));
}

/* The schedule word that follows 16 words by those 16, 15, 7 and 2 places back. */
INLINE __m512i sha256x16_word(__m512i w0, __m512i w1, __m512i w9, __m512i w14) {
    __m512i s0 = xor3(_mm512_ror_epi32(w1, 7), _mm512_ror_epi32(w1, 18), _mm512_srli_epi32(w1, 3));
    __m512i s1 = xor3(_mm512_ror_epi32(w14, 17), _mm512_ror_epi32(w14, 19), _mm512_srli_epi32(w14, 10));
    return _mm512_add_epi32(_mm512_add_epi32(w0, w9), _mm512_add_epi32(s0, s1));
}

INLINE void sha256x16_add(__m512i s[8], const __m512i before[8]) {
    for (int i = 0; i < 8; i++) s[i] = _mm512_add_epi32(s[i], before[i]);
}

/* One block; w holds its 16 words and is used up. */
INLINE void sha256x16_compress(__m512i s[8], __m512i w[16]) {
    __m512i before[8];
    for (int i = 0; i < 8; i++) before[i] = s[i];
#pragma GCC unroll 64
    for (int i = 0; i < 64; i++) {
        if (i >= 16) w[i & 15] = sha256x16_word(w[i & 15], w[(i + 1) & 15], w[(i + 9) & 15], w[(i + 14) & 15]);
        sha256x16_round(s, i, _mm512_add_epi32(w[i & 15], _mm512_set1_epi32((int)sha256_k[i])));
    }
    sha256x16_add(s, before);
}

/* A block whose words, round constants added, are the same in every lane. */
INLINE void sha256x16_compress_constant(__m512i s[8], const uint32_t wk[64]) {
    __m512i before[8];
    for (int i = 0; i < 8; i++) before[i] = s[i];
#pragma GCC unroll 64
    for (int i = 0; i < 64; i++) sha256x16_round(s, i, _mm512_set1_epi32((int)wk[i]));
    sha256x16_add(s, before);
}

INLINE void sha256x16_start(__m512i s[8]) {
    for (int i = 0; i < 8; i++) s[i] = _mm512_set1_epi32((int)sha256_initial[i]);
}

/* Within each 128-bit part, element j of result k is element k of input j. */
INLINE void transpose4(__m512i x[4]) {
    __m512i a = _mm512_unpacklo_epi32(x[0], x[1]), b = _mm512_unpackhi_epi32(x[0], x[1]);
    __m512i c = _mm512_unpacklo_epi32(x[2], x[3]), d = _mm512_unpackhi_epi32(x[2], x[3]);
    x[0] = _mm512_unpacklo_epi64(a, c), x[1] = _mm512_unpackhi_epi64(a, c);
    x[2] = _mm512_unpacklo_epi64(b, d), x[3] = _mm512_unpackhi_epi64(b, d);
}

#endif

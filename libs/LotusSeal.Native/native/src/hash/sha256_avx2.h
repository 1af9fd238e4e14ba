/* SHA-256 on 8 messages at once, one in each 32-bit lane. */
#ifndef LOTUSSEAL_HASH_SHA256_AVX2_H
#define LOTUSSEAL_HASH_SHA256_AVX2_H

#include <immintrin.h>

#include "common/platform.h"
#include "hash/sha256.h"

#define SHA256_LANES 8

INLINE __m256i rotate8(__m256i x, int n) { return _mm256_or_si256(_mm256_srli_epi32(x, n), _mm256_slli_epi32(x, 32 - n)); }
INLINE __m256i xor8(__m256i a, __m256i b, __m256i c) { return _mm256_xor_si256(_mm256_xor_si256(a, b), c); }
INLINE __m256i add8(__m256i a, __m256i b) { return _mm256_add_epi32(a, b); }
INLINE __m256i all8(uint32_t x) { return _mm256_set1_epi32((int)x); }

INLINE void sha256x8_round(__m256i s[8], int i, __m256i wk) {
    /* The eight variables rotate through the array instead of moving: round i finds a at index -i mod 8. */
    __m256i *a = &s[(0 - i) & 7], *b = &s[(1 - i) & 7], *c = &s[(2 - i) & 7], *d = &s[(3 - i) & 7];
    __m256i *e = &s[(4 - i) & 7], *f = &s[(5 - i) & 7], *g = &s[(6 - i) & 7], *h = &s[(7 - i) & 7];
    __m256i sum1 = xor8(rotate8(*e, 6), rotate8(*e, 11), rotate8(*e, 25));
    __m256i choice = _mm256_xor_si256(*g, _mm256_and_si256(*e, _mm256_xor_si256(*f, *g)));
    __m256i t1 = add8(add8(*h, wk), add8(sum1, choice));
    __m256i sum0 = xor8(rotate8(*a, 2), rotate8(*a, 13), rotate8(*a, 22));
    __m256i majority = _mm256_or_si256(_mm256_and_si256(*a, *b), _mm256_and_si256(*c, _mm256_or_si256(*a, *b)));
    *d = add8(*d, t1);
    *h = add8(t1, add8(sum0, majority));
}

/* The schedule word that follows 16 words by those 16, 15, 7 and 2 places back. */
INLINE __m256i sha256x8_word(__m256i w0, __m256i w1, __m256i w9, __m256i w14) {
    __m256i s0 = xor8(rotate8(w1, 7), rotate8(w1, 18), _mm256_srli_epi32(w1, 3));
    __m256i s1 = xor8(rotate8(w14, 17), rotate8(w14, 19), _mm256_srli_epi32(w14, 10));
    return add8(add8(w0, w9), add8(s0, s1));
}

INLINE void sha256x8_add(__m256i s[8], const __m256i before[8]) {
    for (int i = 0; i < 8; i++) s[i] = add8(s[i], before[i]);
}

/* One block; w holds its 16 words and is used up. */
INLINE void sha256x8_compress(__m256i s[8], __m256i w[16]) {
    __m256i before[8];
    for (int i = 0; i < 8; i++) before[i] = s[i];
#pragma GCC unroll 64
    for (int i = 0; i < 64; i++) {
        if (i >= 16) w[i & 15] = sha256x8_word(w[i & 15], w[(i + 1) & 15], w[(i + 9) & 15], w[(i + 14) & 15]);
        sha256x8_round(s, i, add8(w[i & 15], all8(sha256_k[i])));
    }
    sha256x8_add(s, before);
}

/* A block whose words, round constants added, are the same in every lane. */
INLINE void sha256x8_compress_constant(__m256i s[8], const uint32_t wk[64]) {
    __m256i before[8];
    for (int i = 0; i < 8; i++) before[i] = s[i];
#pragma GCC unroll 64
    for (int i = 0; i < 64; i++) sha256x8_round(s, i, all8(wk[i]));
    sha256x8_add(s, before);
}

INLINE void sha256x8_start(__m256i s[8]) {
    for (int i = 0; i < 8; i++) s[i] = all8(sha256_initial[i]);
}

/* Words of the other byte order. */
INLINE __m256i swap8(__m256i x) {
    return _mm256_shuffle_epi8(
        x, _mm256_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
}

/* Element j of result k is element k of input j. */
INLINE void transpose8(__m256i x[8]) {
    __m256i pairs[8], fours[8];
    for (int i = 0; i < 4; i++) {
        pairs[2 * i] = _mm256_unpacklo_epi32(x[2 * i], x[2 * i + 1]);
        pairs[2 * i + 1] = _mm256_unpackhi_epi32(x[2 * i], x[2 * i + 1]);
    }
    for (int i = 0; i < 2; i++) {
        for (int half = 0; half < 2; half++) {
            fours[4 * i + 2 * half] = _mm256_unpacklo_epi64(pairs[4 * i + half], pairs[4 * i + 2 + half]);
            fours[4 * i + 2 * half + 1] = _mm256_unpackhi_epi64(pairs[4 * i + half], pairs[4 * i + 2 + half]);
        }
    }
    for (int i = 0; i < 4; i++) {
        x[i] = _mm256_permute2x128_si256(fours[i], fours[4 + i], 0x20);
        x[4 + i] = _mm256_permute2x128_si256(fours[i], fours[4 + i], 0x31);
    }
}

#endif

/* SHA-256 on 8 messages at once, one in each 32-bit lane. */
#ifndef LOTUSSEAL_HASH_SHA256_AVX2_H
#define LOTUSSEAL_HASH_SHA256_AVX2_H

#include <immintrin.h>
#include <stdint.h>

#include "common/platform.h"

#define SHA256_LANES 8
typedef __m256i lanes;

INLINE lanes add_lanes(lanes a, lanes b) { return _mm256_add_epi32(a, b); }
INLINE lanes all_lanes(uint32_t x) { return _mm256_set1_epi32((int)x); }
INLINE lanes xor3_lanes(lanes a, lanes b, lanes c) { return _mm256_xor_si256(_mm256_xor_si256(a, b), c); }
INLINE lanes choose_lanes(lanes a, lanes b, lanes c) { return _mm256_xor_si256(c, _mm256_and_si256(a, _mm256_xor_si256(b, c))); }
INLINE lanes majority_lanes(lanes a, lanes b, lanes c) { return _mm256_or_si256(_mm256_and_si256(a, b), _mm256_and_si256(c, _mm256_or_si256(a, b))); }
INLINE lanes shift_lanes(lanes x, int n) { return _mm256_srli_epi32(x, n); }
INLINE lanes rotate_lanes(lanes x, int n) { return _mm256_or_si256(shift_lanes(x, n), _mm256_slli_epi32(x, 32 - n)); }

#include "hash/sha256_lanes.h"

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

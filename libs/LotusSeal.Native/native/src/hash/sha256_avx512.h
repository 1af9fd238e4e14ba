/* SHA-256 on 16 messages at once, one in each 32-bit lane. */
#ifndef LOTUSSEAL_HASH_SHA256_AVX512_H
#define LOTUSSEAL_HASH_SHA256_AVX512_H

#include <immintrin.h>
#include <stdint.h>

#include "common/platform.h"

#define SHA256_LANES 16
typedef __m512i lanes;

INLINE lanes add_lanes(lanes a, lanes b) { return _mm512_add_epi32(a, b); }
INLINE lanes all_lanes(uint32_t x) { return _mm512_set1_epi32((int)x); }
INLINE lanes xor3_lanes(lanes a, lanes b, lanes c) { return _mm512_ternarylogic_epi32(a, b, c, 0x96); }
INLINE lanes choose_lanes(lanes a, lanes b, lanes c) { return _mm512_ternarylogic_epi32(a, b, c, 0xca); }
INLINE lanes majority_lanes(lanes a, lanes b, lanes c) { return _mm512_ternarylogic_epi32(a, b, c, 0xe8); }
/* Their count is an immediate, which a function's argument is only where it is inlined. */
#define rotate_lanes(x, n) _mm512_ror_epi32(x, n)
#define shift_lanes(x, n) _mm512_srli_epi32(x, n)

#include "hash/sha256_lanes.h"

/* Within each 128-bit part, element j of result k is element k of input j. */
INLINE void transpose4(__m512i x[4]) {
    __m512i a = _mm512_unpacklo_epi32(x[0], x[1]), b = _mm512_unpackhi_epi32(x[0], x[1]);
    __m512i c = _mm512_unpacklo_epi32(x[2], x[3]), d = _mm512_unpackhi_epi32(x[2], x[3]);
    x[0] = _mm512_unpacklo_epi64(a, c), x[1] = _mm512_unpackhi_epi64(a, c);
    x[2] = _mm512_unpacklo_epi64(b, d), x[3] = _mm512_unpackhi_epi64(b, d);
}

#endif

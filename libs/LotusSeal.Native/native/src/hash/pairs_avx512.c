/* sha254 of 16 pairs at once (porep.md 2.2). */
#include "hash/sha256_avx512.h"

INLINE __m512i swap_words(__m512i x) { return _mm512_shuffle_epi8(x, _mm512_set4_epi32(0x0c0d0e0f, 0x08090a0b, 0x04050607, 0x00010203)); }

/* Word i of 16 pairs into lanes of w[i]: part p of a vector takes 16 bytes of pair 4p + k, transpose4 then turns the four k into lanes. */
INLINE void load_words(__m512i w[16], const uint8_t *pairs) {
    for (int quarter = 0; quarter < 4; quarter++) {
        __m512i x[4];
        for (int k = 0; k < 4; k++) {
            const uint8_t *p = pairs + 64 * k + 16 * quarter;
            __m512i v = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)p));
            v = _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(p + 256)), 1);
            v = _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(p + 512)), 2);
            x[k] = swap_words(_mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(p + 768)), 3));
        }
        transpose4(x);
        for (int k = 0; k < 4; k++) w[4 * quarter + k] = x[k];
    }
}

INLINE void store_digests(uint8_t *digests, __m512i s[8]) {
    s[7] = _mm512_and_si512(s[7], _mm512_set1_epi32((int)SHA254_MASK));
    for (int half = 0; half < 2; half++) {
        transpose4(s + 4 * half);
        for (int k = 0; k < 4; k++) {
            __m512i v = swap_words(s[4 * half + k]);
            uint8_t *p = digests + 32 * k + 16 * half;
            _mm_storeu_si128((__m128i *)p, _mm512_castsi512_si128(v));
            _mm_storeu_si128((__m128i *)(p + 128), _mm512_extracti32x4_epi32(v, 1));
            _mm_storeu_si128((__m128i *)(p + 256), _mm512_extracti32x4_epi32(v, 2));
            _mm_storeu_si128((__m128i *)(p + 384), _mm512_extracti32x4_epi32(v, 3));
        }
    }
}

#define PAIRS hash_pairs_avx512
#include "hash/pairs_lanes.h"

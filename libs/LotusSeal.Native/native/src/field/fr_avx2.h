/* fr4.h with AVX2: VPMULUDQ multiplies the low 32 bits of a lane to 64. */
#ifndef LOTUSSEAL_FIELD_FR_AVX2_H
#define LOTUSSEAL_FIELD_FR_AVX2_H

#include <immintrin.h>

#include "common/platform.h"
#include "field/fr4.h"

typedef struct {
    __m256i limb[FR4_LIMBS];
} fr4;

INLINE __m256i fr4_broadcast(uint64_t x) { return _mm256_set1_epi64x((long long)x); }

INLINE fr4 fr4_constant(const uint64_t limbs[FR4_LIMBS]) {
    fr4 e;
    for (int i = 0; i < FR4_LIMBS; i++) e.limb[i] = fr4_broadcast(limbs[i]);
    return e;
}

/* Brings all limbs but the highest below 2^29. */
INLINE void fr4_carry(__m256i t[FR4_LIMBS]) {
    const __m256i mask = fr4_broadcast(FR4_LIMB_MASK);
    for (int i = 0; i < FR4_LIMBS - 1; i++) {
        t[i + 1] = _mm256_add_epi64(t[i + 1], _mm256_srli_epi64(t[i], FR4_LIMB_BITS));
        t[i] = _mm256_and_si256(t[i], mask);
    }
}

/* One Montgomery step: t = (t + q r) / 2^29, limb by limb, where t has as many limbs as r. */
INLINE void fr4_montgomery_step(__m256i t[FR4_LIMBS], __m256i above) {
    const __m256i q = _mm256_and_si256(_mm256_sub_epi64(_mm256_setzero_si256(), t[0]), fr4_broadcast(FR4_LIMB_MASK));
    const __m256i carry = _mm256_srli_epi64(_mm256_add_epi64(t[0], q), FR4_LIMB_BITS);
    for (int j = 1; j < FR4_LIMBS; j++) t[j - 1] = _mm256_add_epi64(t[j], _mm256_mul_epu32(q, fr4_broadcast(fr4_modulus[j])));
    t[0] = _mm256_add_epi64(t[0], carry);
    t[FR4_LIMBS - 1] = above;
}

INLINE fr4 fr4_mul(const fr4 *a, const fr4 *b) {
    fr4 e;
    for (int j = 0; j < FR4_LIMBS; j++) e.limb[j] = _mm256_setzero_si256();
    for (int i = 0; i < FR4_LIMBS; i++) {
        const __m256i factor = a->limb[i];
        for (int j = 0; j < FR4_LIMBS; j++) e.limb[j] = _mm256_add_epi64(e.limb[j], _mm256_mul_epu32(factor, b->limb[j]));
        fr4_montgomery_step(e.limb, _mm256_setzero_si256());
    }
    fr4_carry(e.limb);
    return e;
}

/* x + constant. */
INLINE void fr4_add_constant(fr4 *x, const uint64_t limbs[FR4_LIMBS]) {
    for (int i = 0; i < FR4_LIMBS; i++) x->limb[i] = _mm256_add_epi64(x->limb[i], fr4_broadcast(limbs[i]));
    fr4_carry(x->limb);
}

/* The nodes at the given byte offsets, one a lane. */
INLINE fr4 fr4_load(const uint8_t *nodes, const uint64_t offsets[FR4_LANES]) {
    const __m256i mask = fr4_broadcast(FR4_LIMB_MASK);
    __m256i row[FR4_LANES], word[5];
    for (int lane = 0; lane < FR4_LANES; lane++) row[lane] = _mm256_loadu_si256((const __m256i *)(nodes + offsets[lane]));
    const __m256i even0 = _mm256_unpacklo_epi64(row[0], row[1]), odd0 = _mm256_unpackhi_epi64(row[0], row[1]);
    const __m256i even1 = _mm256_unpacklo_epi64(row[2], row[3]), odd1 = _mm256_unpackhi_epi64(row[2], row[3]);
    word[0] = _mm256_permute2x128_si256(even0, even1, 0x20);
    word[1] = _mm256_permute2x128_si256(odd0, odd1, 0x20);
    word[2] = _mm256_permute2x128_si256(even0, even1, 0x31);
    word[3] = _mm256_permute2x128_si256(odd0, odd1, 0x31);
    word[4] = _mm256_setzero_si256();
    fr4 e;
    for (int i = 0; i < FR4_LIMBS; i++) {
        const int bit = i * FR4_LIMB_BITS, from = bit / 64, shift = bit % 64;
        __m256i x = _mm256_srli_epi64(word[from], shift);
        if (shift > 64 - FR4_LIMB_BITS) x = _mm256_or_si256(x, _mm256_slli_epi64(word[from + 1], 64 - shift));
        e.limb[i] = _mm256_and_si256(x, mask);
    }
    return e;
}

/* Stores x < 2r of the first lanes as consecutive nodes, canonical. */
INLINE void fr4_store(uint8_t *nodes, const fr4 *x, uint32_t lanes) {
    uint64_t limbs[FR4_LIMBS][FR4_LANES];
    for (int i = 0; i < FR4_LIMBS; i++) _mm256_storeu_si256((__m256i *)limbs[i], x->limb[i]);
    fr4_store_limbs(nodes, limbs, lanes);
}

#endif

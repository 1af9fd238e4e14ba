/*
 * Eight elements of the scalar field at once with 52-bit multiply-add: fr.h's field in five vectors of 52-bit limbs, R = 2^260.
 *
 * VPMADD52 multiplies the low 52 bits of its operands and adds the low or high 52 bits of the product to a 64-bit lane, so up to 4096 such terms
 * add up without overflow and carries are taken once a sum. Values need not be canonical: the product of values a and b is below
 * ab / 2^260 + r.
 */
#ifndef LOTUSSEAL_FIELD_FR_IFMA_H
#define LOTUSSEAL_FIELD_FR_IFMA_H

#include <immintrin.h>

#include "common/bytes.h"
#include "common/platform.h"

#define FR8_LANES 8
#define FR8_LIMBS 5
#define FR8_LIMB_BITS 52
#define FR8_LIMB_MASK 0xfffffffffffffu

typedef struct {
    __m512i limb[FR8_LIMBS];
} fr8;

static const uint64_t fr8_modulus[FR8_LIMBS] = {0xfffff00000001u, 0x02fffe5bfefffu, 0x9a1d80553bda4u, 0x7d483339d8080u, 0x073eda753299du};

/* -1 / r mod 2^52. */
#define FR8_INVERSE 0xffffeffffffffu

INLINE __m512i fr8_broadcast(uint64_t x) { return _mm512_set1_epi64((long long)x); }

INLINE fr8 fr8_constant(const uint64_t limbs[FR8_LIMBS]) {
    fr8 e;
    for (int i = 0; i < FR8_LIMBS; i++) e.limb[i] = fr8_broadcast(limbs[i]);
    return e;
}

/* One Montgomery step: adds the multiple of r that clears the low limb of t, and carries what is above it into the next. */
INLINE void fr8_montgomery_step(__m512i *t) {
    __m512i q = _mm512_madd52lo_epu64(_mm512_setzero_si512(), t[0], fr8_broadcast(FR8_INVERSE));
    t[0] = _mm512_madd52lo_epu64(t[0], q, fr8_broadcast(fr8_modulus[0]));
    for (int j = 1; j < FR8_LIMBS; j++) t[j] = _mm512_madd52lo_epu64(t[j], q, fr8_broadcast(fr8_modulus[j]));
    for (int j = 0; j < FR8_LIMBS; j++) t[j + 1] = _mm512_madd52hi_epu64(t[j + 1], q, fr8_broadcast(fr8_modulus[j]));
    t[1] = _mm512_add_epi64(t[1], _mm512_srli_epi64(t[0], FR8_LIMB_BITS));
}

/* Brings all limbs but the highest below 2^52. */
INLINE fr8 fr8_carried(const __m512i t[FR8_LIMBS]) {
    fr8 e;
    __m512i carry = _mm512_setzero_si512();
    for (int i = 0; i < FR8_LIMBS; i++) {
        __m512i x = i ? _mm512_add_epi64(t[i], carry) : t[i];
        carry = _mm512_srli_epi64(x, FR8_LIMB_BITS);
        e.limb[i] = i == FR8_LIMBS - 1 ? x : _mm512_and_si512(x, fr8_broadcast(FR8_LIMB_MASK));
    }
    return e;
}

INLINE fr8 fr8_reduce_product(__m512i t[2 * FR8_LIMBS]) {
    for (int k = 0; k < FR8_LIMBS; k++) fr8_montgomery_step(t + k);
    return fr8_carried(t + FR8_LIMBS);
}

INLINE fr8 fr8_mul(const fr8 *a, const fr8 *b) {
    __m512i t[2 * FR8_LIMBS];
    for (int k = 0; k < 2 * FR8_LIMBS; k++) t[k] = _mm512_setzero_si512();
    for (int i = 0; i < FR8_LIMBS; i++) {
        for (int j = 0; j < FR8_LIMBS; j++) t[i + j] = _mm512_madd52lo_epu64(t[i + j], a->limb[i], b->limb[j]);
        for (int j = 0; j < FR8_LIMBS; j++) t[i + j + 1] = _mm512_madd52hi_epu64(t[i + j + 1], a->limb[i], b->limb[j]);
    }
    return fr8_reduce_product(t);
}

/* Products of different limbs once, doubled, then the squares. */
INLINE fr8 fr8_square(const fr8 *a) {
    __m512i t[2 * FR8_LIMBS];
    for (int k = 0; k < 2 * FR8_LIMBS; k++) t[k] = _mm512_setzero_si512();
    for (int i = 0; i < FR8_LIMBS; i++) {
        for (int j = i + 1; j < FR8_LIMBS; j++) t[i + j] = _mm512_madd52lo_epu64(t[i + j], a->limb[i], a->limb[j]);
        for (int j = i + 1; j < FR8_LIMBS; j++) t[i + j + 1] = _mm512_madd52hi_epu64(t[i + j + 1], a->limb[i], a->limb[j]);
    }
    for (int k = 1; k < 2 * FR8_LIMBS - 1; k++) t[k] = _mm512_add_epi64(t[k], t[k]);
    for (int i = 0; i < FR8_LIMBS; i++) {
        t[2 * i] = _mm512_madd52lo_epu64(t[2 * i], a->limb[i], a->limb[i]);
        t[2 * i + 1] = _mm512_madd52hi_epu64(t[2 * i + 1], a->limb[i], a->limb[i]);
    }
    return fr8_reduce_product(t);
}

/* The nodes at the given byte offsets, one a lane. */
INLINE fr8 fr8_load(const uint8_t *nodes, __m512i offsets) {
    __m512i a[4], mask = fr8_broadcast(FR8_LIMB_MASK);
    for (int i = 0; i < 4; i++) a[i] = _mm512_i64gather_epi64(offsets, nodes + 8 * i, 1);
    return (fr8){{_mm512_and_si512(a[0], mask), _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(a[0], 52), _mm512_slli_epi64(a[1], 12)), mask),
                  _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(a[1], 40), _mm512_slli_epi64(a[2], 24)), mask),
                  _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(a[2], 28), _mm512_slli_epi64(a[3], 36)), mask), _mm512_srli_epi64(a[3], 16)}};
}

/* x < 2r to its canonical value. */
INLINE fr8 fr8_canonical(const fr8 *x) {
    fr8 d;
    __m512i borrow = _mm512_setzero_si512();
    for (int i = 0; i < FR8_LIMBS; i++) {
        d.limb[i] = _mm512_add_epi64(_mm512_sub_epi64(x->limb[i], fr8_broadcast(fr8_modulus[i])), borrow);
        borrow = _mm512_srai_epi64(d.limb[i], FR8_LIMB_BITS);
        d.limb[i] = _mm512_and_si512(d.limb[i], fr8_broadcast(FR8_LIMB_MASK));
    }
    __mmask8 below = _mm512_movepi64_mask(borrow);
    for (int i = 0; i < FR8_LIMBS; i++) d.limb[i] = _mm512_mask_mov_epi64(d.limb[i], below, x->limb[i]);
    return d;
}

/* Stores the canonical values of the first lanes as consecutive nodes. */
INLINE void fr8_store(uint8_t *nodes, const fr8 *x, uint32_t lanes) {
    const __m512i *l = x->limb;
    uint64_t words[4][FR8_LANES];
    _mm512_storeu_si512(words[0], _mm512_or_si512(l[0], _mm512_slli_epi64(l[1], 52)));
    _mm512_storeu_si512(words[1], _mm512_or_si512(_mm512_srli_epi64(l[1], 12), _mm512_slli_epi64(l[2], 40)));
    _mm512_storeu_si512(words[2], _mm512_or_si512(_mm512_srli_epi64(l[2], 24), _mm512_slli_epi64(l[3], 28)));
    _mm512_storeu_si512(words[3], _mm512_or_si512(_mm512_srli_epi64(l[3], 36), _mm512_slli_epi64(l[4], 16)));
    for (uint32_t lane = 0; lane < lanes; lane++)
        for (int i = 0; i < 4; i++) store_le64(nodes + lane * NODE_BYTES + 8 * i, words[i][lane]);
}

#endif

/*
 * Eight elements of the base field at once with 52-bit multiply-add: fp.h's field in eight vectors of 52-bit limbs.
 *
 * VPMADD52 multiplies the low 52 bits of its operands and adds the low or high 52 bits of the product to a 64-bit lane. Limbs are below 2^52; a value
 * need not be canonical, the limbs have room for 2^35 p. A product is divided by 2^416, and that of a and b is below ab / 2^416 + p: a little more
 * than p for all that is multiplied here.
 */
#ifndef LOTUSSEAL_FIELD_FP_IFMA_H
#define LOTUSSEAL_FIELD_FP_IFMA_H

#include <immintrin.h>

#include "common/platform.h"
#include "field/fp.h"

#define FP8_LANES 8
#define FP8_LIMBS 8
#define FP8_LIMB_BITS 52
#define FP8_MASK 0xfffffffffffffu

/* -1 / p mod 2^52. */
#define FP8_INVERSE 0x3fffcfffcfffdu

typedef struct {
    __m512i limb[FP8_LIMBS];
} fp8;

/* p, 2p and 4p. */
static const uint64_t fp8_multiples[3][FP8_LIMBS] = {
    {0xeffffffffaaabu, 0xfeb153ffffb9fu, 0x6b0f6241eabffu, 0x12bf6730d2a0fu, 0x764774b84f385u, 0x1ba7b6434bacdu, 0x1ea397fe69a4bu, 0x1a011u},
    {0xdffffffff5556u, 0xfd62a7ffff73fu, 0xd61ec483d57ffu, 0x257ece61a541eu, 0xec8ee9709e70au, 0x374f6c869759au, 0x3d472ffcd3496u, 0x34022u},
    {0xbfffffffeaaacu, 0xfac54ffffee7fu, 0xac3d8907aafffu, 0x4afd9cc34a83du, 0xd91dd2e13ce14u, 0x6e9ed90d2eb35u, 0x7a8e5ff9a692cu, 0x68044u},
};
#define FP8_P 0
#define FP8_2P 1
#define FP8_4P 2

INLINE __m512i fp8_broadcast(uint64_t x) { return _mm512_set1_epi64((long long)x); }

/* Brings all limbs but the highest below 2^52; they may be negative before. */
INLINE void fp8_carry(fp8 *c, const __m512i t[FP8_LIMBS]) {
    __m512i carry = _mm512_setzero_si512();
    for (int i = 0; i < FP8_LIMBS; i++) {
        __m512i x = _mm512_add_epi64(t[i], carry);
        carry = _mm512_srai_epi64(x, FP8_LIMB_BITS);
        c->limb[i] = i == FP8_LIMBS - 1 ? x : _mm512_and_si512(x, fp8_broadcast(FP8_MASK));
    }
}

/* c = a * b / 2^416 mod p. */
static __attribute__((noinline, unused)) void fp8_multiply(fp8 *c, const fp8 *a, const fp8 *b) {
    __m512i t[FP8_LIMBS + 1];
    for (int j = 0; j <= FP8_LIMBS; j++) t[j] = _mm512_setzero_si512();
#pragma GCC unroll 8
    for (int i = 0; i < FP8_LIMBS; i++) {
        __m512i factor = a->limb[i];
#pragma GCC unroll 8
        for (int j = 0; j < FP8_LIMBS; j++) t[j] = _mm512_madd52lo_epu64(t[j], factor, b->limb[j]);
        __m512i q = _mm512_madd52lo_epu64(_mm512_setzero_si512(), t[0], fp8_broadcast(FP8_INVERSE));
#pragma GCC unroll 8
        for (int j = 0; j < FP8_LIMBS; j++) t[j + 1] = _mm512_madd52hi_epu64(t[j + 1], factor, b->limb[j]);
#pragma GCC unroll 8
        for (int j = 0; j < FP8_LIMBS; j++) t[j] = _mm512_madd52lo_epu64(t[j], q, fp8_broadcast(fp8_multiples[FP8_P][j]));
#pragma GCC unroll 8
        for (int j = 0; j < FP8_LIMBS; j++) t[j + 1] = _mm512_madd52hi_epu64(t[j + 1], q, fp8_broadcast(fp8_multiples[FP8_P][j]));
        t[1] = _mm512_add_epi64(t[1], _mm512_srli_epi64(t[0], FP8_LIMB_BITS));
#pragma GCC unroll 8
        for (int j = 0; j < FP8_LIMBS; j++) t[j] = t[j + 1];
        t[FP8_LIMBS] = _mm512_setzero_si512();
    }
    fp8_carry(c, t);
}

INLINE void fp8_add(fp8 *c, const fp8 *a, const fp8 *b) {
    __m512i t[FP8_LIMBS];
    for (int i = 0; i < FP8_LIMBS; i++) t[i] = _mm512_add_epi64(a->limb[i], b->limb[i]);
    fp8_carry(c, t);
}

/* c = a - b and a multiple of p that is at least b. */
INLINE void fp8_subtract(fp8 *c, const fp8 *a, const fp8 *b, const int multiple) {
    __m512i t[FP8_LIMBS];
    for (int i = 0; i < FP8_LIMBS; i++) t[i] = _mm512_sub_epi64(_mm512_add_epi64(a->limb[i], fp8_broadcast(fp8_multiples[multiple][i])), b->limb[i]);
    fp8_carry(c, t);
}

/* c = 2^bits * a, below 2^416. */
INLINE void fp8_shift(fp8 *c, const fp8 *a, const int bits) {
    __m512i t[FP8_LIMBS];
    for (int i = 0; i < FP8_LIMBS; i++)
        t[i] = _mm512_or_si512(_mm512_and_si512(_mm512_slli_epi64(a->limb[i], bits), fp8_broadcast(FP8_MASK)),
                               i ? _mm512_srli_epi64(a->limb[i - 1], FP8_LIMB_BITS - bits) : _mm512_setzero_si512());
    for (int i = 0; i < FP8_LIMBS; i++) c->limb[i] = t[i];
}

/* From below 8p to the canonical value. */
INLINE void fp8_canonical(fp8 *a) {
    for (int multiple = FP8_4P; multiple >= FP8_P; multiple--) {
        __m512i t[FP8_LIMBS];
        fp8 less;
        for (int i = 0; i < FP8_LIMBS; i++) t[i] = _mm512_sub_epi64(a->limb[i], fp8_broadcast(fp8_multiples[multiple][i]));
        fp8_carry(&less, t);
        __mmask8 below = _mm512_movepi64_mask(less.limb[FP8_LIMBS - 1]);
        for (int i = 0; i < FP8_LIMBS; i++) a->limb[i] = _mm512_mask_mov_epi64(less.limb[i], below, a->limb[i]);
    }
}

/* Rows to columns of eight by eight words. */
INLINE void fp8_transpose(__m512i w[8]) {
    __m512i even[4], odd[4];
    for (int i = 0; i < 4; i++) even[i] = _mm512_unpacklo_epi64(w[2 * i], w[2 * i + 1]), odd[i] = _mm512_unpackhi_epi64(w[2 * i], w[2 * i + 1]);
    for (int parity = 0; parity < 2; parity++) {
        const __m512i *t = parity ? odd : even;
        __m512i a = _mm512_shuffle_i64x2(t[0], t[1], 0x88), b = _mm512_shuffle_i64x2(t[2], t[3], 0x88);
        __m512i c = _mm512_shuffle_i64x2(t[0], t[1], 0xdd), d = _mm512_shuffle_i64x2(t[2], t[3], 0xdd);
        w[parity] = _mm512_shuffle_i64x2(a, b, 0x88);
        w[parity + 4] = _mm512_shuffle_i64x2(a, b, 0xdd);
        w[parity + 2] = _mm512_shuffle_i64x2(c, d, 0x88);
        w[parity + 6] = _mm512_shuffle_i64x2(c, d, 0xdd);
    }
}

/* Bits from..from + 51 of the words; from is a multiple of 52. */
INLINE void fp8_of_words(fp8 *a, const __m512i w[8]) {
    for (int i = 0; i < FP8_LIMBS; i++) {
        int word = FP8_LIMB_BITS * i / 64, shift = FP8_LIMB_BITS * i % 64;
        __m512i x = _mm512_srli_epi64(w[word], (unsigned)shift);
        if (shift > 12 && word < 5) x = _mm512_or_si512(x, _mm512_slli_epi64(w[word + 1], (unsigned)(64 - shift)));
        a->limb[i] = _mm512_and_si512(x, fp8_broadcast(FP8_MASK));
    }
}

/* One element from each address. */
INLINE void fp8_load(fp8 *a, const fp *const at[FP8_LANES]) {
    __m512i w[8];
    for (int lane = 0; lane < FP8_LANES; lane++) w[lane] = _mm512_maskz_loadu_epi64(0x3f, at[lane]);
    fp8_transpose(w);
    fp8_of_words(a, w);
}

/* Canonical elements to the addresses of the lanes in the mask. */
INLINE void fp8_store(fp *const at[FP8_LANES], const fp8 *a, uint32_t lanes) {
    const __m512i *l = a->limb;
    __m512i w[8] = {_mm512_or_si512(l[0], _mm512_slli_epi64(l[1], 52)),
                    _mm512_or_si512(_mm512_srli_epi64(l[1], 12), _mm512_slli_epi64(l[2], 40)),
                    _mm512_or_si512(_mm512_srli_epi64(l[2], 24), _mm512_slli_epi64(l[3], 28)),
                    _mm512_or_si512(_mm512_srli_epi64(l[3], 36), _mm512_slli_epi64(l[4], 16)),
                    _mm512_or_si512(_mm512_or_si512(_mm512_srli_epi64(l[4], 48), _mm512_slli_epi64(l[5], 4)), _mm512_slli_epi64(l[6], 56)),
                    _mm512_or_si512(_mm512_srli_epi64(l[6], 8), _mm512_slli_epi64(l[7], 44)),
                    _mm512_setzero_si512(),
                    _mm512_setzero_si512()};
    fp8_transpose(w);
    for (int lane = 0; lane < FP8_LANES; lane++)
        if (lanes >> lane & 1) _mm512_mask_storeu_epi64(at[lane], 0x3f, w[lane]);
}

/* The lanes with equal canonical values. */
INLINE __mmask8 fp8_equal(const fp8 *a, const fp8 *b) {
    __mmask8 equal = 0xff;
    for (int i = 0; i < FP8_LIMBS; i++) equal &= _mm512_cmpeq_epi64_mask(a->limb[i], b->limb[i]);
    return equal;
}

#endif

/* fr4.h with NEON: UMLAL and UMLAL2 multiply the 32-bit lanes of one half to 64 bits and add them up in one instruction. */
#ifndef LOTUSSEAL_FIELD_FR_NEON_H
#define LOTUSSEAL_FIELD_FR_NEON_H

#include <arm_neon.h>

#include "common/platform.h"
#include "field/fr4.h"

typedef struct {
    uint32x4_t limb[FR4_LIMBS];
} fr4;

/* One limb of four sums of products: lanes 0 and 1, lanes 2 and 3. */
typedef struct {
    uint64x2_t low, high;
} fr4_sums;

INLINE uint32x4_t fr4_broadcast(uint64_t x) { return vdupq_n_u32((uint32_t)x); }

INLINE fr4 fr4_constant(const uint64_t limbs[FR4_LIMBS]) {
    fr4 e;
    for (int i = 0; i < FR4_LIMBS; i++) e.limb[i] = fr4_broadcast(limbs[i]);
    return e;
}

INLINE void fr4_add_product(fr4_sums *t, uint32x4_t a, uint32x4_t b) {
    t->low = vmlal_u32(t->low, vget_low_u32(a), vget_low_u32(b));
    t->high = vmlal_high_u32(t->high, a, b);
}

/* The low 32 bits of each lane. */
INLINE uint32x4_t fr4_low_bits(fr4_sums t) { return vuzp1q_u32(vreinterpretq_u32_u64(t.low), vreinterpretq_u32_u64(t.high)); }

/* t + (from >> 29). */
INLINE fr4_sums fr4_add_carry(fr4_sums t, fr4_sums from) {
    return (fr4_sums){vsraq_n_u64(t.low, from.low, FR4_LIMB_BITS), vsraq_n_u64(t.high, from.high, FR4_LIMB_BITS)};
}

/* One Montgomery step: t = (t + q r) / 2^29, limb by limb, where t has as many limbs as r. */
INLINE void fr4_montgomery_step(fr4_sums t[FR4_LIMBS], fr4_sums above) {
    const uint32x4_t q = vandq_u32(vsubq_u32(vdupq_n_u32(0), fr4_low_bits(t[0])), fr4_broadcast(FR4_LIMB_MASK));
    const fr4_sums cleared = {vaddw_u32(t[0].low, vget_low_u32(q)), vaddw_high_u32(t[0].high, q)};
    for (int j = 1; j < FR4_LIMBS; j++) {
        t[j - 1] = t[j];
        fr4_add_product(&t[j - 1], q, fr4_broadcast(fr4_modulus[j]));
    }
    t[0] = fr4_add_carry(t[0], cleared);
    t[FR4_LIMBS - 1] = above;
}

/* The sums with all limbs but the highest below 2^29; the highest is below 2^32. */
INLINE fr4 fr4_carried(fr4_sums t[FR4_LIMBS]) {
    fr4 e;
    for (int i = 0; i < FR4_LIMBS - 1; i++) {
        t[i + 1] = fr4_add_carry(t[i + 1], t[i]);
        e.limb[i] = vandq_u32(fr4_low_bits(t[i]), fr4_broadcast(FR4_LIMB_MASK));
    }
    e.limb[FR4_LIMBS - 1] = fr4_low_bits(t[FR4_LIMBS - 1]);
    return e;
}

INLINE fr4 fr4_mul(const fr4 *a, const fr4 *b) {
    const fr4_sums zero = {vdupq_n_u64(0), vdupq_n_u64(0)};
    fr4_sums t[FR4_LIMBS];
    for (int j = 0; j < FR4_LIMBS; j++) t[j] = zero;
#pragma GCC unroll 9
    for (int i = 0; i < FR4_LIMBS; i++) {
        for (int j = 0; j < FR4_LIMBS; j++) fr4_add_product(&t[j], a->limb[i], b->limb[j]);
        fr4_montgomery_step(t, zero);
    }
    return fr4_carried(t);
}

/* x + constant. */
INLINE void fr4_add_constant(fr4 *x, const uint64_t limbs[FR4_LIMBS]) {
    const uint32x4_t mask = fr4_broadcast(FR4_LIMB_MASK);
    for (int i = 0; i < FR4_LIMBS; i++) x->limb[i] = vaddq_u32(x->limb[i], fr4_broadcast(limbs[i]));
    for (int i = 0; i < FR4_LIMBS - 1; i++) {
        x->limb[i + 1] = vsraq_n_u32(x->limb[i + 1], x->limb[i], FR4_LIMB_BITS);
        x->limb[i] = vandq_u32(x->limb[i], mask);
    }
}

/* The nodes at the given byte offsets, one a lane. */
INLINE fr4 fr4_load(const uint8_t *nodes, const uint64_t offsets[FR4_LANES]) {
    uint32_t limbs[FR4_LIMBS][FR4_LANES];
    for (int lane = 0; lane < FR4_LANES; lane++) {
        const fr node = fr_load(nodes + offsets[lane]);
        for (int i = 0; i < FR4_LIMBS; i++) {
            const int bit = i * FR4_LIMB_BITS, from = bit / 64, shift = bit % 64;
            uint64_t x = node.limb[from] >> shift;
            if (shift > 64 - FR4_LIMB_BITS && from + 1 < FR_LIMBS) x |= node.limb[from + 1] << (64 - shift);
            limbs[i][lane] = (uint32_t)x & FR4_LIMB_MASK;
        }
    }
    fr4 e;
    for (int i = 0; i < FR4_LIMBS; i++) e.limb[i] = vld1q_u32(limbs[i]);
    return e;
}

/* Stores x < 2r of the first lanes as consecutive nodes, canonical. */
INLINE void fr4_store(uint8_t *nodes, const fr4 *x, uint32_t lanes) {
    uint64_t limbs[FR4_LIMBS][FR4_LANES];
    for (int i = 0; i < FR4_LIMBS; i++) {
        vst1q_u64(limbs[i], vmovl_u32(vget_low_u32(x->limb[i])));
        vst1q_u64(limbs[i] + 2, vmovl_high_u32(x->limb[i]));
    }
    fr4_store_limbs(nodes, limbs, lanes);
}

#endif

/* The scalar field of BLS12-381 in four 64-bit limbs, least significant first (porep.md 4.1). */
#ifndef LOTUSSEAL_FIELD_FR_H
#define LOTUSSEAL_FIELD_FR_H

#include "common/bytes.h"

typedef unsigned __int128 uint128;

typedef struct {
    uint64_t limb[4];
} fr;

static const fr fr_modulus = {{0xffffffff00000001u, 0x53bda402fffe5bfeu, 0x3339d80809a1d805u, 0x73eda753299d7d48u}};

/* R mod r and R^2 mod r for R = 2^256; -1/r mod 2^64. */
static const fr fr_r1 = {{0x00000001fffffffeu, 0x5884b7fa00034802u, 0x998c4fefecbc4ff5u, 0x1824b159acc5056fu}};
static const fr fr_r2 = {{0xc999e990f3f29c6du, 0x2b6cedcb87925c23u, 0x05d314967254398fu, 0x0748d9d99f59ff11u}};
#define FR_INVERSE 0xfffffffeffffffffu

static inline fr fr_load(const uint8_t *p) {
    fr a;
    memcpy(a.limb, p, sizeof a.limb);
    return a;
}

static inline void fr_store(uint8_t *p, fr a) { memcpy(p, a.limb, sizeof a.limb); }

/* a - b, and 1 in *borrow when a < b. */
static inline fr fr_sub_raw(fr a, fr b, uint64_t *borrow) {
    fr d;
    uint64_t carry = 0;
    for (int i = 0; i < 4; i++) {
        uint128 t = (uint128)a.limb[i] - b.limb[i] - carry;
        d.limb[i] = (uint64_t)t;
        carry = (uint64_t)(t >> 64) & 1;
    }
    *borrow = carry;
    return d;
}

/* a < 2r, all in 256 bits, to its canonical value; branch-free, since the outcome is random. */
static inline fr fr_reduce_once(fr a) {
    uint64_t borrow;
    fr d = fr_sub_raw(a, fr_modulus, &borrow);
    uint64_t keep = 0 - borrow;
    for (int i = 0; i < 4; i++) d.limb[i] = (a.limb[i] & keep) | (d.limb[i] & ~keep);
    return d;
}

/* a + b mod r for canonical inputs: the sum is below 2r < 2^256. */
static inline fr fr_add(fr a, fr b) {
    fr s;
    uint128 t = 0;
    for (int i = 0; i < 4; i++) {
        t += (uint128)a.limb[i] + b.limb[i];
        s.limb[i] = (uint64_t)t;
        t >>= 64;
    }
    return fr_reduce_once(s);
}

/* a - b mod r for canonical inputs. */
static inline fr fr_sub(fr a, fr b) {
    uint64_t borrow;
    fr d = fr_sub_raw(a, b, &borrow);
    uint64_t add = 0 - borrow;
    uint128 t = 0;
    for (int i = 0; i < 4; i++) {
        t += (uint128)d.limb[i] + (fr_modulus.limb[i] & add);
        d.limb[i] = (uint64_t)t;
        t >>= 64;
    }
    return d;
}

/*
 * a * b / 2^256 mod r, canonical, for a < 2^256 and b < r. With the accumulator T < 2r before a step, T + a_i * b + q * r <
 * 2r + 2 * (2^64 - 1) * r = 2^64 * 2r, so T < 2r again after the division by 2^64; as r < 2^255, T fits four limbs between steps.
 */
static inline fr fr_mul(fr a, fr b) {
    uint64_t t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4;
    for (int i = 0; i < 4; i++) {
        uint128 c = (uint128)a.limb[i] * b.limb[0] + t0;
        t0 = (uint64_t)c;
        c = (uint128)a.limb[i] * b.limb[1] + t1 + (uint64_t)(c >> 64);
        t1 = (uint64_t)c;
        c = (uint128)a.limb[i] * b.limb[2] + t2 + (uint64_t)(c >> 64);
        t2 = (uint64_t)c;
        c = (uint128)a.limb[i] * b.limb[3] + t3 + (uint64_t)(c >> 64);
        t3 = (uint64_t)c;
        t4 = (uint64_t)(c >> 64);
        uint64_t q = t0 * FR_INVERSE;
        c = (uint128)q * fr_modulus.limb[0] + t0;
        c = (uint128)q * fr_modulus.limb[1] + t1 + (uint64_t)(c >> 64);
        t0 = (uint64_t)c;
        c = (uint128)q * fr_modulus.limb[2] + t2 + (uint64_t)(c >> 64);
        t1 = (uint64_t)c;
        c = (uint128)q * fr_modulus.limb[3] + t3 + (uint64_t)(c >> 64);
        t2 = (uint64_t)c;
        t3 = (uint64_t)(c >> 64) + t4;
    }
    return fr_reduce_once((fr){{t0, t1, t2, t3}});
}

/* a^(2^n), Montgomery. */
static inline fr fr_square_n(fr a, int n) {
    while (n-- > 0) a = fr_mul(a, a);
    return a;
}

#endif

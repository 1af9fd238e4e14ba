/*
 * Arithmetic modulo an odd prime m, for any number of 64-bit limbs, least significant first. fr.h and fp.h are the instances.
 *
 * Each function takes the number of limbs first. It is a constant at every use and the functions are inlined into it, so that the loops unroll
 * and the limbs live in registers. A value is canonical when it is below m. R is 2^(64 limbs); the highest bit of m's highest limb is clear, so
 * the sum of two canonical values needs no further limb. A result may overwrite an operand.
 */
#ifndef LOTUSSEAL_FIELD_LIMBS_H
#define LOTUSSEAL_FIELD_LIMBS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/bytes.h"
#include "common/platform.h"
#ifdef __ADX__
#include "field/montgomery_adx.h"
#endif

#define LIMBS_MAX 6

typedef unsigned __int128 uint128;

/* s = a + b + carry; the carry, 0 or 1. Through 128 bits some compilers would keep the limbs in memory. */
INLINE uint64_t limb_add(uint64_t *s, uint64_t a, uint64_t b, uint64_t carry) {
    uint64_t first = __builtin_add_overflow(a, b, s);
    return first | __builtin_add_overflow(*s, carry, s);
}

/* d = a - b - borrow; the borrow, 0 or 1. */
INLINE uint64_t limb_subtract(uint64_t *d, uint64_t a, uint64_t b, uint64_t borrow) {
    uint64_t first = __builtin_sub_overflow(a, b, d);
    return first | __builtin_sub_overflow(*d, borrow, d);
}

/* d = a - b; 1 when a < b, else 0. */
INLINE uint64_t limbs_subtract(const int limbs, uint64_t *d, const uint64_t *a, const uint64_t *b) {
    uint64_t borrow = 0;
#pragma GCC unroll 6
    for (int i = 0; i < limbs; i++) borrow = limb_subtract(&d[i], a[i], b[i], borrow);
    return borrow;
}

/* a < 2m to its canonical value; branch-free, since the outcome is random. */
INLINE void limbs_reduce_once(const int limbs, uint64_t *a, const uint64_t *m) {
    uint64_t d[LIMBS_MAX], keep = 0 - limbs_subtract(limbs, d, a, m);
#pragma GCC unroll 6
    for (int i = 0; i < limbs; i++) a[i] = (a[i] & keep) | (d[i] & ~keep);
}

/* c = a + b mod m for canonical operands. */
INLINE void modular_add(const int limbs, uint64_t *c, const uint64_t *a, const uint64_t *b, const uint64_t *m) {
#ifdef __ADX__
    if (limbs == 4) modular_add_4_adx(c, a, b, m);
    else modular_add_6_adx(c, a, b, m);
    return;
#endif
    uint64_t carry = 0;
#pragma GCC unroll 6
    for (int i = 0; i < limbs; i++) carry = limb_add(&c[i], a[i], b[i], carry);
    limbs_reduce_once(limbs, c, m);
}

/* c = a - b mod m for canonical operands. */
INLINE void modular_subtract(const int limbs, uint64_t *c, const uint64_t *a, const uint64_t *b, const uint64_t *m) {
#ifdef __ADX__
    if (limbs == 4) modular_subtract_4_adx(c, a, b, m);
    else modular_subtract_6_adx(c, a, b, m);
    return;
#endif
    uint64_t add = 0 - limbs_subtract(limbs, c, a, b);
    uint64_t carry = 0;
#pragma GCC unroll 6
    for (int i = 0; i < limbs; i++) carry = limb_add(&c[i], c[i], m[i] & add, carry);
}

/* t += a * b, where t has one limb more than b; the sum must fit. */
INLINE void limbs_multiply_add(const int limbs, uint64_t *t, uint64_t a, const uint64_t *b) {
    uint64_t carry = 0;
#pragma GCC unroll 6
    for (int j = 0; j < limbs; j++) {
        uint128 c = (uint128)a * b[j] + t[j] + carry;
        t[j] = (uint64_t)c;
        carry = (uint64_t)(c >> 64);
    }
    t[limbs] += carry;
}

/* One Montgomery step: t / 2^64 mod m for t of one limb more than m, as (t + q * m) / 2^64, which must fit the limbs; inverse is -1/m mod 2^64. */
INLINE void montgomery_step(const int limbs, uint64_t *t, const uint64_t *m, uint64_t inverse) {
    uint64_t q = t[0] * inverse;
    uint128 c = (uint128)q * m[0] + t[0];
#pragma GCC unroll 6
    for (int j = 1; j < limbs; j++) {
        c = (uint128)q * m[j] + t[j] + (uint64_t)(c >> 64);
        t[j - 1] = (uint64_t)c;
    }
    t[limbs - 1] = (uint64_t)(c >> 64) + t[limbs];
    t[limbs] = 0;
}

/*
 * c = a * b / R mod m, canonical, for a < R and b < m. With the accumulator t < 2m before a step, t + a_i * b + q * m < 2m + 2 * (2^64 - 1) * m =
 * 2^64 * 2m, so t < 2m again after the division by 2^64; as 2m < R, t fits the limbs between steps. Files that are compiled for ADX get its products.
 */
INLINE void montgomery_multiply(const int limbs, uint64_t *c, const uint64_t *a, const uint64_t *b, const uint64_t *m, uint64_t inverse) {
#ifdef __ADX__
    if (limbs == 4) montgomery_multiply_4_adx(c, a, b, m, inverse);
    else montgomery_multiply_6_adx(c, a, b, m, inverse);
    return;
#endif
    uint64_t t[LIMBS_MAX + 1] = {0};
#pragma GCC unroll 6
    for (int i = 0; i < limbs; i++) {
        limbs_multiply_add(limbs, t, a[i], b);
        montgomery_step(limbs, t, m, inverse);
    }
    limbs_reduce_once(limbs, t, m);
    memcpy(c, t, (size_t)limbs * sizeof *c);
}

/* c = |a * f + b * g| / 2^31, which is exact and fits; 1 when the sum was negative, else 0. |f| + |g| is at most 2^31. */
INLINE uint64_t limbs_combine(const int limbs, uint64_t *c, const uint64_t *a, int64_t f, const uint64_t *b, int64_t g) {
    uint64_t t[LIMBS_MAX + 1], negative;
    __int128 sum = 0;
#pragma GCC unroll 6
    for (int i = 0; i < limbs; i++) {
        /* A product of 64 and 32 bits and a sign: the upper parts of both and the carry fit well into 128 bits. */
        sum += (__int128)f * (__int128)a[i] + (__int128)g * (__int128)b[i];
        t[i] = (uint64_t)sum;
        sum >>= 64;
    }
    t[limbs] = (uint64_t)sum;
    negative = 0 - (t[limbs] >> 63);
    uint128 carry = negative & 1;
#pragma GCC unroll 7
    for (int i = 0; i <= limbs; i++) {
        carry += t[i] ^ negative;
        t[i] = (uint64_t)carry;
        carry >>= 64;
    }
#pragma GCC unroll 6
    for (int i = 0; i < limbs; i++) c[i] = t[i] >> 31 | t[i + 1] << 33;
    return negative & 1;
}

/* c = (a * f + b * g) / 2^64 mod m for canonical operands and |f| + |g| at most 2^31. */
INLINE void modular_combine(const int limbs, uint64_t *c, const uint64_t *a, int64_t f, const uint64_t *b, int64_t g, const uint64_t *m,
                            uint64_t inverse) {
    uint64_t t[LIMBS_MAX + 1] = {0}, positive[LIMBS_MAX];
    memcpy(positive, a, (size_t)limbs * sizeof *a);
    if (f < 0) limbs_subtract(limbs, positive, m, a);
    limbs_multiply_add(limbs, t, (uint64_t)(f < 0 ? -f : f), positive);
    memcpy(positive, b, (size_t)limbs * sizeof *b);
    if (g < 0) limbs_subtract(limbs, positive, m, b);
    limbs_multiply_add(limbs, t, (uint64_t)(g < 0 ? -g : g), positive);
    montgomery_step(limbs, t, m, inverse);
    limbs_reduce_once(limbs, t, m);
    memcpy(c, t, (size_t)limbs * sizeof *c);
}

/*
 * c = 1 / a mod m, both times R (Montgomery form); 0 for 0. The binary algorithm of greatest common divisors in rounds of 31 steps, each on the
 * highest 33 and the lowest 31 bits of both numbers only (Pornin, "Optimized Binary GCD for Modular Inversion", 2020). A round divides the numbers by
 * 2^31 and their factors by 2^64; inversion is R^3 times 2^33 to the number of rounds, mod m. It takes some 10,000 cycles.
 */
INLINE void montgomery_invert(const int limbs, uint64_t *c, const uint64_t *value, const uint64_t *m, uint64_t inverse, const uint64_t *inversion) {
    const int rounds = (128 * limbs + 29) / 31;
    uint64_t a[LIMBS_MAX], b[LIMBS_MAX], u[LIMBS_MAX] = {1}, v[LIMBS_MAX] = {0}, next_a[LIMBS_MAX], next_u[LIMBS_MAX];
    memcpy(a, value, (size_t)limbs * sizeof *a);
    memcpy(b, m, (size_t)limbs * sizeof *b);
    for (int round = 0; round < rounds; round++) {
        int top = limbs - 1;
        while (top > 0 && !(a[top] | b[top])) top--;
        uint64_t x = a[0], y = b[0];
        if (top > 0) {
            int shift = __builtin_clzll(a[top] | b[top]);
            uint64_t high_x = a[top] << shift, high_y = b[top] << shift, low = (1ull << 31) - 1;
            if (shift) high_x |= a[top - 1] >> (64 - shift), high_y |= b[top - 1] >> (64 - shift);
            x = (x & low) | (high_x & ~low), y = (y & low) | (high_y & ~low);
        }
        int64_t f0 = 1, g0 = 0, f1 = 0, g1 = 1;
        for (int step = 0; step < 31; step++) {
            uint64_t odd = 0 - (x & 1), exchange = odd & (0 - (uint64_t)(x < y));
            uint64_t xy = (x ^ y) & exchange, f = (uint64_t)(f0 ^ f1) & exchange, g = (uint64_t)(g0 ^ g1) & exchange;
            x ^= xy, y ^= xy, f0 ^= (int64_t)f, f1 ^= (int64_t)f, g0 ^= (int64_t)g, g1 ^= (int64_t)g;
            x = (x - (y & odd)) >> 1;
            f0 -= f1 & (int64_t)odd, g0 -= g1 & (int64_t)odd;
            f1 *= 2, g1 *= 2;
        }
        if (limbs_combine(limbs, next_a, a, f0, b, g0)) f0 = -f0, g0 = -g0;
        if (limbs_combine(limbs, b, a, f1, b, g1)) f1 = -f1, g1 = -g1;
        memcpy(a, next_a, (size_t)limbs * sizeof *a);
        modular_combine(limbs, next_u, u, f0, v, g0, m, inverse);
        modular_combine(limbs, v, u, f1, v, g1, m, inverse);
        memcpy(u, next_u, (size_t)limbs * sizeof *u);
    }
    montgomery_multiply(limbs, c, v, inversion, m, inverse);
}

/*
 * Inverts count values in place by one inversion and three multiplications a value (Montgomery's trick): products[i] is the product of the values
 * before i. Zeros stay zero and are left out of the products.
 */
INLINE void montgomery_batch_invert(const int limbs, uint64_t *values, uint64_t *products, size_t count, const uint64_t *m, uint64_t inverse,
                                    const uint64_t *one, const uint64_t *inversion) {
    static const uint64_t zero[LIMBS_MAX] = {0};
    const size_t bytes = (size_t)limbs * sizeof *values;
    uint64_t running[LIMBS_MAX], value[LIMBS_MAX];
    memcpy(running, one, bytes);
    for (size_t i = 0; i < count; i++) {
        const uint64_t *at = values + i * (size_t)limbs;
        memcpy(products + i * (size_t)limbs, running, bytes);
        if (memcmp(at, zero, bytes) != 0) montgomery_multiply(limbs, running, running, at, m, inverse);
    }
    montgomery_invert(limbs, running, running, m, inverse, inversion);
    for (size_t i = count; i-- > 0;) {
        uint64_t *at = values + i * (size_t)limbs;
        if (memcmp(at, zero, bytes) == 0) continue;
        memcpy(value, at, bytes);
        montgomery_multiply(limbs, at, running, products + i * (size_t)limbs, m, inverse);
        montgomery_multiply(limbs, running, running, value, m, inverse);
    }
}

/*
 * The operations of one field on its own type, a struct of the given number of limbs. Before this the header defines the type F and the constants
 * F_modulus, F_r1 = R mod m, F_r2 = R^2 mod m, F_inversion (see montgomery_invert) and F_inverse = -1/m mod 2^64. Multiplication divides by R:
 * values in Montgomery form (times R) stay in it. Addition and subtraction work in either form.
 */
#define DEFINE_FIELD(F, limbs)                                                                                                      \
    static inline F F##_load(const uint8_t *p) {                                                                                    \
        F a;                                                                                                                        \
        for (int i = 0; i < limbs; i++) a.limb[i] = load_le64(p + 8 * i);                                                           \
        return a;                                                                                                                   \
    }                                                                                                                               \
    static inline void F##_store(uint8_t *p, F a) {                                                                                 \
        for (int i = 0; i < limbs; i++) store_le64(p + 8 * i, a.limb[i]);                                                           \
    }                                                                                                                               \
    static inline int F##_is_canonical(F a) { return (int)limbs_subtract(limbs, a.limb, a.limb, F##_modulus.limb); }                \
    static inline F F##_add(F a, F b) {                                                                                             \
        modular_add(limbs, a.limb, a.limb, b.limb, F##_modulus.limb);                                                               \
        return a;                                                                                                                   \
    }                                                                                                                               \
    static inline F F##_sub(F a, F b) {                                                                                             \
        modular_subtract(limbs, a.limb, a.limb, b.limb, F##_modulus.limb);                                                          \
        return a;                                                                                                                   \
    }                                                                                                                               \
    static inline F F##_mul(F a, F b) {                                                                                             \
        montgomery_multiply(limbs, a.limb, a.limb, b.limb, F##_modulus.limb, F##_inverse);                                          \
        return a;                                                                                                                   \
    }                                                                                                                               \
    static inline F F##_to_montgomery(F a) { return F##_mul(a, F##_r2); }                                                           \
    static inline F F##_from_montgomery(F a) {                                                                                      \
        F one = {{1}};                                                                                                              \
        return F##_mul(a, one);                                                                                                     \
    }                                                                                                                               \
    /* 1 / a in Montgomery form; 0 for 0. */                                                                                        \
    static inline F F##_invert(F a) {                                                                                               \
        montgomery_invert(limbs, a.limb, a.limb, F##_modulus.limb, F##_inverse, F##_inversion.limb);                                \
        return a;                                                                                                                   \
    }                                                                                                                               \
    /* The same for count values in place; products is room for as many. */                                                         \
    static inline void F##_batch_invert(F *values, F *products, size_t count) {                                                     \
        montgomery_batch_invert(limbs, (uint64_t *)values, (uint64_t *)products, count, F##_modulus.limb, F##_inverse, F##_r1.limb, \
                                F##_inversion.limb);                                                                                \
    }

#endif

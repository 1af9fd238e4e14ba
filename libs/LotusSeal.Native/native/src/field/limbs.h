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

#include "common/platform.h"
#ifdef __ADX__
#include "field/montgomery_adx.h"
#endif

#define LIMBS_MAX 6

typedef unsigned __int128 uint128;

/* d = a - b; 1 when a < b, else 0. */
INLINE uint64_t limbs_subtract(const int limbs, uint64_t *d, const uint64_t *a, const uint64_t *b) {
    uint64_t borrow = 0;
#pragma GCC unroll 6
    for (int i = 0; i < limbs; i++) {
        uint128 t = (uint128)a[i] - b[i] - borrow;
        d[i] = (uint64_t)t;
        borrow = (uint64_t)(t >> 64) & 1;
    }
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
    uint128 t = 0;
#pragma GCC unroll 6
    for (int i = 0; i < limbs; i++) {
        t += (uint128)a[i] + b[i];
        c[i] = (uint64_t)t;
        t >>= 64;
    }
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
    uint128 t = 0;
#pragma GCC unroll 6
    for (int i = 0; i < limbs; i++) {
        t += (uint128)c[i] + (m[i] & add);
        c[i] = (uint64_t)t;
        t >>= 64;
    }
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

/* c = 1 / a mod m, both times R (Montgomery form), as a^(m - 2); 0 for 0. one is R mod m. */
INLINE void montgomery_invert(const int limbs, uint64_t *c, const uint64_t *a, const uint64_t *m, uint64_t inverse, const uint64_t *one) {
    uint64_t exponent[LIMBS_MAX], power[LIMBS_MAX];
    const uint64_t two[LIMBS_MAX] = {2};
    limbs_subtract(limbs, exponent, m, two);
    memcpy(power, one, (size_t)limbs * sizeof *power);
    for (int bit = 64 * limbs - 1; bit >= 0; bit--) {
        montgomery_multiply(limbs, power, power, power, m, inverse);
        if (exponent[bit / 64] >> (bit % 64) & 1) montgomery_multiply(limbs, power, power, a, m, inverse);
    }
    memcpy(c, power, (size_t)limbs * sizeof *c);
}

/*
 * Inverts count values in place by one inversion and three multiplications a value (Montgomery's trick): products[i] is the product of the values
 * before i. Zeros stay zero and are left out of the products.
 */
INLINE void montgomery_batch_invert(const int limbs, uint64_t *values, uint64_t *products, size_t count, const uint64_t *m, uint64_t inverse,
                                    const uint64_t *one) {
    static const uint64_t zero[LIMBS_MAX] = {0};
    const size_t bytes = (size_t)limbs * sizeof *values;
    uint64_t running[LIMBS_MAX], value[LIMBS_MAX];
    memcpy(running, one, bytes);
    for (size_t i = 0; i < count; i++) {
        const uint64_t *at = values + i * (size_t)limbs;
        memcpy(products + i * (size_t)limbs, running, bytes);
        if (memcmp(at, zero, bytes) != 0) montgomery_multiply(limbs, running, running, at, m, inverse);
    }
    montgomery_invert(limbs, running, running, m, inverse, one);
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
 * F_modulus, F_r1 = R mod m, F_r2 = R^2 mod m and F_inverse = -1/m mod 2^64. Multiplication divides by R: values in Montgomery form (times R) stay
 * in it. Addition and subtraction work in either form.
 */
#define DEFINE_FIELD(F, limbs)                                                                                                       \
    static inline F F##_load(const uint8_t *p) {                                                                                     \
        F a;                                                                                                                         \
        memcpy(a.limb, p, sizeof a.limb);                                                                                            \
        return a;                                                                                                                    \
    }                                                                                                                                \
    static inline void F##_store(uint8_t *p, F a) { memcpy(p, a.limb, sizeof a.limb); }                                              \
    static inline int F##_is_canonical(F a) { return (int)limbs_subtract(limbs, a.limb, a.limb, F##_modulus.limb); }                 \
    static inline F F##_add(F a, F b) {                                                                                              \
        modular_add(limbs, a.limb, a.limb, b.limb, F##_modulus.limb);                                                                \
        return a;                                                                                                                    \
    }                                                                                                                                \
    static inline F F##_sub(F a, F b) {                                                                                              \
        modular_subtract(limbs, a.limb, a.limb, b.limb, F##_modulus.limb);                                                           \
        return a;                                                                                                                    \
    }                                                                                                                                \
    static inline F F##_mul(F a, F b) {                                                                                              \
        montgomery_multiply(limbs, a.limb, a.limb, b.limb, F##_modulus.limb, F##_inverse);                                           \
        return a;                                                                                                                    \
    }                                                                                                                                \
    static inline F F##_to_montgomery(F a) { return F##_mul(a, F##_r2); }                                                            \
    static inline F F##_from_montgomery(F a) {                                                                                       \
        F one = {{1}};                                                                                                               \
        return F##_mul(a, one);                                                                                                      \
    }                                                                                                                                \
    /* 1 / a in Montgomery form; 0 for 0. */                                                                                         \
    static inline F F##_invert(F a) {                                                                                                \
        montgomery_invert(limbs, a.limb, a.limb, F##_modulus.limb, F##_inverse, F##_r1.limb);                                        \
        return a;                                                                                                                    \
    }                                                                                                                                \
    /* The same for count values in place; products is room for as many. */                                                          \
    static inline void F##_batch_invert(F *values, F *products, size_t count) {                                                      \
        montgomery_batch_invert(limbs, (uint64_t *)values, (uint64_t *)products, count, F##_modulus.limb, F##_inverse, F##_r1.limb); \
    }

#endif

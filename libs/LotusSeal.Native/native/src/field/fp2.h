/*
 * c0 + c1 * u with u^2 = -1 over the base field (porep.md 9.1), and the operations of both fields by pointers under the same names, for the code of
 * curves that is written once. Values are in Montgomery form; a result may be an operand.
 */
#ifndef LOTUSSEAL_FIELD_FP2_H
#define LOTUSSEAL_FIELD_FP2_H

#include "field/fp.h"

typedef struct {
    fp c0, c1;
} fp2;

static const fp2 fp2_r1 = {
    {{0x760900000002fffdu, 0xebf4000bc40c0002u, 0x5f48985753c758bau, 0x77ce585370525745u, 0x5c071a97a256ec6du, 0x15f65ec3fa80e493u}}, {{0}}};

static inline void fp_sum(fp *c, const fp *a, const fp *b) { modular_add(FP_LIMBS, c->limb, a->limb, b->limb, fp_modulus.limb); }
static inline void fp_difference(fp *c, const fp *a, const fp *b) { modular_subtract(FP_LIMBS, c->limb, a->limb, b->limb, fp_modulus.limb); }
static __attribute__((noinline, unused)) void fp_product(fp *c, const fp *a, const fp *b) {
    montgomery_multiply(FP_LIMBS, c->limb, a->limb, b->limb, fp_modulus.limb, fp_inverse);
}
static inline void fp_square(fp *c, const fp *a) { fp_product(c, a, a); }
static inline void fp_reciprocal(fp *c, const fp *a) { *c = fp_invert(*a); }
static inline int fp_equal(const fp *a, const fp *b) {
    uint64_t difference = 0;
    for (int i = 0; i < FP_LIMBS; i++) difference |= a->limb[i] ^ b->limb[i];
    return difference == 0;
}
static inline int fp_is_zero(const fp *a) {
    uint64_t any = 0;
    for (int i = 0; i < FP_LIMBS; i++) any |= a->limb[i];
    return any == 0;
}

static inline void fp2_sum(fp2 *c, const fp2 *a, const fp2 *b) {
    fp_sum(&c->c0, &a->c0, &b->c0);
    fp_sum(&c->c1, &a->c1, &b->c1);
}
static inline void fp2_difference(fp2 *c, const fp2 *a, const fp2 *b) {
    fp_difference(&c->c0, &a->c0, &b->c0);
    fp_difference(&c->c1, &a->c1, &b->c1);
}
/* Three products for four (Karatsuba). */
static inline void fp2_product(fp2 *c, const fp2 *a, const fp2 *b) {
    fp low, high, sum_a, sum_b;
    fp_sum(&sum_a, &a->c0, &a->c1);
    fp_sum(&sum_b, &b->c0, &b->c1);
    fp_product(&low, &a->c0, &b->c0);
    fp_product(&high, &a->c1, &b->c1);
    fp_product(&c->c1, &sum_a, &sum_b);
    fp_difference(&c->c1, &c->c1, &low);
    fp_difference(&c->c1, &c->c1, &high);
    fp_difference(&c->c0, &low, &high);
}
static inline void fp2_square(fp2 *c, const fp2 *a) {
    fp sum, difference, product;
    fp_sum(&sum, &a->c0, &a->c1);
    fp_difference(&difference, &a->c0, &a->c1);
    fp_product(&product, &a->c0, &a->c1);
    fp_product(&c->c0, &sum, &difference);
    fp_sum(&c->c1, &product, &product);
}
static inline int fp2_equal(const fp2 *a, const fp2 *b) { return fp_equal(&a->c0, &b->c0) && fp_equal(&a->c1, &b->c1); }
static inline int fp2_is_zero(const fp2 *a) { return fp_is_zero(&a->c0) && fp_is_zero(&a->c1); }
/* (c0 - c1 * u) / (c0^2 + c1^2). */
static inline void fp2_reciprocal(fp2 *c, const fp2 *a) {
    fp norm, square;
    const fp zero = {{0}};
    fp_square(&norm, &a->c0);
    fp_square(&square, &a->c1);
    fp_sum(&norm, &norm, &square);
    fp_reciprocal(&norm, &norm);
    fp_product(&c->c0, &a->c0, &norm);
    fp_product(&c->c1, &a->c1, &norm);
    fp_difference(&c->c1, &zero, &c->c1);
}

#endif

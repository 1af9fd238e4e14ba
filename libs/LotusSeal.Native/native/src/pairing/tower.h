/*
 * The field in which pairings lie: c0 + c1 * v + c2 * v^2 with v^3 = u + 1 over fp2, and over that c0 + c1 * w with w^2 = v. Values are in Montgomery
 * form; a result may be an operand.
 */
#ifndef LOTUSSEAL_PAIRING_TOWER_H
#define LOTUSSEAL_PAIRING_TOWER_H

#include "field/fp2.h"

typedef struct {
    fp2 c0, c1, c2;
} fp6;

typedef struct {
    fp6 c0, c1;
} fp12;

/* (u + 1)^(k * (p - 1) / 6) for k = 1 to 5: what w^k turns into a multiple of itself by when it is raised to the power p. */
static const fp2 frobenius_factors[5] = {
    {{{0x07089552b319d465u, 0xc6695f92b50a8313u, 0x97e83cccd117228fu, 0xa35baecab2dc29eeu, 0x1ce393ea5daace4du, 0x08f2220fb0fb66ebu}},
     {{0xb2f66aad4ce5d646u, 0x5842a06bfc497cecu, 0xcf4895d42599d394u, 0xc11b9cba40a8e8d0u, 0x2e3813cbe5a0de89u, 0x110eefda88847fafu}}},
    {{{0x0000000000000000u, 0x0000000000000000u, 0x0000000000000000u, 0x0000000000000000u, 0x0000000000000000u, 0x0000000000000000u}},
     {{0xcd03c9e48671f071u, 0x5dab22461fcda5d2u, 0x587042afd3851b95u, 0x8eb60ebe01bacb9eu, 0x03f97d6e83d050d2u, 0x18f0206554638741u}}},
    {{{0x7bcfa7a25aa30fdau, 0xdc17dec12a927e7cu, 0x2f088dd86b4ebef1u, 0xd1ca2087da74d4a7u, 0x2da2596696cebc1du, 0x0e2b7eedbbfd87d2u}},
     {{0x7bcfa7a25aa30fdau, 0xdc17dec12a927e7cu, 0x2f088dd86b4ebef1u, 0xd1ca2087da74d4a7u, 0x2da2596696cebc1du, 0x0e2b7eedbbfd87d2u}}},
    {{{0x890dc9e4867545c3u, 0x2af322533285a5d5u, 0x50880866309b7e2cu, 0xa20d1b8c7e881024u, 0x14e4f04fe2db9068u, 0x14e56d3f1564853au}},
     {{0x0000000000000000u, 0x0000000000000000u, 0x0000000000000000u, 0x0000000000000000u, 0x0000000000000000u, 0x0000000000000000u}}},
    {{{0x82d83cf50dbce43fu, 0xa2813e53df9d018fu, 0xc6f0caa53c65e181u, 0x7525cf528d50fe95u, 0x4a85ed50f4798a6bu, 0x171da0fd6cf8eebdu}},
     {{0x3726c30af242c66cu, 0x7c2ac1aad1b6fe70u, 0xa04007fbba4b14a2u, 0xef517c3266341429u, 0x0095ba654ed2226bu, 0x02e370eccc86f7ddu}}}};

static inline void fp_negative(fp *c, const fp *a) {
    const fp zero = {{0}};
    fp_difference(c, &zero, a);
}
static inline void fp2_negative(fp2 *c, const fp2 *a) {
    fp_negative(&c->c0, &a->c0);
    fp_negative(&c->c1, &a->c1);
}
/* Also the power p. */
static inline void fp2_conjugate(fp2 *c, const fp2 *a) {
    c->c0 = a->c0;
    fp_negative(&c->c1, &a->c1);
}
static inline void fp2_times_fp(fp2 *c, const fp2 *a, const fp *b) {
    fp_product(&c->c0, &a->c0, b);
    fp_product(&c->c1, &a->c1, b);
}
/* c = a * (u + 1), from which v is made. */
static inline void fp2_times_base(fp2 *c, const fp2 *a) {
    fp low = a->c0;
    fp_difference(&c->c0, &low, &a->c1);
    fp_sum(&c->c1, &low, &a->c1);
}

static inline void fp6_sum(fp6 *c, const fp6 *a, const fp6 *b) {
    fp2_sum(&c->c0, &a->c0, &b->c0);
    fp2_sum(&c->c1, &a->c1, &b->c1);
    fp2_sum(&c->c2, &a->c2, &b->c2);
}
static inline void fp6_difference(fp6 *c, const fp6 *a, const fp6 *b) {
    fp2_difference(&c->c0, &a->c0, &b->c0);
    fp2_difference(&c->c1, &a->c1, &b->c1);
    fp2_difference(&c->c2, &a->c2, &b->c2);
}
static inline void fp6_negative(fp6 *c, const fp6 *a) {
    fp2_negative(&c->c0, &a->c0);
    fp2_negative(&c->c1, &a->c1);
    fp2_negative(&c->c2, &a->c2);
}
/* c = a * v, from which w is made. */
static inline void fp6_times_v(fp6 *c, const fp6 *a) {
    fp2 top = a->c2;
    c->c2 = a->c1;
    c->c1 = a->c0;
    fp2_times_base(&c->c0, &top);
}
/* c = (a0 + a1) * (b0 + b1) - p0 - p1: what is left of a product of sums, of which two are known. */
static inline void fp2_mixed(fp2 *c, const fp2 *a0, const fp2 *a1, const fp2 *b0, const fp2 *b1, const fp2 *p0, const fp2 *p1) {
    fp2 a, b;
    fp2_sum(&a, a0, a1);
    fp2_sum(&b, b0, b1);
    fp2_product(&a, &a, &b);
    fp2_difference(&a, &a, p0);
    fp2_difference(c, &a, p1);
}
static __attribute__((noinline, unused)) void fp6_product(fp6 *c, const fp6 *a, const fp6 *b) {
    fp2 p0, p1, p2, mixed01, mixed02, mixed12;
    fp2_product(&p0, &a->c0, &b->c0);
    fp2_product(&p1, &a->c1, &b->c1);
    fp2_product(&p2, &a->c2, &b->c2);
    fp2_mixed(&mixed12, &a->c1, &a->c2, &b->c1, &b->c2, &p1, &p2);
    fp2_mixed(&mixed01, &a->c0, &a->c1, &b->c0, &b->c1, &p0, &p1);
    fp2_mixed(&mixed02, &a->c0, &a->c2, &b->c0, &b->c2, &p0, &p2);
    fp2_times_base(&mixed12, &mixed12);
    fp2_sum(&c->c0, &p0, &mixed12);
    fp2_times_base(&p2, &p2);
    fp2_sum(&c->c1, &mixed01, &p2);
    fp2_sum(&c->c2, &mixed02, &p1);
}
/* c = a * (b0 + b1 * v). */
static __attribute__((noinline, unused)) void fp6_product_01(fp6 *c, const fp6 *a, const fp2 *b0, const fp2 *b1) {
    fp2 p0, p1, top, mixed;
    fp2_product(&p0, &a->c0, b0);
    fp2_product(&p1, &a->c1, b1);
    fp2_mixed(&mixed, &a->c0, &a->c1, b0, b1, &p0, &p1);
    fp2_product(&top, &a->c2, b1);
    fp2_product(&c->c2, &a->c2, b0);
    fp2_sum(&c->c2, &c->c2, &p1);
    c->c1 = mixed;
    fp2_times_base(&top, &top);
    fp2_sum(&c->c0, &p0, &top);
}
/* c = a * b1 * v. */
static inline void fp6_product_1(fp6 *c, const fp6 *a, const fp2 *b1) {
    fp6 t;
    fp2_product(&t.c0, &a->c2, b1);
    fp2_times_base(&t.c0, &t.c0);
    fp2_product(&t.c1, &a->c0, b1);
    fp2_product(&t.c2, &a->c1, b1);
    *c = t;
}
static inline void fp6_reciprocal(fp6 *c, const fp6 *a) {
    fp2 t0, t1, t2, norm, t;
    fp2_square(&t0, &a->c0);
    fp2_product(&t, &a->c1, &a->c2);
    fp2_times_base(&t, &t);
    fp2_difference(&t0, &t0, &t);
    fp2_square(&t1, &a->c2);
    fp2_times_base(&t1, &t1);
    fp2_product(&t, &a->c0, &a->c1);
    fp2_difference(&t1, &t1, &t);
    fp2_square(&t2, &a->c1);
    fp2_product(&t, &a->c0, &a->c2);
    fp2_difference(&t2, &t2, &t);
    fp2_product(&norm, &a->c2, &t1);
    fp2_product(&t, &a->c1, &t2);
    fp2_sum(&norm, &norm, &t);
    fp2_times_base(&norm, &norm);
    fp2_product(&t, &a->c0, &t0);
    fp2_sum(&norm, &norm, &t);
    fp2_reciprocal(&norm, &norm);
    fp2_product(&c->c0, &t0, &norm);
    fp2_product(&c->c1, &t1, &norm);
    fp2_product(&c->c2, &t2, &norm);
}

static __attribute__((unused)) void fp12_product(fp12 *c, const fp12 *a, const fp12 *b) {
    fp6 low, high, sum_a, sum_b;
    fp6_product(&low, &a->c0, &b->c0);
    fp6_product(&high, &a->c1, &b->c1);
    fp6_sum(&sum_a, &a->c0, &a->c1);
    fp6_sum(&sum_b, &b->c0, &b->c1);
    fp6_product(&c->c1, &sum_a, &sum_b);
    fp6_difference(&c->c1, &c->c1, &low);
    fp6_difference(&c->c1, &c->c1, &high);
    fp6_times_v(&high, &high);
    fp6_sum(&c->c0, &low, &high);
}
static __attribute__((unused)) void fp12_square(fp12 *c, const fp12 *a) {
    fp6 product, sum, other;
    fp6_product(&product, &a->c0, &a->c1);
    fp6_sum(&sum, &a->c0, &a->c1);
    fp6_times_v(&other, &a->c1);
    fp6_sum(&other, &other, &a->c0);
    fp6_product(&c->c0, &sum, &other);
    fp6_difference(&c->c0, &c->c0, &product);
    fp6_times_v(&other, &product);
    fp6_difference(&c->c0, &c->c0, &other);
    fp6_sum(&c->c1, &product, &product);
}
/* The square of a + b * s with s^2 = u + 1. */
static inline void fp2_pair_square(fp2 *low, fp2 *high, const fp2 *a, const fp2 *b) {
    fp2 aa, bb, sum;
    fp2_square(&aa, a);
    fp2_square(&bb, b);
    fp2_sum(&sum, a, b);
    fp2_square(&sum, &sum);
    fp2_difference(&sum, &sum, &aa);
    fp2_difference(high, &sum, &bb);
    fp2_times_base(&bb, &bb);
    fp2_sum(low, &aa, &bb);
}
/* c = 3 * a - 2 * c, and 3 * a + 2 * c. */
static inline void fp2_thrice_less(fp2 *c, const fp2 *a) {
    fp2_difference(c, a, c);
    fp2_sum(c, c, c);
    fp2_sum(c, c, a);
}
static inline void fp2_thrice_more(fp2 *c, const fp2 *a) {
    fp2_sum(c, a, c);
    fp2_sum(c, c, c);
    fp2_sum(c, c, a);
}
/* The square of an element whose power p^4 - p^2 + 1 is one (Granger and Scott, ePrint 2009/565), in place. */
static __attribute__((unused)) void fp12_cyclotomic_square(fp12 *c) {
    fp2 a0, a1, b0, b1, c0, c1;
    fp2_pair_square(&a0, &a1, &c->c0.c0, &c->c1.c1);
    fp2_pair_square(&b0, &b1, &c->c1.c0, &c->c0.c2);
    fp2_pair_square(&c0, &c1, &c->c0.c1, &c->c1.c2);
    fp2_times_base(&c1, &c1);
    fp2_thrice_less(&c->c0.c0, &a0);
    fp2_thrice_less(&c->c0.c1, &b0);
    fp2_thrice_less(&c->c0.c2, &c0);
    fp2_thrice_more(&c->c1.c0, &c1);
    fp2_thrice_more(&c->c1.c1, &a1);
    fp2_thrice_more(&c->c1.c2, &b1);
}
/* The power p^6: the inverse of a value of a pairing. */
static inline void fp12_conjugate(fp12 *c, const fp12 *a) {
    c->c0 = a->c0;
    fp6_negative(&c->c1, &a->c1);
}
static inline void fp12_reciprocal(fp12 *c, const fp12 *a) {
    fp6 norm, square;
    fp6_product(&norm, &a->c0, &a->c0);
    fp6_product(&square, &a->c1, &a->c1);
    fp6_times_v(&square, &square);
    fp6_difference(&norm, &norm, &square);
    fp6_reciprocal(&norm, &norm);
    fp6_product(&c->c0, &a->c0, &norm);
    fp6_product(&c->c1, &a->c1, &norm);
    fp6_negative(&c->c1, &c->c1);
}
/* The power p, in place. */
static inline void fp12_frobenius(fp12 *c) {
    fp2 *parts[6] = {&c->c0.c0, &c->c1.c0, &c->c0.c1, &c->c1.c1, &c->c0.c2, &c->c1.c2};
    fp2_conjugate(parts[0], parts[0]);
    for (int k = 1; k < 6; k++) {
        fp2_conjugate(parts[k], parts[k]);
        fp2_product(parts[k], parts[k], &frobenius_factors[k - 1]);
    }
}
/* c = c * (b0 + b1 * v + b4 * v * w), the value of a line. */
static __attribute__((unused)) void fp12_times_line(fp12 *c, const fp2 *b0, const fp2 *b1, const fp2 *b4) {
    fp6 low, high, sum;
    fp2 b14;
    fp6_product_01(&low, &c->c0, b0, b1);
    fp6_product_1(&high, &c->c1, b4);
    fp6_sum(&sum, &c->c0, &c->c1);
    fp2_sum(&b14, b1, b4);
    fp6_product_01(&sum, &sum, b0, &b14);
    fp6_difference(&sum, &sum, &low);
    fp6_difference(&c->c1, &sum, &high);
    fp6_times_v(&high, &high);
    fp6_sum(&c->c0, &high, &low);
}

#endif

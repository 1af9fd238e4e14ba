/*
 * The optimal ate pairing: lines by Beuchat and others (ePrint 2010/354, algorithms 26 and 27), the final exponent, three times (p^12 - 1) / r, by
 * Hayashida, Hayasaka and Teruya (ePrint 2020/875). Lines are those of porep.md 9.6's loop over the bits of x below the highest.
 */
#include "pairing/pairing.h"

static void fp2_twice(fp2 *c, const fp2 *a) { fp2_sum(c, a, a); }

/* (a + b)^2 - p - q. */
static void fp2_square_of_sum(fp2 *c, const fp2 *a, const fp2 *b, const fp2 *p, const fp2 *q) {
    fp2 t;
    fp2_sum(&t, a, b);
    fp2_square(&t, &t);
    fp2_difference(&t, &t, p);
    fp2_difference(c, &t, q);
}

/* Doubles a point; the line is the tangent at where it was. */
static void twist_double(g2_sum *p, twist_line *line) {
    fp2 xx, yy, yyyy, zz, s, m, mm, t;
    fp2_square(&xx, &p->x);
    fp2_square(&yy, &p->y);
    fp2_square(&yyyy, &yy);
    fp2_square(&zz, &p->z);
    fp2_square_of_sum(&s, &p->x, &yy, &xx, &yyyy);
    fp2_twice(&s, &s);
    fp2_twice(&m, &xx);
    fp2_sum(&m, &m, &xx);
    fp2_square(&mm, &m);
    fp2_square_of_sum(&line->constant, &p->x, &m, &xx, &mm);
    fp2_twice(&t, &yy);
    fp2_twice(&t, &t);
    fp2_difference(&line->constant, &line->constant, &t);
    fp2_square_of_sum(&p->z, &p->z, &p->y, &yy, &zz);
    fp2_twice(&t, &s);
    fp2_difference(&p->x, &mm, &t);
    fp2_difference(&t, &s, &p->x);
    fp2_product(&p->y, &t, &m);
    for (int i = 0; i < 3; i++) fp2_twice(&yyyy, &yyyy);
    fp2_difference(&p->y, &p->y, &yyyy);
    fp2_product(&t, &m, &zz);
    fp2_twice(&t, &t);
    fp2_negative(&line->by_x, &t);
    fp2_product(&t, &p->z, &zz);
    fp2_twice(&line->by_y, &t);
}

/* Adds a point; the line is the one through both. */
static void twist_add(g2_sum *p, const g2_point *q, twist_line *line) {
    fp2 zz, yy, h, hh, i, j, r, v, t;
    fp2_square(&zz, &p->z);
    fp2_square(&yy, &q->y);
    fp2_product(&h, &q->x, &zz);
    fp2_difference(&h, &h, &p->x);
    fp2_square(&hh, &h);
    fp2_twice(&i, &hh);
    fp2_twice(&i, &i);
    fp2_product(&j, &i, &h);
    fp2_square_of_sum(&r, &q->y, &p->z, &yy, &zz);
    fp2_product(&r, &r, &zz);
    fp2_twice(&t, &p->y);
    fp2_difference(&r, &r, &t);
    fp2_product(&v, &i, &p->x);
    fp2_square(&p->x, &r);
    fp2_difference(&p->x, &p->x, &j);
    fp2_twice(&t, &v);
    fp2_difference(&p->x, &p->x, &t);
    fp2_square_of_sum(&p->z, &p->z, &h, &zz, &hh);
    fp2_product(&j, &j, &p->y);
    fp2_twice(&j, &j);
    fp2_difference(&t, &v, &p->x);
    fp2_product(&p->y, &t, &r);
    fp2_difference(&p->y, &p->y, &j);
    fp2_square(&zz, &p->z);
    fp2_square_of_sum(&t, &q->y, &p->z, &yy, &zz);
    fp2_product(&v, &r, &q->x);
    fp2_twice(&v, &v);
    fp2_difference(&line->constant, &v, &t);
    fp2_twice(&r, &r);
    fp2_negative(&line->by_x, &r);
    fp2_twice(&line->by_y, &p->z);
}

static void twist_lines(const g2_point *point, twist_line *lines) {
    g2_sum at = {point->x, point->y, fp2_r1};
    for (int bit = 62; bit >= 0; bit--) {
        twist_double(&at, lines++);
        if (CURVE_PARAMETER >> bit & 1) twist_add(&at, point, lines++);
    }
}

static void evaluate(const g1_point *points, const twist_line *lines, uint64_t count, fp12 *value) {
    for (uint64_t i = 0; i < count; i++, lines += LOTUSSEAL_PAIRING_LINES) {
        fp2 by_x, by_y;
        fp2_times_fp(&by_x, &lines->by_x, &points[i].x);
        fp2_times_fp(&by_y, &lines->by_y, &points[i].y);
        fp12_times_line(value, &lines->constant, &by_x, &by_y);
    }
}

static void pairing_loop(const g1_point *points, const twist_line *lines, uint64_t count, fp12 *value) {
    memset(value, 0, sizeof *value);
    value->c0.c0 = fp2_r1;
    for (int bit = 62; bit >= 0; bit--) {
        fp12_square(value, value);
        evaluate(points, lines++, count, value);
        if (CURVE_PARAMETER >> bit & 1) evaluate(points, lines++, count, value);
    }
    /* x is negative. */
    fp12_conjugate(value, value);
}

/* The power x of an element whose inverse is its conjugate. */
static void power_of_parameter(fp12 *c, const fp12 *a) {
    fp12 result = *a;
    for (int bit = 62; bit >= 0; bit--) {
        fp12_cyclotomic_square(&result);
        if (CURVE_PARAMETER >> bit & 1) fp12_product(&result, &result, a);
    }
    fp12_conjugate(c, &result);
}

/* c = a^(x - 1). */
static void power_of_parameter_less_one(fp12 *c, const fp12 *a) {
    fp12 inverse;
    fp12_conjugate(&inverse, a);
    power_of_parameter(c, a);
    fp12_product(c, c, &inverse);
}

static void pairing_power(fp12 *value) {
    fp12 easy, t, power, other;
    fp12_reciprocal(&t, value);
    fp12_conjugate(&easy, value);
    fp12_product(&easy, &easy, &t);
    t = easy;
    fp12_frobenius(&t);
    fp12_frobenius(&t);
    fp12_product(&easy, &t, &easy);
    power_of_parameter_less_one(&t, &easy);
    power_of_parameter_less_one(&t, &t);
    /* t^(x + p), then t^(x^2 + p^2 - 1). */
    power_of_parameter(&power, &t);
    fp12_frobenius(&t);
    fp12_product(&t, &power, &t);
    power_of_parameter(&power, &t);
    power_of_parameter(&power, &power);
    fp12_conjugate(&other, &t);
    fp12_frobenius(&t);
    fp12_frobenius(&t);
    fp12_product(&t, &t, &power);
    fp12_product(&t, &t, &other);
    fp12_product(&t, &t, &easy);
    fp12_cyclotomic_square(&easy);
    fp12_product(value, &t, &easy);
}

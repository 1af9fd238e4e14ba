/*
 * Points of proofs: compressed (porep.md 9.1), on the curve, and in the group of prime order, which is told by the multiple that an endomorphism
 * makes of its points and of no others (Scott, ePrint 2021/1130).
 */
#include "curve/coordinates.h"
#include "pairing/pairing.h"

#define FIELD fp
#define POINT g1_point
#define SUM g1_sum
#include "curve/jacobian_template.h"
#undef FIELD
#undef POINT
#undef SUM
#define FIELD fp2
#define POINT g2_point
#define SUM g2_sum
#include "curve/jacobian_template.h"
#undef FIELD
#undef POINT
#undef SUM

/* Half of one; a root of one of order 3, which makes (root * x, y) the multiple by -x^2 of (x, y). */
static const fp one_half = {
    {0x1804000000015554u, 0x855000053ab00001u, 0x633cb57c253c276fu, 0x6e22d1ec31ebb502u, 0xd3916126f2d14ca2u, 0x17fbb8571a006596u}};
static const fp root_of_one = {
    {0x30f1361b798a64e8u, 0xf3b8ddab7ece5a2au, 0x16a8ca3ac61577f7u, 0xc26a2ff874fd029bu, 0x3636b76660701c6eu, 0x051ba4ab241b6160u}};

/* (u + 1)^-((p - 1) / 3) and (u + 1)^-((p - 1) / 2): they bring the power p of coordinates back from the other curve. */
static const fp2 back_x = {
    {{0}}, {{0x890dc9e4867545c3u, 0x2af322533285a5d5u, 0x50880866309b7e2cu, 0xa20d1b8c7e881024u, 0x14e4f04fe2db9068u, 0x14e56d3f1564853au}}};
static const fp2 back_y = {
    {{0x3e2f585da55c9ad1u, 0x4294213d86c18183u, 0x382844c88b623732u, 0x92ad2afd19103e18u, 0x1d794e4fac7cf0b9u, 0x0bd592fc7d825ec8u}},
    {{0x7bcfa7a25aa30fdau, 0xdc17dec12a927e7cu, 0x2f088dd86b4ebef1u, 0xd1ca2087da74d4a7u, 0x2da2596696cebc1du, 0x0e2b7eedbbfd87d2u}}};

/* (p - 3) / 4, the exponent of the inverse of a square root, lowest word first; and (p - 1) / 2. */
static const uint64_t root_exponent[FP_LIMBS] = {0xee7fbfffffffeaaau, 0x07aaffffac54ffffu, 0xd9cc34a83dac3d89u,
                                                 0xd91dd2e13ce144afu, 0x92c6e9ed90d2eb35u, 0x0680447a8e5ff9a6u};
static const uint64_t largest_half[FP_LIMBS] = {0xdcff7fffffffd555u, 0x0f55ffff58a9ffffu, 0xb39869507b587b12u,
                                                0xb23ba5c279c2895fu, 0x258dd3db21a5d66bu, 0x0d0088f51cbff34du};

/* w with w^2 * a = 1, or -1 when a is no square; 0 for 0. */
static void inverse_root(fp *w, const fp *a) {
    fp powers[16], result;
    powers[0] = fp_r1;
    for (int i = 1; i < 16; i++) fp_product(&powers[i], &powers[i - 1], a);
    result = fp_r1;
    for (int at = 4 * FP_LIMBS * 4 - 1; at >= 0; at--) {
        uint64_t digit = root_exponent[at / 16] >> at % 16 * 4 & 15;
        for (int i = 0; i < 4; i++) fp_square(&result, &result);
        fp_product(&result, &result, &powers[digit]);
    }
    *w = result;
}

static int fp_root(fp *root, const fp *a) {
    fp w, square, value = *a;
    inverse_root(&w, &value);
    fp_product(root, &w, &value);
    fp_square(&square, root);
    return fp_equal(&square, &value);
}

/* x and y of (x + y * u)^2 = a: x^2 is half of c0 plus or minus the root of the norm, the other half is -y^2, and one w serves both. */
static int fp2_root(fp2 *root, const fp2 *a) {
    fp norm, t, square, w, x, y;
    fp2 check;
    fp_square(&norm, &a->c0);
    fp_square(&t, &a->c1);
    fp_sum(&norm, &norm, &t);
    if (!fp_root(&norm, &norm)) return 0;
    fp_sum(&square, &a->c0, &norm);
    fp_product(&square, &square, &one_half);
    /* Only where c1 is zero, and then the other half is c0. */
    if (fp_is_zero(&square)) square = a->c0;
    inverse_root(&w, &square);
    fp_product(&x, &w, &square);
    fp_product(&y, &a->c1, &one_half);
    fp_product(&y, &y, &w);
    fp_product(&t, &w, &x);
    if (fp_equal(&t, &fp_r1)) {
        root->c0 = x, root->c1 = y;
    } else {
        fp_negative(&root->c0, &y);
        root->c1 = x;
    }
    fp2_square(&check, root);
    return fp2_equal(&check, a);
}

/* Whether an element is more than (p - 1) / 2. */
static int fp_is_larger(const fp *a) {
    fp plain = fp_from_montgomery(*a), rest;
    return (int)limbs_subtract(FP_LIMBS, rest.limb, largest_half, plain.limb);
}
static int fp2_is_larger(const fp2 *a) { return fp_is_zero(&a->c1) ? fp_is_larger(&a->c0) : fp_is_larger(&a->c1); }

static void g1_times_parameter(g1_sum *p) {
    g1_sum result = *p;
    for (int bit = 62; bit >= 0; bit--) {
        g1_sum_double(&result);
        if (CURVE_PARAMETER >> bit & 1) g1_sum_add(&result, p);
    }
    *p = result;
}

/* Reads a point of the group that is not infinity; 0 when it is none. */
static int read_g1(const uint8_t *bytes, g1_point *point) {
    fp t;
    if ((bytes[0] & (POINT_COMPRESSED | POINT_INFINITE)) != POINT_COMPRESSED || !read_coordinate(bytes, POINT_COMPRESSED | POINT_LARGER, &point->x))
        return 0;
    fp_square(&t, &point->x);
    fp_product(&t, &t, &point->x);
    fp_sum(&t, &t, &curve_constant);
    if (!fp_root(&point->y, &t)) return 0;
    if (fp_is_larger(&point->y) != ((bytes[0] & POINT_LARGER) != 0)) fp_negative(&point->y, &point->y);
    g1_sum multiple = {point->x, point->y, fp_r1};
    g1_point image = *point;
    g1_times_parameter(&multiple);
    g1_times_parameter(&multiple);
    fp_product(&image.x, &image.x, &root_of_one);
    g1_sum_add_point(&multiple, &image);
    return fp_is_zero(&multiple.z);
}

static int read_g2(const uint8_t *bytes, g2_point *point) {
    const fp2 constant = {curve_constant, curve_constant};
    fp2 t;
    if ((bytes[0] & (POINT_COMPRESSED | POINT_INFINITE)) != POINT_COMPRESSED || !read_coordinate(bytes, POINT_COMPRESSED | POINT_LARGER, &point->x.c1)
        || !read_coordinate(bytes + sizeof(fp), 0, &point->x.c0))
        return 0;
    fp2_square(&t, &point->x);
    fp2_product(&t, &t, &point->x);
    fp2_sum(&t, &t, &constant);
    if (!fp2_root(&point->y, &t)) return 0;
    if (fp2_is_larger(&point->y) != ((bytes[0] & POINT_LARGER) != 0)) fp2_negative(&point->y, &point->y);
    g2_sum multiple = {point->x, point->y, fp2_r1}, start = multiple;
    g2_point image;
    for (int bit = 62; bit >= 0; bit--) {
        g2_sum_double(&multiple);
        if (CURVE_PARAMETER >> bit & 1) g2_sum_add(&multiple, &start);
    }
    fp2_conjugate(&image.x, &point->x);
    fp2_conjugate(&image.y, &point->y);
    fp2_product(&image.x, &image.x, &back_x);
    fp2_product(&image.y, &image.y, &back_y);
    g2_sum_add_point(&multiple, &image);
    return fp2_is_zero(&multiple.z);
}

/* The sum of 2^i * points[i]. */
static void sum_of_powers(const g1_point *points, uint32_t count, g1_sum *result) {
    g1_sum sum = {0};
    while (count-- > 0) {
        if (!fp_is_zero(&sum.z)) g1_sum_double(&sum);
        g1_sum_add_point(&sum, &points[count]);
    }
    *result = sum;
}

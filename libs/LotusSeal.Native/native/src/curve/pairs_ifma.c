/*
 * Additions of pairs of points, eight at once. Coordinates stay in the form of fp.h, times 2^384, though a product here is divided by 2^416; what
 * that changes is put right by the one constant of the inversion. With differences d (times 2^384), the products p[i] = p[i - 1] * d[i] / 2^416 and
 * their inverses on the way back drift apart by 2^32 a step and come together again: when the way back begins at 2^816 / p[n], every quotient is
 * 2^432 / d, so that a slope is times 2^400, its square times 2^384; for the second coordinate the slope is shifted by 16 bits.
 *
 * Pairs with equal first coordinates or a point at infinity are left to the portable additions.
 */
#include "curve/points.h"
#include "field/fp_ifma.h"

/* An element of either field: one part or two. */
typedef struct {
    fp8 part[2];
} wide;

/* 2^432 mod p: what makes 2^816 of 2^768. */
static const fp by_48_bits = {
    {0x48aca8e9fde36676u, 0x7f3e81ec2e0c7ceau, 0x6547e4c7fba1f6b3u, 0xd4221fc8e41ccfd2u, 0x0a003db64c9a1624u, 0x07173ac25996deebu}};

/* Below 5p; c may be an operand. */
INLINE void wide_multiply(const int parts, wide *c, const wide *a, const wide *b) {
    if (parts == 1) {
        fp8_multiply(&c->part[0], &a->part[0], &b->part[0]);
        return;
    }
    fp8 low, high, sum_a, sum_b;
    fp8_add(&sum_a, &a->part[0], &a->part[1]);
    fp8_add(&sum_b, &b->part[0], &b->part[1]);
    fp8_multiply(&low, &a->part[0], &b->part[0]);
    fp8_multiply(&high, &a->part[1], &b->part[1]);
    fp8_multiply(&c->part[1], &sum_a, &sum_b);
    fp8_subtract(&c->part[1], &c->part[1], &low, FP8_2P);
    fp8_subtract(&c->part[1], &c->part[1], &high, FP8_2P);
    fp8_subtract(&c->part[0], &low, &high, FP8_2P);
}

/* Below 3p, for a below 4p in its second part. */
INLINE void wide_square(const int parts, wide *c, const wide *a) {
    if (parts == 1) {
        fp8_multiply(&c->part[0], &a->part[0], &a->part[0]);
        return;
    }
    fp8 sum, difference, product;
    fp8_add(&sum, &a->part[0], &a->part[1]);
    fp8_subtract(&difference, &a->part[0], &a->part[1], FP8_4P);
    fp8_multiply(&product, &a->part[0], &a->part[1]);
    fp8_multiply(&c->part[0], &sum, &difference);
    fp8_add(&c->part[1], &product, &product);
}

INLINE void wide_subtract(const int parts, wide *c, const wide *a, const wide *b, const int multiple) {
    for (int part = 0; part < parts; part++) fp8_subtract(&c->part[part], &a->part[part], &b->part[part], multiple);
}

INLINE void wide_load(const int parts, wide *a, const fp *const at[FP8_LANES]) {
    for (int part = 0; part < parts; part++) {
        const fp *of_part[FP8_LANES];
        for (int lane = 0; lane < FP8_LANES; lane++) of_part[lane] = at[lane] + part;
        fp8_load(&a->part[part], of_part);
    }
}

INLINE void wide_store(const int parts, fp *const at[FP8_LANES], const wide *a, uint32_t lanes) {
    for (int part = 0; part < parts; part++) {
        fp *of_part[FP8_LANES];
        for (int lane = 0; lane < FP8_LANES; lane++) of_part[lane] = at[lane] + part;
        fp8_store(of_part, &a->part[part], lanes);
    }
}

INLINE uint32_t wide_equal(const int parts, const wide *a, const wide *b) {
    uint32_t equal = fp8_equal(&a->part[0], &b->part[0]);
    return parts == 1 ? equal : equal & fp8_equal(&a->part[1], &b->part[1]);
}

/* Eight pairs; those of lanes behind the last are the last one again. */
typedef struct {
    fp *to[FP8_LANES], *from[FP8_LANES];
    wide x1, x2;
    uint32_t lanes; /* with points that are added here */
} eight;

INLINE void read_first(const int parts, eight *e, fp *points, const point_pair *pairs, size_t count) {
    const wide zero = {0};
    for (size_t lane = 0; lane < FP8_LANES; lane++) {
        point_pair pair = pairs[lane < count ? lane : count - 1];
        e->to[lane] = points + (size_t)pair.to * (size_t)(2 * parts);
        e->from[lane] = points + (size_t)pair.from * (size_t)(2 * parts);
    }
    wide_load(parts, &e->x1, (const fp *const *)e->to);
    wide_load(parts, &e->x2, (const fp *const *)e->from);
    /* Infinity has x = 0; the few other points that have it are left to the others as well. */
    e->lanes = (count < FP8_LANES ? (1u << count) - 1 : 0xff) & ~wide_equal(parts, &e->x1, &e->x2) & ~wide_equal(parts, &e->x1, &zero)
               & ~wide_equal(parts, &e->x2, &zero);
}

/* x2 - x1 where that is wanted, else something that has an inverse. */
INLINE void denominator(const int parts, wide *d, const eight *e) {
    wide_subtract(parts, d, &e->x2, &e->x1, FP8_P);
    for (int part = 0; part < parts; part++)
        for (int i = 0; i < FP8_LIMBS; i++)
            d->part[part].limb[i] = _mm512_mask_mov_epi64(fp8_broadcast(part == 0 && i == 0), (__mmask8)e->lanes, d->part[part].limb[i]);
}

/* 2^816 over each lane. */
INLINE void invert_lanes(const int parts, wide *a) {
    fp2 value[FP8_LANES] = {{{{0}}, {{0}}}}, before[FP8_LANES], running = fp2_r1, inverse;
    fp *at[FP8_LANES];
    for (int lane = 0; lane < FP8_LANES; lane++) at[lane] = &value[lane].c0;
    for (int part = 0; part < parts; part++) fp8_canonical(&a->part[part]);
    wide_store(parts, at, a, 0xff);
    for (int lane = 0; lane < FP8_LANES; lane++) {
        before[lane] = running;
        fp2_product(&running, &running, &value[lane]);
    }
    fp2_reciprocal(&running, &running);
    for (int lane = FP8_LANES - 1; lane >= 0; lane--) {
        fp2_product(&inverse, &running, &before[lane]);
        fp2_product(&running, &running, &value[lane]);
        fp_product(&value[lane].c0, &inverse.c0, &by_48_bits);
        fp_product(&value[lane].c1, &inverse.c1, &by_48_bits);
    }
    wide_load(parts, a, (const fp *const *)at);
}

/* to += from, with 2^432 over the denominators. */
INLINE void add_eight(const int parts, eight *e, const wide *inverse) {
    wide y1, y2, slope, x, y;
    fp *to_y[FP8_LANES];
    const fp *from_y[FP8_LANES];
    for (int lane = 0; lane < FP8_LANES; lane++) to_y[lane] = e->to[lane] + parts, from_y[lane] = e->from[lane] + parts;
    wide_load(parts, &y1, (const fp *const *)to_y);
    wide_load(parts, &y2, from_y);
    wide_subtract(parts, &slope, &y2, &y1, FP8_P);
    wide_multiply(parts, &slope, &slope, inverse);
    if (parts == 2) fp8_canonical(&slope.part[1]);
    wide_square(parts, &x, &slope);
    wide_subtract(parts, &x, &x, &e->x1, FP8_P);
    wide_subtract(parts, &x, &x, &e->x2, FP8_P);
    for (int part = 0; part < parts; part++) fp8_canonical(&x.part[part]);
    wide_subtract(parts, &y, &e->x1, &x, FP8_P);
    for (int part = 0; part < parts; part++) fp8_shift(&slope.part[part], &slope.part[part], 16);
    wide_multiply(parts, &y, &y, &slope);
    wide_subtract(parts, &y, &y, &y1, FP8_P);
    for (int part = 0; part < parts; part++) fp8_canonical(&y.part[part]);
    wide_store(parts, e->to, &x, e->lanes);
    wide_store(parts, to_y, &y, e->lanes);
}

/* One of the two parts of a product is all of it in G1: before has room for as many vectors. */
INLINE void add_pairs(const int parts, fp *points, const point_pair *pairs, size_t count, fp8 *before, point_pairs_adder *others) {
    enum { MAX_LEFT = 64 };
    point_pair left[MAX_LEFT];
    size_t groups = (count + FP8_LANES - 1) / FP8_LANES, left_count = 0;
    wide running = {0}, d, inverse;
    eight e;
    running.part[0].limb[0] = fp8_broadcast(1);
    for (size_t g = 0; g < groups; g++) {
        read_first(parts, &e, points, pairs + g * FP8_LANES, count - g * FP8_LANES);
        denominator(parts, &d, &e);
        for (int part = 0; part < parts; part++) before[g * (size_t)parts + (size_t)part] = running.part[part];
        wide_multiply(parts, &running, &running, &d);
    }
    invert_lanes(parts, &running);
    for (size_t g = groups; g-- > 0;) {
        size_t here = count - g * FP8_LANES < FP8_LANES ? count - g * FP8_LANES : FP8_LANES;
        read_first(parts, &e, points, pairs + g * FP8_LANES, here);
        denominator(parts, &d, &e);
        for (int part = 0; part < parts; part++) inverse.part[part] = before[g * (size_t)parts + (size_t)part];
        wide_multiply(parts, &inverse, &inverse, &running);
        wide_multiply(parts, &running, &running, &d);
        add_eight(parts, &e, &inverse);
        for (size_t lane = 0; lane < here; lane++) {
            if (e.lanes >> lane & 1) continue;
            uint64_t room[MAX_LEFT * sizeof(fp2) / 8];
            left[left_count++] = pairs[g * FP8_LANES + lane];
            if (left_count < MAX_LEFT) continue;
            others(points, left, left_count, room);
            left_count = 0;
        }
    }
    uint64_t room[MAX_LEFT * sizeof(fp2) / 8];
    if (left_count) others(points, left, left_count, room);
}

void g1_add_pairs_ifma(void *points, const point_pair *pairs, size_t count, void *room) {
    add_pairs(1, (fp *)points, pairs, count, (fp8 *)room, g1_add_pairs_portable);
}

void g2_add_pairs_ifma(void *points, const point_pair *pairs, size_t count, void *room) {
    add_pairs(2, (fp *)points, pairs, count, (fp8 *)room, g2_add_pairs_portable);
}

/*
 * Points of BLS12-381 in the memory of the program: coordinates in Montgomery form; a point with both coordinates zero, which is on neither curve,
 * is the one at infinity. And the additions that everything here is made of: many at once, so that they share one inversion.
 */
#ifndef LOTUSSEAL_CURVE_POINTS_H
#define LOTUSSEAL_CURVE_POINTS_H

#include "field/fp2.h"
#include "lotusseal.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    fp x, y;
} g1_point;

typedef struct {
    fp2 x, y;
} g2_point;

/* (x / z^2, y / z^3); z is zero at infinity. */
typedef struct {
    fp x, y, z;
} g1_sum;

typedef struct {
    fp2 x, y, z;
} g2_sum;

/* points[to] += points[from]. */
typedef struct {
    uint32_t to, from;
} point_pair;

/* Adds pairs of points; each point is in one pair only. room is memory of two coordinates a pair, and of two
 * of 512 bytes more, aligned to 64 bytes. */
typedef void point_pairs_adder(void *points, const point_pair *pairs, size_t count, void *room);
point_pairs_adder g1_add_pairs_portable, g2_add_pairs_portable, g1_add_pairs_adx, g2_add_pairs_adx, g1_add_pairs_ifma, g2_add_pairs_ifma;

/* One of the two groups, with the additions of the instruction sets in use. */
typedef struct {
    size_t point_bytes, coordinate_bytes;
    point_pairs_adder *add_pairs;
    void (*weighted_sum)(const void *points, uint64_t count, void *sum);     /* the sum of (i + 1) * points[i] */
    void (*shift_and_add)(void *sum, uint32_t doublings, const void *other); /* sum = 2^doublings * sum + other */
} point_group;

/* group is LOTUSSEAL_G1 or LOTUSSEAL_G2; 0 when it is neither. */
int point_group_of(uint32_t isa, uint32_t group, point_group *of);

/*
 * sums[i] is the sum of points[entry & ~POINT_NEGATIVE], negated where the entry has that bit, over the entries from ends[i - 1] (0 for the first
 * run) to ends[i].
 */
#define POINT_NEGATIVE 0x80000000u
int32_t point_runs(const point_group *group, const void *points, const uint32_t *entries, const uint32_t *ends, uint64_t runs, void *sums,
                   const volatile int32_t *stop);

/*
 * The sum of one window of the digits of many scalars: sum over i of digits[i] * points[indices[i]], |digits[i]| <= 2^(width - 1). result is a sum of
 * the group.
 */
int32_t point_window(const point_group *group, const void *points, const uint32_t *indices, const int16_t *digits, uint64_t count, uint32_t width,
                     void *result, const volatile int32_t *stop);

void g1_weighted_sum(const void *points, uint64_t count, void *sum);
void g2_weighted_sum(const void *points, uint64_t count, void *sum);
void g1_shift_and_add(void *sum, uint32_t doublings, const void *other);
void g2_shift_and_add(void *sum, uint32_t doublings, const void *other);

#ifdef __cplusplus
}
#endif

#endif

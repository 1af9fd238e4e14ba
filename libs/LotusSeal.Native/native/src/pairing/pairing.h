/* What a verifier of proofs computes (porep.md 9.6): points that are read and looked at, sums of known points, pairings. */
#ifndef LOTUSSEAL_PAIRING_PAIRING_H
#define LOTUSSEAL_PAIRING_PAIRING_H

#include "curve/points.h"
#include "pairing/tower.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The curves' parameter x is the negative of this. */
#define CURVE_PARAMETER 0xd201000000010000u

/* A line through points of the twist: its value at (x, y) of the other curve is constant + by_x * x + by_y * y. */
typedef struct {
    fp2 constant, by_x, by_y;
} twist_line;

/* The functions of one instruction set. */
typedef struct {
    void (*lines)(const g2_point *point, twist_line *lines);
    void (*loop)(const g1_point *points, const twist_line *lines, uint64_t count, fp12 *value);
    void (*power)(fp12 *value);
    int (*read_g1)(const uint8_t *bytes, g1_point *point);
    int (*read_g2)(const uint8_t *bytes, g2_point *point);
    void (*sum_of_powers)(const g1_point *points, uint32_t count, g1_sum *sum);
} pairing_kernel;

extern const pairing_kernel pairing_portable, pairing_adx;

#ifdef __cplusplus
}
#endif

#endif

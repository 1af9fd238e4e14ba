/* Points of files (porep.md 9.1): uncompressed, big-endian, the part with u first. */
#ifndef LOTUSSEAL_CURVE_DECODE_H
#define LOTUSSEAL_CURVE_DECODE_H

#include "curve/points.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Decodes points until one is none; returns how many were. */
typedef uint64_t points_decoder(const uint8_t *bytes, uint64_t count, int on_curve, void *points);
points_decoder g1_decode_portable, g2_decode_portable, g1_decode_adx, g2_decode_adx;

#ifdef __cplusplus
}
#endif

#endif

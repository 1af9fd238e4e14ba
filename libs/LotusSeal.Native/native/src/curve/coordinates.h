/* Coordinates of points as bytes (porep.md 9.1), and the constant of the curves. */
#ifndef LOTUSSEAL_CURVE_COORDINATES_H
#define LOTUSSEAL_CURVE_COORDINATES_H

#include "common/bytes.h"
#include "field/fp.h"

/* What the highest bits of a point's first byte say: it is compressed; it is infinity; y is the larger of two, of a compressed one. */
enum { POINT_COMPRESSED = 0x80, POINT_INFINITE = 0x40, POINT_LARGER = 0x20 };

/* 4 * R mod p: the constant of the curve y^2 = x^3 + 4, and both parts of that of the other. */
static const fp curve_constant = {
    {0xaa270000000cfff3u, 0x53cc0032fc34000au, 0x478fe97a6b0a807fu, 0xb1d37ebee6ba24d7u, 0x8ec9733bbf78ab2fu, 0x09d645513d83de7eu}};

/* Reads a coordinate, without flags in its first byte; 0 when it is p or more. */
static inline int read_coordinate(const uint8_t *bytes, uint8_t flags, fp *coordinate) {
    fp plain;
    for (int i = 0; i < FP_LIMBS; i++) plain.limb[i] = __builtin_bswap64(load_le64(bytes + 8 * (FP_LIMBS - 1 - i)));
    plain.limb[FP_LIMBS - 1] &= ~((uint64_t)flags << 56);
    if (!fp_is_canonical(plain)) return 0;
    *coordinate = fp_to_montgomery(plain);
    return 1;
}

#endif

/* The exports that look through scalars. */
#include "curve/scalars.h"

#include "lotusseal.h"

enum { ZERO, ONE, OTHER };

static int kind_of(const fr *s) {
    const uint64_t *l = s->limb, *one = fr_r1.limb;
    if (!(l[0] | l[1] | l[2] | l[3])) return ZERO;
    return ((l[0] ^ one[0]) | (l[1] ^ one[1]) | (l[2] ^ one[2]) | (l[3] ^ one[3])) ? OTHER : ONE;
}

static uint64_t bits_at(const uint64_t *limbs, uint32_t offset, uint32_t bits) {
    uint32_t limb = offset / 64, shift = offset % 64;
    uint64_t value = limbs[limb] >> shift;
    if (shift + bits > 64 && limb + 1 < FR_LIMBS) value |= limbs[limb + 1] << (64 - shift);
    return value & ((1ull << bits) - 1);
}

/*
 * Half of a digit's range is added to every digit but the highest, so that each can be read on its own; then it is taken away again. The highest digit
 * has at most bits - 1 bits of a scalar below 2^255, so with a carry it is at most 2^(bits - 1), and below that where bits is 16, since r is below
 * 0.95 * 2^255.
 */
void scalar_digits(fr scalar, uint32_t bits, int16_t *digits, uint64_t stride) {
    uint32_t last = LOTUSSEAL_DIGITS(bits) - 1;
    fr plain = fr_from_montgomery(scalar), half = {{0}};
    uint128 carry = 0;
    for (uint32_t w = 0; w < last; w++) {
        uint32_t bit = w * bits + bits - 1;
        half.limb[bit / 64] |= 1ull << (bit % 64);
    }
    for (int i = 0; i < FR_LIMBS; i++) {
        carry += (uint128)plain.limb[i] + half.limb[i];
        plain.limb[i] = (uint64_t)carry;
        carry >>= 64;
    }
    for (uint32_t w = 0; w < last; w++) digits[w * stride] = (int16_t)((int32_t)bits_at(plain.limb, w * bits, bits) - (1 << (bits - 1)));
    digits[last * stride] = (int16_t)bits_at(plain.limb, last * bits, bits);
}

int32_t lotusseal_scalars_count(const uint64_t *scalars, uint64_t count, uint64_t *ones, uint64_t *others) {
    if (!ones || !others || (count && !scalars)) return LOTUSSEAL_BAD_ARGUMENT;
    uint64_t found[3] = {0};
    for (uint64_t i = 0; i < count; i++) found[kind_of((const fr *)scalars + i)]++;
    *ones = found[ONE], *others = found[OTHER];
    return LOTUSSEAL_OK;
}

int32_t lotusseal_scalars_split(const uint64_t *scalars, uint64_t count, uint32_t first, uint32_t bits, uint32_t *ones, uint32_t *others,
                                int16_t *digits, uint64_t stride) {
    if (bits < LOTUSSEAL_MIN_DIGIT_BITS || bits > LOTUSSEAL_MAX_DIGIT_BITS) return LOTUSSEAL_BAD_ARGUMENT;
    if (count && !scalars) return LOTUSSEAL_BAD_ARGUMENT;
    for (uint64_t i = 0; i < count; i++) {
        const fr *scalar = (const fr *)scalars + i;
        int kind = kind_of(scalar);
        if (kind == ONE) *ones++ = first + (uint32_t)i;
        if (kind != OTHER) continue;
        *others++ = first + (uint32_t)i;
        scalar_digits(*scalar, bits, digits++, stride);
    }
    return LOTUSSEAL_OK;
}

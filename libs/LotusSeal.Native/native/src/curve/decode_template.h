/* Decodes points; the including file defines SUFFIX, of the functions' names. */
#include "common/bytes.h"
#include "curve/decode.h"

#define JOIN_NAMES(a, b) a##_##b
#define JOIN(a, b) JOIN_NAMES(a, b)

/* One that a compressed point has set, one of infinity, and one of the sign: no point of a query has any of them. */
#define FLAGS 0xe0u

/* 4 * R mod p: the constant of the curve y^2 = x^3 + 4, and both parts of that of the other. */
static const fp curve_constant = {
    {0xaa270000000cfff3u, 0x53cc0032fc34000au, 0x478fe97a6b0a807fu, 0xb1d37ebee6ba24d7u, 0x8ec9733bbf78ab2fu, 0x09d645513d83de7eu}};

static int decode_part(const uint8_t *bytes, fp *part) {
    fp plain;
    for (int i = 0; i < FP_LIMBS; i++) plain.limb[i] = __builtin_bswap64(load_le64(bytes + 8 * (FP_LIMBS - 1 - i)));
    if (!fp_is_canonical(plain)) return 0;
    fp_product(part, &plain, &fp_r2);
    return 1;
}

uint64_t JOIN(g1_decode, SUFFIX)(const uint8_t *bytes, uint64_t count, int on_curve, void *memory) {
    g1_point *points = (g1_point *)memory;
    for (uint64_t i = 0; i < count; i++, bytes += sizeof *points) {
        fp left, right;
        g1_point *p = &points[i];
        if (bytes[0] & FLAGS || !decode_part(bytes, &p->x) || !decode_part(bytes + sizeof(fp), &p->y)) return i;
        if (!on_curve) continue;
        fp_square(&left, &p->y);
        fp_square(&right, &p->x);
        fp_product(&right, &right, &p->x);
        fp_sum(&right, &right, &curve_constant);
        if (!fp_equal(&left, &right)) return i;
    }
    return count;
}

uint64_t JOIN(g2_decode, SUFFIX)(const uint8_t *bytes, uint64_t count, int on_curve, void *memory) {
    const fp2 constant = {curve_constant, curve_constant};
    g2_point *points = (g2_point *)memory;
    for (uint64_t i = 0; i < count; i++, bytes += sizeof *points) {
        fp2 left, right;
        g2_point *p = &points[i];
        if (bytes[0] & FLAGS || !decode_part(bytes, &p->x.c1) || !decode_part(bytes + sizeof(fp), &p->x.c0)
            || !decode_part(bytes + 2 * sizeof(fp), &p->y.c1) || !decode_part(bytes + 3 * sizeof(fp), &p->y.c0))
            return i;
        if (!on_curve) continue;
        fp2_square(&left, &p->y);
        fp2_square(&right, &p->x);
        fp2_product(&right, &right, &p->x);
        fp2_sum(&right, &right, &constant);
        if (!fp2_equal(&left, &right)) return i;
    }
    return count;
}

#undef JOIN
#undef JOIN_NAMES

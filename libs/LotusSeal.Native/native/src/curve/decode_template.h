/* Decodes points; the including file defines SUFFIX, of the functions' names. */
#include "curve/coordinates.h"
#include "curve/decode.h"

#define JOIN_NAMES(a, b) a##_##b
#define JOIN(a, b) JOIN_NAMES(a, b)

/* No point of a query has any of them. */
#define FLAGS (POINT_COMPRESSED | POINT_INFINITE | POINT_LARGER)

uint64_t JOIN(g1_decode, SUFFIX)(const uint8_t *bytes, uint64_t count, int on_curve, void *memory) {
    g1_point *points = (g1_point *)memory;
    for (uint64_t i = 0; i < count; i++, bytes += sizeof *points) {
        fp left, right;
        g1_point *p = &points[i];
        if (bytes[0] & FLAGS || !read_coordinate(bytes, 0, &p->x) || !read_coordinate(bytes + sizeof(fp), 0, &p->y)) return i;
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
        if (bytes[0] & FLAGS || !read_coordinate(bytes, 0, &p->x.c1) || !read_coordinate(bytes + sizeof(fp), 0, &p->x.c0)
            || !read_coordinate(bytes + 2 * sizeof(fp), 0, &p->y.c1) || !read_coordinate(bytes + 3 * sizeof(fp), 0, &p->y.c0))
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

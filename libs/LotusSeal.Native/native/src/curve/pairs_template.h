/*
 * Additions of points of one group by their coordinates. The including file defines FIELD (fp or fp2), POINT and ADD_PAIRS, the function's name.
 *
 * The slope of a sum needs the inverse of a difference. All differences are multiplied up, one inverse is taken, and on the way back each gets its
 * own from it (Montgomery's trick): five products and a square an addition. Two chains of products run side by side, since each waits for its
 * last one.
 */
#include "curve/points.h"

#define JOIN_NAMES(a, b) a##_##b
#define JOIN(a, b) JOIN_NAMES(a, b)
#define OF(name) JOIN(FIELD, name)
#define LOCAL(name) JOIN(POINT, name)

static inline int LOCAL(is_infinite)(const POINT *p) { return OF(is_zero)(&p->x) && OF(is_zero)(&p->y); }

/* What the slope is divided by; one where the sum needs no slope. No point of either curve has y = 0. */
static inline void LOCAL(denominator)(FIELD *d, const POINT *p, const POINT *q) {
    if (!OF(equal)(&p->x, &q->x)) {
        if (LOCAL(is_infinite)(p) || LOCAL(is_infinite)(q)) *d = OF(r1);
        else OF(difference)(d, &q->x, &p->x);
    } else if (OF(equal)(&p->y, &q->y) && !LOCAL(is_infinite)(p)) {
        OF(sum)(d, &p->y, &p->y);
    } else {
        *d = OF(r1);
    }
}

/* p += q with the inverse of their denominator. */
static inline void LOCAL(add_with)(POINT *p, const POINT *q, const FIELD *inverse) {
    FIELD slope, x, y;
    if (!OF(equal)(&p->x, &q->x)) {
        if (LOCAL(is_infinite)(q)) return;
        if (LOCAL(is_infinite)(p)) {
            *p = *q;
            return;
        }
        OF(difference)(&slope, &q->y, &p->y);
    } else if (OF(equal)(&p->y, &q->y)) {
        if (LOCAL(is_infinite)(p)) return;
        OF(square)(&x, &p->x);
        OF(sum)(&slope, &x, &x);
        OF(sum)(&slope, &slope, &x);
    } else {
        memset(p, 0, sizeof *p);
        return;
    }
    OF(product)(&slope, &slope, inverse);
    OF(square)(&x, &slope);
    OF(difference)(&x, &x, &p->x);
    OF(difference)(&x, &x, &q->x);
    OF(difference)(&y, &p->x, &x);
    OF(product)(&y, &y, &slope);
    OF(difference)(&p->y, &y, &p->y);
    p->x = x;
}

void ADD_PAIRS(void *memory, const point_pair *pairs, size_t count, void *room) {
    POINT *points = (POINT *)memory;
    FIELD *before = (FIELD *)room, running[2] = {OF(r1), OF(r1)}, first, inverse, d;
    for (size_t i = 0; i < count; i++) {
        FIELD *product = &running[i & 1];
        LOCAL(denominator)(&d, &points[pairs[i].to], &points[pairs[i].from]);
        before[i] = *product;
        OF(product)(product, product, &d);
    }
    first = running[0];
    OF(product)(&inverse, &running[0], &running[1]);
    OF(reciprocal)(&inverse, &inverse);
    OF(product)(&running[0], &inverse, &running[1]);
    OF(product)(&running[1], &inverse, &first);
    for (size_t i = count; i-- > 0;) {
        POINT *p = &points[pairs[i].to], *q = &points[pairs[i].from];
        FIELD *product = &running[i & 1];
        LOCAL(denominator)(&d, p, q);
        OF(product)(&inverse, product, &before[i]);
        OF(product)(product, product, &d);
        LOCAL(add_with)(p, q, &inverse);
    }
}

#undef JOIN_NAMES
#undef JOIN
#undef OF
#undef LOCAL
#undef FIELD
#undef POINT
#undef ADD_PAIRS

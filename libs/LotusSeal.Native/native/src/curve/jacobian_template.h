/*
 * Additions with a common denominator: points (x / z^2, y / z^3), z zero at infinity. The including file defines FIELD, POINT and SUM. The formulas
 * are those of the Explicit-Formulas Database: dbl-2009-l, add-2007-bl, madd-2007-bl.
 */
#include "curve/points.h"

#define JOIN_NAMES(a, b) a##_##b
#define JOIN(a, b) JOIN_NAMES(a, b)
#define OF(name) JOIN(FIELD, name)
#define LOCAL(name) JOIN(SUM, name)

static __attribute__((unused)) void LOCAL(double)(SUM *p) {
    FIELD a, b, c, d, e, t;
    OF(square)(&a, &p->x);
    OF(square)(&b, &p->y);
    OF(square)(&c, &b);
    OF(sum)(&d, &p->x, &b);
    OF(square)(&d, &d);
    OF(difference)(&d, &d, &a);
    OF(difference)(&d, &d, &c);
    OF(sum)(&d, &d, &d);
    OF(sum)(&e, &a, &a);
    OF(sum)(&e, &e, &a);
    OF(product)(&t, &p->y, &p->z);
    OF(sum)(&p->z, &t, &t);
    OF(square)(&t, &e);
    OF(difference)(&t, &t, &d);
    OF(difference)(&p->x, &t, &d);
    OF(difference)(&d, &d, &p->x);
    OF(product)(&d, &d, &e);
    for (int i = 0; i < 3; i++) OF(sum)(&c, &c, &c);
    OF(difference)(&p->y, &d, &c);
}

/* The end of both sums: h is the difference of the first coordinates, r that of the second, and the new z is zz * h. */
static __attribute__((unused)) void LOCAL(combine)(SUM *p, const FIELD *h, FIELD *r, const FIELD *u1, const FIELD *s1, const FIELD *zz) {
    FIELD i, j, v, t;
    OF(sum)(r, r, r);
    OF(sum)(&i, h, h);
    OF(square)(&i, &i);
    OF(product)(&j, h, &i);
    OF(product)(&v, u1, &i);
    OF(product)(&t, s1, &j);
    OF(square)(&p->x, r);
    OF(difference)(&p->x, &p->x, &j);
    OF(difference)(&p->x, &p->x, &v);
    OF(difference)(&p->x, &p->x, &v);
    OF(difference)(&v, &v, &p->x);
    OF(product)(&p->y, r, &v);
    OF(difference)(&p->y, &p->y, &t);
    OF(difference)(&p->y, &p->y, &t);
    OF(product)(&p->z, zz, h);
}

static __attribute__((unused)) void LOCAL(add)(SUM *p, const SUM *q) {
    FIELD z1, z2, u1, u2, s1, s2, zz;
    if (OF(is_zero)(&q->z)) return;
    if (OF(is_zero)(&p->z)) {
        *p = *q;
        return;
    }
    OF(square)(&z1, &p->z);
    OF(square)(&z2, &q->z);
    OF(product)(&u1, &p->x, &z2);
    OF(product)(&u2, &q->x, &z1);
    OF(product)(&s1, &p->y, &q->z);
    OF(product)(&s1, &s1, &z2);
    OF(product)(&s2, &q->y, &p->z);
    OF(product)(&s2, &s2, &z1);
    OF(difference)(&u2, &u2, &u1);
    OF(difference)(&s2, &s2, &s1);
    if (OF(is_zero)(&u2)) {
        if (OF(is_zero)(&s2)) LOCAL(double)(p);
        else memset(p, 0, sizeof *p);
        return;
    }
    OF(sum)(&zz, &p->z, &q->z);
    OF(square)(&zz, &zz);
    OF(difference)(&zz, &zz, &z1);
    OF(difference)(&zz, &zz, &z2);
    LOCAL(combine)(p, &u2, &s2, &u1, &s1, &zz);
}

static __attribute__((unused)) void LOCAL(add_point)(SUM *p, const POINT *q) {
    FIELD z1, h, r, x, y, zz;
    if (OF(is_zero)(&q->x) && OF(is_zero)(&q->y)) return;
    if (OF(is_zero)(&p->z)) {
        p->x = q->x, p->y = q->y, p->z = OF(r1);
        return;
    }
    OF(square)(&z1, &p->z);
    OF(product)(&h, &q->x, &z1);
    OF(difference)(&h, &h, &p->x);
    OF(product)(&r, &q->y, &p->z);
    OF(product)(&r, &r, &z1);
    OF(difference)(&r, &r, &p->y);
    if (OF(is_zero)(&h)) {
        if (OF(is_zero)(&r)) LOCAL(double)(p);
        else memset(p, 0, sizeof *p);
        return;
    }
    x = p->x, y = p->y;
    OF(sum)(&zz, &p->z, &p->z);
    LOCAL(combine)(p, &h, &r, &x, &y, &zz);
}

#undef JOIN_NAMES
#undef JOIN
#undef OF
#undef LOCAL

// Points of the curve over either field (docs/spec/porep.md 4.1). Sums are kept as (x, y, zz, zzz) with zz^3 = zzz^2, for the point
// (x / zz, y / zzz); infinity has zz = 0. The formulas are those of the Explicit-Formulas Database: madd-2008-s, add-2008-s, dbl-2008-s-1.
#ifndef LOTUSSEAL_CUDA_CURVE_H
#define LOTUSSEAL_CUDA_CURVE_H
#include "fields.h"

typedef limbs<fp::N> fp_element;

// An element of the quadratic extension: c0 + c1 · u with u^2 = -1.
struct fp2_element {
    fp_element c0, c1;
};

DEVICE fp_element load_fp(const words4 *from)
{
    fp_element value;
    UNROLL for (int i = 0; i < fp::N / 4; i++)
    {
        words4 four = from[i];
        UNROLL for (int j = 0; j < 4; j++) value.limb[4 * i + j] = four[j];
    }
    return value;
}

DEVICE void store_fp(words4 *to, const fp_element &value)
{
    UNROLL for (int i = 0; i < fp::N / 4; i++)
    {
        words4 four = {value.limb[4 * i], value.limb[4 * i + 1], value.limb[4 * i + 2], value.limb[4 * i + 3]};
        to[i] = four;
    }
}

DEVICE bool is_zero(const fp_element &value)
{
    uint32 bits = 0;
    UNROLL for (int i = 0; i < fp::N; i++) bits |= value.limb[i];
    return bits == 0;
}

// (a · b + c · d) / R with one reduction: below 2 · modulus before it, since modulus / R is below 0.102.
DEVICE fp_element sum_of_two(const fp_element &a, const fp_element &b, const fp_element &c, const fp_element &d, const fp_element &modulus)
{
    window<fp::N> w = {};
    UNROLL for (int row = 0; row < fp::N; row++)
    {
        add_row<fp::N>(w, a, b.limb[row]);
        add_row<fp::N>(w, c, d.limb[row]);
        fp::reduce_row(w, modulus);
    }
    return finish<fp, 2>(w);
}

// Products that are called and not repeated in the code: with operands in memory they cost little more, and kernels stay small.
CALLED void fp_product(fp_element *result, const fp_element *a, const fp_element *b, const fp_element *modulus)
{
    *result = multiply<fp>(*a, *b, *modulus);
}

CALLED void fp2_product(fp2_element *result, const fp2_element *a, const fp2_element *b, const fp_element *modulus)
{
    fp_element c0 = sum_of_two(a->c0, b->c0, subtract<fp>(fp_element(), a->c1), b->c1, *modulus);
    result->c1 = sum_of_two(a->c0, b->c1, a->c1, b->c0, *modulus);
    result->c0 = c0;
}

// The coordinates of a group: what points need of their field. Words is the length of an element in units of 16 bytes.
struct first_group {
    typedef fp_element element;
    static constexpr int Words = 3;

    DEVICE element load(const words4 *from) { return load_fp(from); }
    DEVICE void store(words4 *to, const element &value) { store_fp(to, value); }
    DEVICE bool is_zero(const element &value) { return ::is_zero(value); }
    DEVICE element sum(const element &a, const element &b) { return add<fp>(a, b); }
    DEVICE element difference(const element &a, const element &b) { return subtract<fp>(a, b); }
    DEVICE element one(const fp_element &one) { return one; }
    DEVICE element product(const element &a, const element &b, const fp_element &modulus)
    {
        element result;
        fp_product(&result, &a, &b, &modulus);
        return result;
    }
    // For the loop over points of a sum: products in the code of the kernel.
    DEVICE element fast_product(const element &a, const element &b, const fp_element &modulus) { return multiply<fp>(a, b, modulus); }
    // a · b - c · d.
    DEVICE element fast_cross(const element &a, const element &b, const element &c, const element &d, const fp_element &modulus)
    {
        return sum_of_two(a, b, subtract<fp>(element(), c), d, modulus);
    }
};

struct second_group {
    typedef fp2_element element;
    static constexpr int Words = 6;

    DEVICE element load(const words4 *from) { return {load_fp(from), load_fp(from + 3)}; }
    DEVICE void store(words4 *to, const element &value) { store_fp(to, value.c0), store_fp(to + 3, value.c1); }
    DEVICE bool is_zero(const element &value) { return ::is_zero(value.c0) && ::is_zero(value.c1); }
    DEVICE element sum(const element &a, const element &b) { return {add<fp>(a.c0, b.c0), add<fp>(a.c1, b.c1)}; }
    DEVICE element difference(const element &a, const element &b) { return {subtract<fp>(a.c0, b.c0), subtract<fp>(a.c1, b.c1)}; }
    DEVICE element one(const fp_element &one) { return {one, fp_element()}; }
    DEVICE element product(const element &a, const element &b, const fp_element &modulus)
    {
        element result;
        fp2_product(&result, &a, &b, &modulus);
        return result;
    }
    DEVICE element fast_product(const element &a, const element &b, const fp_element &modulus) { return product(a, b, modulus); }
    DEVICE element fast_cross(const element &a, const element &b, const element &c, const element &d, const fp_element &modulus)
    {
        return difference(product(a, b, modulus), product(c, d, modulus));
    }
};

// What every kernel of points is given lies at "constants": the modulus, then 1 as an element.
DEVICE fp_element load_modulus(const words4 *constants) { return load_fp(constants); }
template <class Group> DEVICE typename Group::element load_one(const words4 *constants) { return Group::one(load_fp(constants + 3)); }

template <class Group> struct point_sum {
    typename Group::element x, y, zz, zzz;

    static constexpr int Words = 4 * Group::Words;
    DEVICE point_sum load(const words4 *from)
    {
        return {Group::load(from), Group::load(from + Group::Words), Group::load(from + 2 * Group::Words), Group::load(from + 3 * Group::Words)};
    }
    DEVICE void store(words4 *to, const point_sum &sum)
    {
        Group::store(to, sum.x), Group::store(to + Group::Words, sum.y);
        Group::store(to + 2 * Group::Words, sum.zz), Group::store(to + 3 * Group::Words, sum.zzz);
    }
};

// Words and not a whole sum at once, which is cleared and copied byte by byte.
template <class Group> DEVICE point_sum<Group> infinity()
{
    point_sum<Group> sum;
    UNROLL for (unsigned i = 0; i < sizeof sum / sizeof(uint32); i++) ((uint32 *)&sum)[i] = 0;
    return sum;
}

template <class Group> DEVICE void copy(point_sum<Group> *to, const point_sum<Group> *from)
{
    UNROLL for (unsigned i = 0; i < sizeof *to / sizeof(uint32); i++) ((uint32 *)to)[i] = ((const uint32 *)from)[i];
}

template <class Group> DEVICE void double_sum(point_sum<Group> &p, const fp_element &modulus)
{
    typedef typename Group::element element;
    element u = Group::sum(p.y, p.y), v = Group::product(u, u, modulus), w = Group::product(u, v, modulus);
    element s = Group::product(p.x, v, modulus), square = Group::product(p.x, p.x, modulus);
    element m = Group::sum(Group::sum(square, square), square);
    p.x = Group::difference(Group::product(m, m, modulus), Group::sum(s, s));
    p.y = Group::difference(Group::product(m, Group::difference(s, p.x), modulus), Group::product(w, p.y, modulus));
    p.zz = Group::product(v, p.zz, modulus);
    p.zzz = Group::product(w, p.zzz, modulus);
}

// p += q for any two sums, also equal, opposite and infinite ones.
template <class Group> CALLED void add_sum(point_sum<Group> *p, const point_sum<Group> *q, const fp_element *modulus)
{
    typedef typename Group::element element;
    if (Group::is_zero(q->zz)) return;
    if (Group::is_zero(p->zz))
    {
        copy(p, q);
        return;
    }
    element u1 = Group::product(p->x, q->zz, *modulus), s1 = Group::product(p->y, q->zzz, *modulus);
    element h = Group::difference(Group::product(q->x, p->zz, *modulus), u1);
    element r = Group::difference(Group::product(q->y, p->zzz, *modulus), s1);
    if (Group::is_zero(h))
    {
        if (Group::is_zero(r)) double_sum(*p, *modulus);
        else *p = infinity<Group>();
        return;
    }
    element hh = Group::product(h, h, *modulus), hhh = Group::product(h, hh, *modulus), v = Group::product(u1, hh, *modulus);
    p->x = Group::difference(Group::difference(Group::product(r, r, *modulus), hhh), Group::sum(v, v));
    p->y = Group::difference(Group::product(r, Group::difference(v, p->x), *modulus), Group::product(s1, hhh, *modulus));
    p->zz = Group::product(Group::product(p->zz, q->zz, *modulus), hh, *modulus);
    p->zzz = Group::product(Group::product(p->zzz, q->zzz, *modulus), hhh, *modulus);
}

// p += the point at (from), or its negative; from holds x and y, both zero for infinity.
template <class Group>
DEVICE void add_point(point_sum<Group> &p, const words4 *from, bool negative, const words4 *constants, const fp_element &modulus)
{
    typedef typename Group::element element;
    element x = Group::load(from), y = Group::load(from + Group::Words);
    if (Group::is_zero(x) && Group::is_zero(y)) return;
    if (negative) y = Group::difference(element(), y);
    if (Group::is_zero(p.zz))
    {
        p.x = x, p.y = y, p.zz = p.zzz = load_one<Group>(constants);
        return;
    }
    element h = Group::difference(Group::fast_product(x, p.zz, modulus), p.x);
    element r = Group::difference(Group::fast_product(y, p.zzz, modulus), p.y);
    if (Group::is_zero(h))
    {
        // The same point, or its opposite: too rare to have code of its own.
        point_sum<Group> sum = p, other = {x, y, load_one<Group>(constants), load_one<Group>(constants)};
        add_sum(&sum, &other, &modulus);
        p = sum;
        return;
    }
    element hh = Group::fast_product(h, h, modulus), hhh = Group::fast_product(h, hh, modulus);
    element v = Group::fast_product(p.x, hh, modulus);
    p.zz = Group::fast_product(p.zz, hh, modulus);
    p.zzz = Group::fast_product(p.zzz, hhh, modulus);
    p.x = Group::difference(Group::difference(Group::fast_product(r, r, modulus), hhh), Group::sum(v, v));
    p.y = Group::fast_cross(r, Group::difference(v, p.x), p.y, hhh, modulus);
}

#endif

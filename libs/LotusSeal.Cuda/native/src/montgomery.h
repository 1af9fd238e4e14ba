// Montgomery arithmetic on limbs of 32 bits with R = 2^(32·limbs), for any number of limbs that is even.
//
// Sums of products are kept in a window that moves up the number: a row adds a · b for one limb of every b, the reduction makes the lowest limb
// zero and drops it. Even and odd limbs have accumulators of their own, so that every product of two limbs lands in an aligned pair.
#ifndef LOTUSSEAL_CUDA_MONTGOMERY_H
#define LOTUSSEAL_CUDA_MONTGOMERY_H
#include "carry.h"

template <int N> struct limbs {
    uint32 limb[N];
};

// even[i] counts 2^(32·i), odd[i] counts 2^(32·(i+1)); the last of each takes carries only.
template <int N> struct window {
    uint32 even[N + 1], odd[N + 1];
};

template <int N> DEVICE window<N> window_of(const limbs<N> &value)
{
    window<N> w;
    UNROLL for (int i = 0; i < N; i++) w.even[i] = value.limb[i], w.odd[i] = 0;
    w.even[N] = w.odd[N] = 0;
    return w;
}

// accumulator[from…] += a[first], a[first + 2], … times b; one chain, the carry goes into the last limb.
template <int N> DEVICE void mad_chain(uint32 *accumulator, const uint32 *a, int from, int first, uint32 b)
{
    UNROLL for (int i = from; i < N; i += 2)
    {
        uint32 factor = a[first + i - from];
        accumulator[i] = i == from ? mad_lo_cc(factor, b, accumulator[i]) : madc_lo_cc(factor, b, accumulator[i]);
        accumulator[i + 1] = madc_hi_cc(factor, b, accumulator[i + 1]);
    }
    accumulator[N] = addc(accumulator[N], 0);
}

// window += a · b.
template <int N> DEVICE void add_row(window<N> &w, const limbs<N> &a, uint32 b)
{
    mad_chain<N>(w.even, a.limb, 0, 0, b);
    mad_chain<N>(w.odd, a.limb, 0, 1, b);
}

// Drops the lowest limb, which even[0] holds: odd limbs become even ones.
template <int N> DEVICE void shift(window<N> &w)
{
    window<N> next;
    UNROLL for (int i = 0; i <= N; i++) next.even[i] = w.odd[i];
    UNROLL for (int i = 0; i < N - 1; i++) next.odd[i] = w.even[i + 2];
    next.odd[N - 1] = next.odd[N] = 0;
    w = next;
}

// The value of a window as N + 1 limbs.
template <int N> DEVICE void merge(const window<N> &w, uint32 *value)
{
    value[0] = w.even[0];
    value[1] = add_cc(w.even[1], w.odd[0]);
    UNROLL for (int i = 2; i < N; i++) value[i] = addc_cc(w.even[i], w.odd[i - 1]);
    value[N] = addc(w.even[N], w.odd[N - 1]);
}

// value -= subtrahend where that does not go below zero; L limbs.
template <int L> DEVICE void subtract_where_possible(uint32 *value, const uint32 *subtrahend)
{
    uint32 difference[L];
    difference[0] = sub_cc(value[0], subtrahend[0]);
    UNROLL for (int i = 1; i < L; i++) difference[i] = subc_cc(value[i], subtrahend[i]);
    bool below = subc(0, 0) != 0;
    UNROLL for (int i = 0; i < L; i++) value[i] = below ? value[i] : difference[i];
}

// left + right below 2 · modulus, then below the modulus. F has limbs and multiple(k): k · modulus in N + 1 limbs.
template <class F> DEVICE limbs<F::N> add(const limbs<F::N> &left, const limbs<F::N> &right)
{
    limbs<F::N> sum;
    uint32 modulus[F::N + 1];
    F::multiple(1, modulus);
    sum.limb[0] = add_cc(left.limb[0], right.limb[0]);
    UNROLL for (int i = 1; i < F::N - 1; i++) sum.limb[i] = addc_cc(left.limb[i], right.limb[i]);
    sum.limb[F::N - 1] = addc(left.limb[F::N - 1], right.limb[F::N - 1]);
    subtract_where_possible<F::N>(sum.limb, modulus);
    return sum;
}

// left - right, plus the modulus where that is below zero.
template <class F> DEVICE limbs<F::N> subtract(const limbs<F::N> &left, const limbs<F::N> &right)
{
    limbs<F::N> difference;
    uint32 modulus[F::N + 1];
    F::multiple(1, modulus);
    difference.limb[0] = sub_cc(left.limb[0], right.limb[0]);
    UNROLL for (int i = 1; i < F::N; i++) difference.limb[i] = subc_cc(left.limb[i], right.limb[i]);
    uint32 below = subc(0, 0);
    difference.limb[0] = add_cc(difference.limb[0], modulus[0] & below);
    UNROLL for (int i = 1; i < F::N - 1; i++) difference.limb[i] = addc_cc(difference.limb[i], modulus[i] & below);
    difference.limb[F::N - 1] = addc(difference.limb[F::N - 1], modulus[F::N - 1] & below);
    return difference;
}

// The value of a window that is below Bound · modulus, reduced; Bound is 2, 4 or 8, and 2 · modulus fits N limbs.
template <class F, int Bound> DEVICE limbs<F::N> finish(const window<F::N> &w)
{
    uint32 value[F::N + 1], multiple[F::N + 1];
    merge<F::N>(w, value);
    if (Bound > 4) F::multiple(4, multiple), subtract_where_possible<F::N + 1>(value, multiple);
    if (Bound > 2) F::multiple(2, multiple), subtract_where_possible<F::N + 1>(value, multiple);
    F::multiple(1, multiple), subtract_where_possible<F::N>(value, multiple);
    limbs<F::N> result;
    UNROLL for (int i = 0; i < F::N; i++) result.limb[i] = value[i];
    return result;
}

// left · right / R as a window, below the modulus and left · right / R.
template <class F> DEVICE window<F::N> product(const limbs<F::N> &left, const limbs<F::N> &right, const limbs<F::N> &modulus)
{
    window<F::N> w = {};
    UNROLL for (int row = 0; row < F::N; row++)
    {
        add_row<F::N>(w, left, right.limb[row]);
        F::reduce_row(w, modulus);
    }
    return w;
}

// left · right / R for left · right below R · modulus, reduced.
template <class F> DEVICE limbs<F::N> multiply(const limbs<F::N> &left, const limbs<F::N> &right, const limbs<F::N> &modulus)
{
    return finish<F, 2>(product<F>(left, right, modulus));
}

// The lower limbs of a window whose value fits them.
template <int N> DEVICE limbs<N> unreduced(const window<N> &w)
{
    uint32 value[N + 1];
    merge<N>(w, value);
    limbs<N> result;
    UNROLL for (int i = 0; i < N; i++) result.limb[i] = value[i];
    return result;
}

#endif

// Transforms between the coefficients and the values of polynomials over a domain of 2^log2 powers of a root (docs/spec/porep.md 9.5).
//
// Down goes from values in order to coefficients at reversed indices, times 2^log2; up goes from there to values in order. A pass does up to three
// stages in registers: a thread holds 2^Stages elements that stand a distance apart, and no thread waits for another.
//
// roots[i] = root^i for i from 0 to 2^(log2 - 1), with the last one, -1: the inverse of root^i is then -roots[2^(log2 - 1) - i].
#ifndef LOTUSSEAL_CUDA_TRANSFORMS_H
#define LOTUSSEAL_CUDA_TRANSFORMS_H
#include "elements.h"

// The elements of a thread in a pass whose longest blocks have 2^level elements.
template <int Stages> struct pass_elements {
    uint64 base;
    uint32 offset, distance;

    DEVICE pass_elements of(uint32 thread, uint32 level)
    {
        uint32 distance = 1u << (level - Stages), offset = thread & (distance - 1);
        return {((uint64)(thread >> (level - Stages)) << level) + offset, offset, distance};
    }
    DEVICE uint64 at(const pass_elements &pass, int k) { return (pass.base + (uint64)k * pass.distance) * words4_of_element; }
};

// One stage of a pass, as a type, since a compiler does not unroll a loop of this size. A butterfly joins elements k and k + half.
template <int Stages, int Stage> struct stage_down {
    DEVICE void run(element *x, const pass_elements<Stages> &pass, const words4 *roots, uint32 log2, uint32 level, const element &modulus)
    {
        stage_down<Stages, Stage - 1>::run(x, pass, roots, log2, level, modulus);
        constexpr int half = 1 << (Stages - 1 - Stage);
        UNROLL for (int pair = 0; pair < 1 << (Stages - 1); pair++)
        {
            int k = pair / half * 2 * half + pair % half;
            uint64 exponent = (uint64)(pass.offset + (uint64)(pair % half) * pass.distance) << (log2 - level + Stage);
            element root = load_element(roots + ((1ull << (log2 - 1)) - exponent) * words4_of_element);
            element difference = subtract<fr>(x[k + half], x[k]);
            x[k] = add<fr>(x[k], x[k + half]);
            x[k + half] = multiply<fr>(difference, root, modulus);
        }
    }
};
template <int Stages> struct stage_down<Stages, -1> {
    DEVICE void run(element *, const pass_elements<Stages> &, const words4 *, uint32, uint32, const element &) {}
};

template <int Stages, int Stage> struct stage_up {
    DEVICE void run(element *x, const pass_elements<Stages> &pass, const words4 *roots, uint32 log2, uint32 level, const element &modulus)
    {
        stage_up<Stages, Stage - 1>::run(x, pass, roots, log2, level, modulus);
        constexpr int half = 1 << Stage;
        UNROLL for (int pair = 0; pair < 1 << (Stages - 1); pair++)
        {
            int k = pair / half * 2 * half + pair % half;
            uint64 exponent = (uint64)(pass.offset + (uint64)(pair % half) * pass.distance) << (log2 - level + Stages - 1 - Stage);
            element product = multiply<fr>(x[k + half], load_element(roots + exponent * words4_of_element), modulus);
            x[k + half] = subtract<fr>(x[k], product);
            x[k] = add<fr>(x[k], product);
        }
    }
};
template <int Stages> struct stage_up<Stages, -1> {
    DEVICE void run(element *, const pass_elements<Stages> &, const words4 *, uint32, uint32, const element &) {}
};

// A pass of one thread; Stage is stage_down or stage_up.
template <int Stages, template <int, int> class Stage>
DEVICE void pass(const words4 *modulus_words, const words4 *roots, words4 *values, uint32 log2, uint32 level, uint32 thread)
{
    typedef pass_elements<Stages> elements;
    const elements own = elements::of(thread, level);
    const element modulus = load_element(modulus_words);
    element x[1 << Stages];
    UNROLL for (int k = 0; k < 1 << Stages; k++) x[k] = read_element(values + elements::at(own, k));
    Stage<Stages, Stages - 1>::run(x, own, roots, log2, level, modulus);
    UNROLL for (int k = 0; k < 1 << Stages; k++) store_element(values + elements::at(own, k), x[k]);
}

// first · step^i from two tables: low[i] = step^i below 2^low_bits, high[i] = first · step^(i · 2^low_bits).
DEVICE element power_of(const words4 *low, const words4 *high, uint32 low_bits, uint32 exponent, const element &modulus)
{
    return multiply<fr>(load_element(low + (uint64)(exponent & ((1u << low_bits) - 1)) * words4_of_element),
        load_element(high + (uint64)(exponent >> low_bits) * words4_of_element), modulus);
}

#endif

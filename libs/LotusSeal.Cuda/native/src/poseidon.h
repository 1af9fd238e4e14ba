// Poseidon (docs/spec/porep.md 4.2) of one width, a thread a hash. The constants come from PoseidonTable.cs, which says how they are derived.
//
// Full rounds multiply by the mixing matrix times an integer that makes its entries integers of one or two limbs; what that does to the scale of
// the state is in the constants. Partial rounds come in groups: within a group the S-boxes' results are kept, and enter the sums of the next
// rounds by constants of their own, so that the rest of the state is brought up to date once a group.
//
// The state of full rounds lies in shared memory, where loops can index it: the code stays small enough for the instruction cache.
#ifndef LOTUSSEAL_CUDA_POSEIDON_H
#define LOTUSSEAL_CUDA_POSEIDON_H
#include "elements.h"

// A shape of Poseidon; the same numbers stand in PoseidonTable.cs.
template <int Width, int EntryLimbs, int Group, int Groups> struct poseidon_shape {
    static constexpr int width = Width;             // elements of the state
    static constexpr int entry_limbs = EntryLimbs;  // limbs of an entry of the integer matrix
    static constexpr int group = Group;             // partial rounds of a group
    static constexpr int groups = Groups;
};

// The thread's own element of the shared memory: threads stand side by side, so that none waits for another's bank.
DEVICE element read_slot(int slot)
{
    const words4 *at = shared_memory + slot * 2 * block_threads() + thread_index();
    words4 low = at[0], high = at[block_threads()];
    element e;
    UNROLL for (int i = 0; i < 4; i++) e.limb[i] = low[i], e.limb[i + 4] = high[i];
    return e;
}

DEVICE void write_slot(int slot, const element &e)
{
    words4 *at = shared_memory + slot * 2 * block_threads() + thread_index();
    words4 low = {e.limb[0], e.limb[1], e.limb[2], e.limb[3]}, high = {e.limb[4], e.limb[5], e.limb[6], e.limb[7]};
    at[0] = low;
    at[block_threads()] = high;
}

// x^5. With x below the order, x^2 is below 1.46, x^4 below 1.96 and x^5 below 1.89 times the order, and 2^256 is 2.2 times the order: one
// reduction at the end suffices.
DEVICE element quintic(const element &x, const element &modulus)
{
    element square = unreduced(product<fr>(x, x, modulus));
    return multiply<fr>(unreduced(product<fr>(square, square, modulus)), x, modulus);
}

static constexpr int words4_of_terms(int terms) { return (terms + 3) / 4; }

// Adds one row: limb for limb of the constants, one for each term.
template <int Terms> DEVICE void add_terms(window<fr::N> &w, const element *values, const words4 *&constants, const element &modulus)
{
    UNROLL for (int i = 0; i < Terms; i += 4)
    {
        words4 four = load_constant(constants++);
        UNROLL for (int j = 0; j < 4 && i + j < Terms; j++) add_row<fr::N>(w, values[i + j], four[j]);
    }
    fr::reduce_row(w, modulus);
}

// (start + sum of values[i] · constants[i]) / 2^(32 · Rows); constants advances behind them. The sum of the constants, in units of
// 2^(32 · Rows), plus one is below Bound.
template <int Terms, int Rows, int Bound>
DEVICE element sum_of_products(const element *values, const words4 *start, const words4 *&constants, const element &modulus)
{
    window<fr::N> w = window_of(load_element(start));
    if (Rows == 1)
    {
        add_terms<Terms>(w, values, constants, modulus);
    }
    else
    {
        ROLLED for (int row = 0; row < Rows; row += 2)
        {
            add_terms<Terms>(w, values, constants, modulus);
            add_terms<Terms>(w, values, constants, modulus);
        }
    }
    return finish<fr, Bound>(w);
}

// The smallest bound for a sum of Terms products of elements: 0.4529 · Terms + 1, and the start.
static constexpr int bound_of(int terms) { return terms <= 2 ? 2 : terms <= 6 ? 4 : 8; }

template <class Shape> DEVICE void full_boxes(const element &modulus)
{
    ROLLED for (int i = 0; i < Shape::width; i++) write_slot(i, quintic(read_slot(i), modulus));
}

template <class Shape> DEVICE void load_state(element *state)
{
    UNROLL for (int i = 0; i < Shape::width; i++) state[i] = read_slot(i);
}

// state · matrix + constants, from slots to slots.
template <class Shape, int Rows, int Bound> DEVICE void mix(const words4 *matrix, const words4 *&starts, const element &modulus)
{
    element state[Shape::width];
    load_state<Shape>(state);
    ROLLED for (int j = 0; j < Shape::width; j++)
    {
        write_slot(j, sum_of_products<Shape::width, Rows, Bound>(state, starts, matrix, modulus));
        starts += words4_of_element;
    }
}

// One round of a group: S-box, then the first element of the next state. values holds the other elements and the S-boxes' results of the group.
template <class Shape, int Round> struct partial_round {
    DEVICE void run(element &first, element *values, const words4 *&constants, const element &modulus)
    {
        partial_round<Shape, Round - 1>::run(first, values, constants, modulus);
        constexpr int terms = Shape::width + Round;
        values[terms - 1] = quintic(first, modulus);
        const words4 *start = constants;
        constants += words4_of_element;
        first = sum_of_products<terms, fr::N, bound_of(terms)>(values, start, constants, modulus);
    }
};
template <class Shape> struct partial_round<Shape, -1> {
    DEVICE void run(element &, element *, const words4 *&, const element &) {}
};

template <class Shape> DEVICE void partial_rounds(const words4 *&constants, const element &modulus)
{
    element values[Shape::width - 1 + Shape::group];
    element first = read_slot(0);
    UNROLL for (int i = 1; i < Shape::width; i++) values[i - 1] = read_slot(i);
    ROLLED for (int group = 0; group < Shape::groups; group++)
    {
        partial_round<Shape, Shape::group - 1>::run(first, values, constants, modulus);
        UNROLL for (int i = 0; i < Shape::width - 1; i++)
        {
            const words4 *start = constants;
            constants += words4_of_element;
            element change = sum_of_products<Shape::group, fr::N, bound_of(Shape::group)>(values + Shape::width - 1, start, constants, modulus);
            values[i] = add<fr>(values[i], change);
        }
    }
    write_slot(0, first);
    UNROLL for (int i = 1; i < Shape::width; i++) write_slot(i, values[i - 1]);
}

// The digest of the inputs at input, input + stride, …, as canonical integers.
template <class Shape> DEVICE void hash(const words4 *constants, const words4 *input, uint64 stride, words4 *digest)
{
    constexpr int matrix_bound = 8;
    const element modulus = load_element(constants);
    constants += words4_of_element;
    const words4 *matrix = constants;
    constants += Shape::width * Shape::entry_limbs * words4_of_terms(Shape::width);

    write_slot(0, load_element(constants));
    constants += words4_of_element;
    ROLLED for (int i = 1; i < Shape::width; i++)
    {
        write_slot(i, quintic(add<fr>(load_element(input), load_element(constants)), modulus));
        input += stride;
        constants += words4_of_element;
    }
    ROLLED for (int round = 0; round < 3; round++)
    {
        mix<Shape, Shape::entry_limbs, matrix_bound>(matrix, constants, modulus);
        full_boxes<Shape>(modulus);
    }
    const words4 *starts = constants;
    constants += Shape::width * words4_of_element;
    const words4 *before_partial = constants;
    mix<Shape, fr::N, bound_of(Shape::width)>(before_partial, starts, modulus);
    constants += Shape::width * fr::N * words4_of_terms(Shape::width);

    partial_rounds<Shape>(constants, modulus);

    ROLLED for (int round = 0; round < 3; round++)
    {
        full_boxes<Shape>(modulus);
        mix<Shape, Shape::entry_limbs, matrix_bound>(matrix, constants, modulus);
    }
    full_boxes<Shape>(modulus);
    element state[Shape::width];
    load_state<Shape>(state);
    const words4 *column = matrix + Shape::entry_limbs * words4_of_terms(Shape::width);
    element scaled = sum_of_products<Shape::width, Shape::entry_limbs, matrix_bound>(state, constants, column, modulus);
    store_element(digest, multiply<fr>(scaled, load_element(constants + words4_of_element), modulus));
}

#endif

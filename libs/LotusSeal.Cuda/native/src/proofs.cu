// The kernels of Groth16's arithmetic. Elements and coordinates are in Montgomery form, as the processor has them; threads beyond count nothing.
#include "sums.h"
#include "transforms.h"

#define TRANSFORM_KERNELS(stages)                                                                                                              \
    KERNEL(128, 3) down_##stages(const words4 *modulus, const words4 *roots, words4 *values, uint32 log2, uint32 level, uint32 count)         \
    {                                                                                                                                          \
        uint32 thread = node_index();                                                                                                          \
        if (thread < count) pass<stages, stage_down>(modulus, roots, values, log2, level, thread);                                                   \
    }                                                                                                                                          \
    KERNEL(128, 3) up_##stages(const words4 *modulus, const words4 *roots, words4 *values, uint32 log2, uint32 level, uint32 count)           \
    {                                                                                                                                          \
        uint32 thread = node_index();                                                                                                          \
        if (thread < count) pass<stages, stage_up>(modulus, roots, values, log2, level, thread);                                                     \
    }
TRANSFORM_KERNELS(1)
TRANSFORM_KERNELS(2)
TRANSFORM_KERNELS(3)

// powers[i] = first · step^i.
KERNEL(128, 4) expand_powers(const words4 *modulus, const words4 *low, const words4 *high, uint32 low_bits, words4 *powers, uint32 count)
{
    uint32 node = node_index();
    if (node < count) store_element(powers + (uint64)node * words4_of_element, power_of(low, high, low_bits, node, load_element(modulus)));
}

// The coefficient i that stands at the reverse of i, times first · step^i: stays there, or goes in order to another array.
DEVICE void scale(const words4 *modulus_words, const words4 *low, const words4 *high, uint32 low_bits, const words4 *from, words4 *to, uint32 log2,
    uint32 place, bool in_order)
{
    const element modulus = load_element(modulus_words);
    uint32 index = reverse_bits(place) >> (32 - log2);
    element value = read_element(from + (uint64)place * words4_of_element);
    store_element(to + (uint64)(in_order ? index : place) * words4_of_element,
        multiply<fr>(value, power_of(low, high, low_bits, index, modulus), modulus));
}
KERNEL(128, 4)
scale_reversed(const words4 *modulus, const words4 *low, const words4 *high, uint32 low_bits, words4 *values, uint32 log2, uint32 count)
{
    if (node_index() < count) scale(modulus, low, high, low_bits, values, values, log2, node_index(), false);
}
KERNEL(128, 4)
scale_in_order(const words4 *modulus, const words4 *low, const words4 *high, uint32 low_bits, const words4 *values, words4 *ordered, uint32 log2,
    uint32 count)
{
    if (node_index() < count) scale(modulus, low, high, low_bits, values, ordered, log2, node_index(), true);
}

// left = left · right.
KERNEL(128, 4) multiply_values(const words4 *modulus, words4 *left, const words4 *right, uint32 count)
{
    if (node_index() >= count) return;
    uint64 at = (uint64)node_index() * words4_of_element;
    store_element(left + at, multiply<fr>(read_element(left + at), load_element(right + at), load_element(modulus)));
}

// left = (left - right) · factor.
KERNEL(128, 4) divide_values(const words4 *modulus, const words4 *factor, words4 *left, const words4 *right, uint32 count)
{
    if (node_index() >= count) return;
    uint64 at = (uint64)node_index() * words4_of_element;
    element difference = subtract<fr>(read_element(left + at), load_element(right + at));
    store_element(left + at, multiply<fr>(difference, load_element(factor), load_element(modulus)));
}

// values[i] = what word i / 64 says of it: 0, 1, 2 or -1, which stand in this order in a table, or one of the others. A word is 64 bits low, 64
// high, 64 that say which values are among the others, and how many of these are before it.
KERNEL(128, 4) expand_values(const words4 *small, const words4 *words, const words4 *others, words4 *values, uint32 count)
{
    uint32 node = node_index();
    if (node >= count) return;
    words4 bits = load_constant(words + (uint64)(node / 64) * 2), other = load_constant(words + (uint64)(node / 64) * 2 + 1);
    uint32 upper = node / 32 % 2, place = node % 32, is_other = upper ? other[1] : other[0];
    const words4 *from = small + ((upper ? bits[1] : bits[0]) >> place & 1) * words4_of_element
        + ((upper ? bits[3] : bits[2]) >> place & 1) * (2 * words4_of_element);
    if (is_other >> place & 1)
    {
        uint32 before = other[2] + (upper ? count_bits(other[0]) : 0) + count_bits(is_other & ((1u << place) - 1));
        from = others + (uint64)before * words4_of_element;
    }
    store_element(values + (uint64)node * words4_of_element, load_element(from));
}

KERNEL(128, 4) clear_words(uint32 *words, uint32 count)
{
    if (node_index() < count) words[node_index()] = 0;
}

// Adds to others[0] how many scalars are neither 0 nor 1; count threads share them.
KERNEL(128, 4) count_others(const words4 *one_words, const words4 *scalars, uint32 length, uint32 *others, uint32 count)
{
    if (node_index() >= count) return;
    const element one = load_element(one_words);
    uint32 found = 0;
    ROLLED for (uint64 i = node_index(); i < length; i += count)
    {
        element scalar = load_element(scalars + i * words4_of_element);
        uint32 not_zero = 0, not_one = 0;
        UNROLL for (int limb = 0; limb < fr::N; limb++) not_zero |= scalar.limb[limb], not_one |= scalar.limb[limb] ^ one.limb[limb];
        if (not_zero != 0 && not_one != 0) found++;
    }
    if (found != 0) atomic_add(others, found);
}

KERNEL(128, 4) count_digits(const words4 *modulus, const words4 *scalars, uint32 bits, uint32 windows, uint32 *bounds, uint32 count)
{
    uint32 node = node_index();
    if (node >= count) return;
    each_digit(modulus, scalars + (uint64)node * words4_of_element, bits, windows, [=](uint32 bucket, bool) { atomic_add(bounds + bucket, 1); });
}

KERNEL(128, 4)
place_digits(const words4 *modulus, const words4 *scalars, uint32 bits, uint32 windows, uint32 *bounds, uint32 *entries, uint32 count)
{
    uint32 node = node_index();
    if (node >= count) return;
    each_digit(modulus, scalars + (uint64)node * words4_of_element, bits, windows, [=](uint32 bucket, bool negative) {
        entries[atomic_add(bounds + bucket, 1)] = negative ? node | negative_bit : node;
    });
}

// sums[i] = the sum of a run of values.
KERNEL(128, 4) sum_runs(const uint32 *values, uint32 length, uint32 run, uint32 *sums, uint32 count)
{
    uint32 node = node_index();
    if (node >= count) return;
    uint32 sum = 0, end = (node + 1) * run < length ? (node + 1) * run : length;
    ROLLED for (uint32 i = node * run; i < end; i++) sum += values[i];
    sums[node] = sum;
}

// Every value of a run becomes the sum of those before it, which begins with the run's start.
KERNEL(128, 4) accumulate_runs(uint32 *values, uint32 length, uint32 run, const uint32 *starts, uint32 count)
{
    uint32 node = node_index();
    if (node >= count) return;
    uint32 sum = starts[node], end = (node + 1) * run < length ? (node + 1) * run : length;
    ROLLED for (uint32 i = node * run; i < end; i++)
    {
        uint32 value = values[i];
        values[i] = sum;
        sum += value;
    }
}

#define SUM_KERNELS(number, group, blocks)                                                                                                     \
    KERNEL(128, blocks)                                                                                                                        \
    add_segments_##number(const words4 *constants, const words4 *points, const uint32 *entries, const uint32 *bounds, uint32 buckets,         \
        uint32 length, words4 *sums, words4 *heads, uint32 *head_buckets, uint32 count)                                                       \
    {                                                                                                                                          \
        uint32 segment = node_index();                                                                                                         \
        if (segment < count)                                                                                                                   \
            add_segment<group>(constants, points, entries, bounds, buckets, length, segment, sums, heads, head_buckets);                      \
    }                                                                                                                                          \
    KERNEL(128, blocks)                                                                                                                        \
    join_heads_##number(const words4 *constants, const uint32 *bounds, uint32 length, const uint32 *head_buckets, uint32 stride,              \
        words4 *heads, uint32 count)                                                                                                          \
    {                                                                                                                                          \
        if (node_index() < count) join_heads<group>(constants, bounds, length, head_buckets, node_index(), stride, heads);                    \
    }                                                                                                                                          \
    KERNEL(128, blocks)                                                                                                                        \
    weigh_buckets_##number(const words4 *constants, const uint32 *bounds, uint32 length, const words4 *sums, const words4 *heads,             \
        uint32 window_buckets, uint32 run, words4 *parts, uint32 count)                                                                       \
    {                                                                                                                                          \
        uint32 part = node_index();                                                                                                            \
        if (part < count) weigh_buckets<group>(constants, bounds, length, sums, heads, window_buckets, run, part, count, parts);              \
    }                                                                                                                                          \
    KERNEL(128, blocks) fold_parts_##number(const words4 *constants, words4 *parts, uint32 count)                                             \
    {                                                                                                                                          \
        if (node_index() < count) fold_parts<group>(constants, node_index(), count, parts);                                                   \
    }
SUM_KERNELS(1, first_group, 3)
SUM_KERNELS(2, second_group, 2)

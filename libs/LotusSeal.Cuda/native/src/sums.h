// Sums of multiples of points (docs/spec/porep.md 9.5) by buckets. A scalar is cut into signed digits, a digit of a window puts its point into one of
// the window's buckets: an entry. Entries are ordered by buckets; then each thread adds up a segment of entries of the same length, whatever buckets
// it lies in, so that a bucket with a million points costs no more than a million with one.
//
// bounds[k] counts the entries of bucket k, then is where the bucket begins, and after the placing where it ends.
#ifndef LOTUSSEAL_CUDA_SUMS_H
#define LOTUSSEAL_CUDA_SUMS_H
#include "curve.h"
#include "elements.h"

static constexpr uint32 negative_bit = 0x80000000, no_bucket = 0xffffffff;

// Calls act(bucket, negative) for every digit of a scalar that is not zero.
template <class Action> DEVICE void each_digit(const words4 *modulus, const words4 *scalar, uint32 bits, uint32 windows, Action act)
{
    element one = {{1}};
    element rest = multiply<fr>(load_element(scalar), one, load_element(modulus));
    uint32 half = 1u << (bits - 1), carry = 0;
    ROLLED for (uint32 window = 0; window < windows; window++)
    {
        uint32 digit = (rest.limb[0] & (2 * half - 1)) + carry;
        bool negative = digit > half;
        carry = negative ? 1 : 0;
        uint32 size = negative ? 2 * half - digit : digit;
        if (size != 0) act(window * half + size - 1, negative);
        UNROLL for (int i = 0; i < fr::N - 1; i++) rest.limb[i] = rest.limb[i] >> bits | rest.limb[i + 1] << (32 - bits);
        rest.limb[fr::N - 1] >>= bits;
    }
}

// bounds[begin, end) where bucket k lies.
DEVICE uint32 bucket_begin(const uint32 *bounds, uint32 bucket) { return bucket == 0 ? 0 : bounds[bucket - 1]; }

// The first bucket that ends behind an entry.
DEVICE uint32 bucket_of(const uint32 *bounds, uint32 buckets, uint32 entry)
{
    uint32 low = 0, high = buckets;
    ROLLED while (low < high)
    {
        uint32 middle = (low + high) / 2;
        if (bounds[middle] > entry) high = middle;
        else low = middle + 1;
    }
    return low;
}

// The first segment that begins within a bucket and does not begin it.
DEVICE uint32 first_head(uint32 begin, uint32 length) { return begin / length + 1; }

// Thread t adds up entries t · length to (t + 1) · length - 1. What belongs to a bucket that begins in the segment goes to sums[bucket]; what belongs
// to one that began before goes to heads[t].
template <class Group>
DEVICE void add_segment(const words4 *constants, const words4 *points, const uint32 *entries, const uint32 *bounds, uint32 buckets, uint32 length,
    uint32 segment, words4 *sums, words4 *heads, uint32 *head_buckets)
{
    uint32 begin = segment * length, total = bounds[buckets - 1];
    head_buckets[segment] = no_bucket;
    if (begin >= total) return;
    uint32 end = begin + length < total ? begin + length : total;
    uint32 bucket = bucket_of(bounds, buckets, begin), limit = bounds[bucket];
    bool head = begin > bucket_begin(bounds, bucket);
    if (head) head_buckets[segment] = bucket;
    const fp_element modulus = load_modulus(constants);
    point_sum<Group> sum = infinity<Group>();
    ROLLED for (uint32 entry = begin; entry < end; entry++)
    {
        if (entry == limit)
        {
            point_sum<Group>::store(head ? heads + (uint64)segment * point_sum<Group>::Words : sums + (uint64)bucket * point_sum<Group>::Words, sum);
            head = false, sum = infinity<Group>();
            ROLLED do limit = bounds[++bucket];
            while (limit == entry);
        }
        uint32 index = entries[entry];
        add_point<Group>(sum, points + (uint64)(index & ~negative_bit) * (2 * Group::Words), (index & negative_bit) != 0, constants, modulus);
    }
    point_sum<Group>::store(head ? heads + (uint64)segment * point_sum<Group>::Words : sums + (uint64)bucket * point_sum<Group>::Words, sum);
}

// heads[t] += heads[t + stride] within the run of a bucket's heads, for every second multiple of the stride: after all strides, powers of two, the
// first head of a run is its sum.
template <class Group>
DEVICE void join_heads(const words4 *constants, const uint32 *bounds, uint32 length, const uint32 *head_buckets, uint32 segment, uint32 stride,
    words4 *heads)
{
    uint32 bucket = head_buckets[segment];
    if (bucket == no_bucket) return;
    uint32 place = segment - first_head(bucket_begin(bounds, bucket), length);
    if (place % (2 * stride) != 0 || segment + stride > (bounds[bucket] - 1) / length) return;
    const fp_element modulus = load_modulus(constants);
    point_sum<Group> sum = point_sum<Group>::load(heads + (uint64)segment * point_sum<Group>::Words);
    point_sum<Group> other = point_sum<Group>::load(heads + (uint64)(segment + stride) * point_sum<Group>::Words);
    add_sum(&sum, &other, &modulus);
    point_sum<Group>::store(heads + (uint64)segment * point_sum<Group>::Words, sum);
}

// The sum of (k + 1) · bucket k of thread t's run of buckets, k counted from the start of the window. Runs with the same place in their windows are
// next to each other in parts: so the sums of whole windows are the first ones in the end.
template <class Group>
DEVICE void weigh_buckets(const words4 *constants, const uint32 *bounds, uint32 length, const words4 *sums, const words4 *heads,
    uint32 window_buckets, uint32 run, uint32 part, uint32 count, words4 *parts)
{
    const fp_element modulus = load_modulus(constants);
    uint32 first = part * run, offset = first % window_buckets;
    point_sum<Group> running = infinity<Group>(), weighted = infinity<Group>(), next;
    ROLLED for (uint32 bucket = first + run; bucket-- > first;)
    {
        uint32 begin = bucket_begin(bounds, bucket), end = bounds[bucket];
        if (begin < end)
        {
            next = point_sum<Group>::load(sums + (uint64)bucket * point_sum<Group>::Words);
            add_sum(&running, &next, &modulus);
            uint32 head = first_head(begin, length);
            if (head <= (end - 1) / length)
            {
                next = point_sum<Group>::load(heads + (uint64)head * point_sum<Group>::Words);
                add_sum(&running, &next, &modulus);
            }
        }
        add_sum(&weighted, &running, &modulus);
    }
    // offset · running, from the lowest bit on.
    ROLLED for (; offset != 0; offset >>= 1)
    {
        if (offset & 1) add_sum(&weighted, &running, &modulus);
        copy(&next, &running);
        add_sum(&running, &next, &modulus);
    }
    uint32 window_parts = window_buckets / run, windows = count / window_parts;
    uint32 place = part % window_parts * windows + part / window_parts;
    point_sum<Group>::store(parts + (uint64)place * point_sum<Group>::Words, weighted);
}

// parts[i] += parts[i + half], for i below half.
template <class Group> DEVICE void fold_parts(const words4 *constants, uint32 part, uint32 half, words4 *parts)
{
    const fp_element modulus = load_modulus(constants);
    point_sum<Group> sum = point_sum<Group>::load(parts + (uint64)part * point_sum<Group>::Words);
    point_sum<Group> other = point_sum<Group>::load(parts + (uint64)(part + half) * point_sum<Group>::Words);
    add_sum(&sum, &other, &modulus);
    point_sum<Group>::store(parts + (uint64)part * point_sum<Group>::Words, sum);
}

#endif

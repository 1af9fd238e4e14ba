// Elements of the scalar field in memory: 32 bytes, eight limbs.
#ifndef LOTUSSEAL_CUDA_ELEMENTS_H
#define LOTUSSEAL_CUDA_ELEMENTS_H
#include "fields.h"

typedef limbs<fr::N> element;

// The node, or whatever else, that a thread works on.
DEVICE uint32 node_index() { return block_index() * block_threads() + thread_index(); }

static constexpr int words4_of_element = 2;

DEVICE element load_element(const words4 *from)
{
    words4 low = load_constant(from), high = load_constant(from + 1);
    element e;
    UNROLL for (int i = 0; i < 4; i++) e.limb[i] = low[i], e.limb[i + 4] = high[i];
    return e;
}

DEVICE void store_element(words4 *to, const element &e)
{
    words4 low = {e.limb[0], e.limb[1], e.limb[2], e.limb[3]}, high = {e.limb[4], e.limb[5], e.limb[6], e.limb[7]};
    to[0] = low;
    to[1] = high;
}

// From memory that this kernel writes too.
DEVICE element read_element(const words4 *from)
{
    words4 low = from[0], high = from[1];
    element e;
    UNROLL for (int i = 0; i < 4; i++) e.limb[i] = low[i], e.limb[i + 4] = high[i];
    return e;
}

#endif

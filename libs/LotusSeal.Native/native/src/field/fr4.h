/*
 * Four elements of the scalar field at once in nine limbs of 29 bits, R = 2^261: what is common to the instruction sets. Products of 32 bits to 64
 * then add up, 32 of them and carries, without overflow. Values need not be canonical: the product of values a and b is below ab / 2^261 + r.
 * The lowest limb of r is 1: the multiple of r that clears a limb is its negative.
 */
#ifndef LOTUSSEAL_FIELD_FR4_H
#define LOTUSSEAL_FIELD_FR4_H

#include "field/fr.h"

#define FR4_LANES 4
#define FR4_LIMBS 9
#define FR4_LIMB_BITS 29
#define FR4_LIMB_MASK 0x1fffffff

static const uint32_t fr4_modulus[FR4_LIMBS] = {0x00000001, 0x1ffffff8, 0x1f96ffbf, 0x1b4805ff, 0x1d80553b,
                                                0x0c0404d0, 0x1520cce7, 0x0a6533af, 0x0073eda7};

/* Stores the first lanes of values below 2r as consecutive nodes, canonical. */
INLINE void fr4_store_limbs(uint8_t *nodes, const uint64_t limbs[FR4_LIMBS][FR4_LANES], uint32_t lanes) {
    for (uint32_t lane = 0; lane < lanes; lane++) {
        uint64_t words[FR_LIMBS + 1] = {0};
        for (int i = 0; i < FR4_LIMBS; i++) {
            const int bit = i * FR4_LIMB_BITS, to = bit / 64, shift = bit % 64;
            words[to] |= limbs[i][lane] << shift;
            if (shift > 64 - FR4_LIMB_BITS) words[to + 1] |= limbs[i][lane] >> (64 - shift);
        }
        limbs_reduce_once(FR_LIMBS, words, fr_modulus.limb);
        fr_store(nodes + lane * NODE_BYTES, (fr){{words[0], words[1], words[2], words[3]}});
    }
}

#endif

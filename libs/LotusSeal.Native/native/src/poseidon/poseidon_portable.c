/* Poseidon in portable C with 64-bit limbs; poseidon.h explains the scales. */
#include "common/platform.h"
#include "field/fr.h"
#include "poseidon/poseidon.h"

INLINE fr constant(const uint64_t limbs[5]) { return (fr){{limbs[0], limbs[1], limbs[2], limbs[3]}}; }

static inline fr fifth_power(fr x) {
    fr square = fr_mul(x, x);
    return fr_mul(fr_mul(square, square), x);
}

/*
 * (sum over j of matrix[j] * state[j] + constant) / 2^64 mod r, canonical. Entries of a row sum to less than 2^48 and elements are below r, so
 * the sum fits five limbs; sum + q * r < 2^303 + 2^64 * r, so the result is below r + 2^239 and one correction suffices.
 */
INLINE fr matrix_row(uint32_t width, const uint64_t *matrix, const fr *state, const uint64_t constant[5]) {
    uint64_t t[FR_LIMBS + 1] = {constant[0], constant[1], constant[2], constant[3], 0};
    /* Unrolled, the partial sums no longer fit the registers. */
#pragma GCC unroll 1
    for (uint32_t j = 0; j < width; j++) limbs_multiply_add(FR_LIMBS, t, matrix[j], state[j].limb);
    montgomery_step(FR_LIMBS, t, fr_modulus.limb, fr_inverse);
    limbs_reduce_once(FR_LIMBS, t, fr_modulus.limb);
    return (fr){{t[0], t[1], t[2], t[3]}};
}

INLINE void hash_one(const uint32_t width, const poseidon_constants *c, const uint8_t *const *inputs, uint64_t offset, uint8_t *digest) {
    static const uint64_t zero[5] = {0};
    const poseidon_scaled *scaled = &c->wide;
    uint32_t half = POSEIDON_FULL_ROUNDS / 2, rounds = POSEIDON_FULL_ROUNDS + c->partial_rounds;
    fr state[POSEIDON_MAX_WIDTH], next[POSEIDON_MAX_WIDTH];
    state[0] = constant(scaled->first[0]);
    for (uint32_t j = 1; j < width; j++) state[j] = fr_add(constant(scaled->first[j]), fr_load(inputs[j - 1] + offset));
    for (uint32_t k = 0; k < rounds - 1; k++) {
        if (k < half || k >= half + c->partial_rounds) {
            for (uint32_t j = 0; j < width; j++) state[j] = fifth_power(state[j]);
        } else {
            fr square = fr_mul(state[0], state[0]);
            state[0] = fr_mul(fr_mul(square, square), fr_mul(state[0], constant(scaled->kappa[k])));
        }
        for (uint32_t i = 0; i < width; i++) next[i] = matrix_row(width, c->matrix + i, state, scaled->round[k + 1][i]);
        for (uint32_t i = 0; i < width; i++) state[i] = next[i];
    }
    for (uint32_t j = 0; j < width; j++) state[j] = fifth_power(state[j]);
    fr_store(digest, fr_mul(matrix_row(width, c->matrix + 1, state, zero), constant(scaled->last)));
}

void poseidon_portable(const poseidon_constants *c, const uint8_t *const *inputs, uint64_t stride, uint8_t *digests, uint64_t count) {
    for (uint64_t i = 0; i < count; i++) {
        uint8_t *digest = digests + i * NODE_BYTES;
        uint64_t offset = i * stride;
        switch (c->width) {
        case 3: hash_one(3, c, inputs, offset, digest); break;
        case 5: hash_one(5, c, inputs, offset, digest); break;
        case 9: hash_one(9, c, inputs, offset, digest); break;
        default: hash_one(12, c, inputs, offset, digest); break;
        }
    }
}

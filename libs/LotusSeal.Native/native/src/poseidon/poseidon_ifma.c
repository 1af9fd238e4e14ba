/*
 * Poseidon on eight hashes at once with 52-bit multiply-add; poseidon.h explains the scales.
 *
 * Bounds: an element is below 1.1 r when it enters a product, or below 2^256 + r in round 0; a Montgomery product of such elements is below
 * 1.2 r; a matrix row, whose integers sum to less than 2^47, is below 2^(47 + 256 - 52) + r < 1.1 r.
 */
#include "field/fr_ifma.h"
#include "poseidon/poseidon.h"

static __attribute__((noinline)) void fifth_power(fr8 *x) {
    fr8 s = fr8_square(x);
    s = fr8_square(&s);
    *x = fr8_mul(&s, x);
}

static __attribute__((noinline)) void scaled_fifth_power(fr8 *x, const uint64_t kappa[FR8_LIMBS]) {
    fr8 k = fr8_constant(kappa), scaled = fr8_mul(x, &k), s = fr8_square(x);
    s = fr8_square(&s);
    *x = fr8_mul(&s, &scaled);
}

/* Rows first .. first + rows - 1 of the matrix times the state, plus constants, divided by 2^52. */
INLINE void matrix_rows(const uint32_t rows, const uint32_t width, const uint64_t *matrix, const fr8 *state, uint32_t first,
                        const uint64_t constants[][POSEIDON_LIMBS], fr8 *next) {
    __m512i t[3][FR8_LIMBS + 1];
    for (uint32_t i = 0; i < rows; i++) {
        for (int l = 0; l < FR8_LIMBS; l++) t[i][l] = fr8_broadcast(constants[first + i][l]);
        t[i][FR8_LIMBS] = _mm512_setzero_si512();
    }
    for (uint32_t j = 0; j < width; j++) {
        for (uint32_t i = 0; i < rows; i++) {
            __m512i entry = fr8_broadcast(matrix[first + i + j]);
            for (int l = 0; l < FR8_LIMBS; l++) t[i][l] = _mm512_madd52lo_epu64(t[i][l], state[j].limb[l], entry);
            for (int l = 0; l < FR8_LIMBS; l++) t[i][l + 1] = _mm512_madd52hi_epu64(t[i][l + 1], state[j].limb[l], entry);
        }
    }
    for (uint32_t i = 0; i < rows; i++) {
        fr8_montgomery_step(t[i]);
        next[first + i] = fr8_carried(t[i] + 1);
    }
}

INLINE void matrix_product(const uint32_t width, const uint64_t *matrix, const fr8 *state, const uint64_t constants[][POSEIDON_LIMBS], fr8 *next) {
    for (uint32_t first = 0; first + 3 <= width; first += 3) matrix_rows(3, width, matrix, state, first, constants, next);
    if (width % 3) matrix_rows(width % 3, width, matrix, state, width - width % 3, constants, next);
}

INLINE void hash_lanes(const uint32_t width, const poseidon_constants *c, const uint8_t *const *inputs, uint64_t first, __m512i offsets,
                       uint8_t *digests, uint32_t lanes) {
    static const uint64_t zero[2][POSEIDON_LIMBS] = {{0}};
    const poseidon_scaled *scaled = &c->narrow;
    uint32_t half = POSEIDON_FULL_ROUNDS / 2, rounds = POSEIDON_FULL_ROUNDS + c->partial_rounds;
    fr8 buffers[2][POSEIDON_MAX_WIDTH], *state = buffers[0], *next = buffers[1];
    state[0] = fr8_constant(scaled->first[0]);
    for (uint32_t j = 1; j < width; j++) {
        fr8 input = fr8_load(inputs[j - 1] + first, offsets), constant = fr8_constant(scaled->first[j]);
        for (int l = 0; l < FR8_LIMBS; l++) input.limb[l] = _mm512_add_epi64(input.limb[l], constant.limb[l]);
        state[j] = fr8_carried(input.limb);
    }
    for (uint32_t k = 0; k < rounds - 1; k++) {
        if (k < half || k >= half + c->partial_rounds)
            for (uint32_t j = 0; j < width; j++) fifth_power(&state[j]);
        else scaled_fifth_power(&state[0], scaled->kappa[k]);
        matrix_product(width, c->matrix, state, scaled->round[k + 1], next);
        fr8 *swap = state;
        state = next, next = swap;
    }
    for (uint32_t j = 0; j < width; j++) fifth_power(&state[j]);
    matrix_rows(1, width, c->matrix + 1, state, 0, zero, next);
    fr8 last = fr8_constant(scaled->last), digest = fr8_mul(&next[0], &last);
    digest = fr8_canonical(&digest);
    fr8_store(digests, &digest, lanes);
}

void poseidon_ifma(const poseidon_constants *c, const uint8_t *const *inputs, uint64_t stride, uint8_t *digests, uint64_t count) {
    for (uint64_t i = 0; i < count; i += FR8_LANES) {
        uint32_t lanes = count - i < FR8_LANES ? (uint32_t)(count - i) : FR8_LANES;
        uint64_t lane_offsets[FR8_LANES];
        /* Lanes past the end hash the first node again; their digests are not stored. */
        for (uint32_t lane = 0; lane < FR8_LANES; lane++) lane_offsets[lane] = lane < lanes ? lane * stride : 0;
        __m512i offsets = _mm512_loadu_si512(lane_offsets);
        uint8_t *out = digests + i * NODE_BYTES;
        switch (c->width) {
        case 3: hash_lanes(3, c, inputs, i * stride, offsets, out, lanes); break;
        case 5: hash_lanes(5, c, inputs, i * stride, offsets, out, lanes); break;
        case 9: hash_lanes(9, c, inputs, i * stride, offsets, out, lanes); break;
        default: hash_lanes(12, c, inputs, i * stride, offsets, out, lanes); break;
        }
    }
}

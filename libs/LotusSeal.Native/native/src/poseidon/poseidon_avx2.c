/*
 * Poseidon on four hashes at once with products of 32 bits; poseidon.h explains the scales.
 *
 * Bounds: an element is below 1.1 r when it enters a product, or below 2^256 + r in round 0; a Montgomery product of such elements is below
 * 1.2 r; a matrix row, whose integers sum to less than 2^47, is below 2^(47 + 256 - 58) + r < 1.1 r. An integer of the matrix is two limbs, of
 * which the higher is below 2^15: twelve products of limbs, twelve by such a one and two of the Montgomery steps are below 2^62.
 */
#include "field/fr_avx2.h"
#include "poseidon/poseidon.h"

static __attribute__((noinline)) void multiply(fr4 *to, const fr4 *a, const fr4 *b) { *to = fr4_mul(a, b); }

static void fifth_power(fr4 *x) {
    fr4 s;
    multiply(&s, x, x);
    multiply(&s, &s, &s);
    multiply(x, &s, x);
}

static void scaled_fifth_power(fr4 *x, const uint64_t kappa[FR4_LIMBS]) {
    fr4 k = fr4_constant(kappa), scaled, s;
    multiply(&scaled, x, &k);
    multiply(&s, x, x);
    multiply(&s, &s, &s);
    multiply(x, &s, &scaled);
}

/* Row i of the matrix times the state, plus constants. */
INLINE void matrix_sum(uint32_t width, const uint64_t matrix[][2], const fr4 *state, const uint64_t constants[FR4_LIMBS],
                       __m256i sum[FR4_LIMBS + 1]) {
    __m256i t[FR4_LIMBS + 1];
    for (int l = 0; l < FR4_LIMBS; l++) t[l] = fr4_broadcast(constants[l]);
    t[FR4_LIMBS] = _mm256_setzero_si256();
    uint32_t j = 0;
    do {
        const __m256i low = fr4_broadcast(matrix[j][0]), high = fr4_broadcast(matrix[j][1]);
        for (int l = 0; l < FR4_LIMBS; l++) {
            __m256i limb = state[j].limb[l];
            /* Loaded once: as an operand in memory of both products it would be loaded twice. */
            __asm__("" : "+x"(limb));
            t[l] = _mm256_add_epi64(t[l], _mm256_mul_epu32(limb, low));
            t[l + 1] = _mm256_add_epi64(t[l + 1], _mm256_mul_epu32(limb, high));
        }
    } while (++j < width);
    for (int l = 0; l <= FR4_LIMBS; l++) sum[l] = t[l];
}

/* The first rows of the matrix from one on times the state, plus constants, divided by 2^58. */
static __attribute__((noinline)) void matrix_product(uint32_t rows, uint32_t width, const uint64_t matrix[][2], const fr4 *state,
                                                     const uint64_t constants[][FR4_LIMBS], fr4 *next) {
    __m256i sums[POSEIDON_MAX_WIDTH][FR4_LIMBS + 1];
    for (uint32_t i = 0; i < rows; i++) matrix_sum(width, matrix + i, state, constants[i], sums[i]);
    /* Behind all sums: each of these waits for its own carries, and they wait together. */
    for (uint32_t i = 0; i < rows; i++) {
        __m256i *t = sums[i];
        fr4_montgomery_step(t, t[FR4_LIMBS]);
        fr4_montgomery_step(t, _mm256_setzero_si256());
        fr4_carry(t);
        for (int l = 0; l < FR4_LIMBS; l++) next[i].limb[l] = t[l];
    }
}

INLINE void hash_lanes(const uint32_t width, const poseidon_constants *c, const uint8_t *const *inputs, uint64_t first,
                       const uint64_t offsets[FR4_LANES], uint8_t *digests, uint32_t lanes) {
    static const uint64_t zero[1][FR4_LIMBS] = {{0}};
    const poseidon_scaled *scaled = &c->half;
    uint32_t half = POSEIDON_FULL_ROUNDS / 2, rounds = POSEIDON_FULL_ROUNDS + c->partial_rounds;
    fr4 buffers[2][POSEIDON_MAX_WIDTH], *state = buffers[0], *next = buffers[1];
    state[0] = fr4_constant(scaled->first[0]);
    for (uint32_t j = 1; j < width; j++) {
        fr4 constant = fr4_constant(scaled->first[j]);
        state[j] = fr4_load(inputs[j - 1] + first, offsets);
        for (int l = 0; l < FR4_LIMBS; l++) state[j].limb[l] = _mm256_add_epi64(state[j].limb[l], constant.limb[l]);
        fr4_carry(state[j].limb);
    }
    for (uint32_t k = 0; k < rounds - 1; k++) {
        if (k < half || k >= half + c->partial_rounds)
            for (uint32_t j = 0; j < width; j++) fifth_power(&state[j]);
        else scaled_fifth_power(&state[0], scaled->kappa[k]);
        matrix_product(width, width, c->halves, state, scaled->round[k + 1], next);
        fr4 *swap = state;
        state = next, next = swap;
    }
    for (uint32_t j = 0; j < width; j++) fifth_power(&state[j]);
    fr4 last = fr4_constant(scaled->last), digest;
    matrix_product(1, width, c->halves + 1, state, zero, next);
    multiply(&digest, &next[0], &last);
    fr4_store(digests, &digest, lanes);
}

void poseidon_avx2(const poseidon_constants *c, const uint8_t *const *inputs, uint64_t stride, uint8_t *digests, uint64_t count) {
    for (uint64_t i = 0; i < count; i += FR4_LANES) {
        uint32_t lanes = count - i < FR4_LANES ? (uint32_t)(count - i) : FR4_LANES;
        uint64_t offsets[FR4_LANES];
        /* Lanes past the end hash the first node again; their digests are not stored. */
        for (uint32_t lane = 0; lane < FR4_LANES; lane++) offsets[lane] = lane < lanes ? lane * stride : 0;
        hash_lanes(c->width, c, inputs, i * stride, offsets, digests + i * NODE_BYTES, lanes);
    }
}

/*
 * Poseidon on four hashes at once with products of 32 bits; poseidon.h explains the scales. The including file includes the arithmetic of fr4 with
 * its instruction set and defines matrix_product and POSEIDON, the function's name.
 *
 * Bounds: an element is below 1.1 r when it enters a product, or below 2^256 + r in round 0; a Montgomery product of such elements is below
 * 1.2 r; a matrix row, whose integers sum to less than 2^47, is below 2^(47 + 256 - 58) + r < 1.1 r. An integer of the matrix is two limbs, of
 * which the higher is below 2^15: twelve products of limbs, twelve by such a one and two of the Montgomery steps are below 2^62.
 */
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

INLINE void hash_lanes(const uint32_t width, const poseidon_constants *c, const uint8_t *const *inputs, uint64_t first,
                       const uint64_t offsets[FR4_LANES], uint8_t *digests, uint32_t lanes) {
    static const uint64_t zero[1][FR4_LIMBS] = {{0}};
    const poseidon_scaled *scaled = &c->half;
    uint32_t half = POSEIDON_FULL_ROUNDS / 2, rounds = POSEIDON_FULL_ROUNDS + c->partial_rounds;
    fr4 buffers[2][POSEIDON_MAX_WIDTH], *state = buffers[0], *next = buffers[1];
    state[0] = fr4_constant(scaled->first[0]);
    for (uint32_t j = 1; j < width; j++) {
        state[j] = fr4_load(inputs[j - 1] + first, offsets);
        fr4_add_constant(&state[j], scaled->first[j]);
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

void POSEIDON(const poseidon_constants *c, const uint8_t *const *inputs, uint64_t stride, uint8_t *digests, uint64_t count) {
    for (uint64_t i = 0; i < count; i += FR4_LANES) {
        uint32_t lanes = count - i < FR4_LANES ? (uint32_t)(count - i) : FR4_LANES;
        uint64_t offsets[FR4_LANES];
        /* Lanes past the end hash the first node again; their digests are not stored. */
        for (uint32_t lane = 0; lane < FR4_LANES; lane++) offsets[lane] = lane < lanes ? lane * stride : 0;
        hash_lanes(c->width, c, inputs, i * stride, offsets, digests + i * NODE_BYTES, lanes);
    }
}

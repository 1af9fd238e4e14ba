/*
 * Poseidon on eight hashes at once with 52-bit multiply-add; poseidon.h explains the scales.
 *
 * An element is five vectors of 52-bit limbs. VPMADD52 multiplies the low 52 bits of its operands and adds the low or high 52 bits of the
 * product to a 64-bit lane, so up to 4096 such terms add up without overflow and carries are taken once a sum. Bounds: an element is below
 * 1.1 r when it enters a product, or below 2^256 + r in round 0; a Montgomery product of such elements is below ab / 2^260 + r < 1.2 r; a
 * matrix row, whose integers sum to less than 2^47, is below 2^(47 + 256 - 52) + r < 1.1 r.
 */
#include <immintrin.h>

#include "common/bytes.h"
#include "common/platform.h"
#include "poseidon/poseidon.h"

#define LANES 8
#define LIMBS 5
#define LIMB_BITS 52
#define LIMB_MASK 0xfffffffffffffu

typedef struct {
    __m512i limb[LIMBS];
} element;

static const uint64_t modulus[LIMBS] = {0xfffff00000001u, 0x02fffe5bfefffu, 0x9a1d80553bda4u, 0x7d483339d8080u, 0x073eda753299du};

/* -1 / r mod 2^52. */
#define INVERSE 0xffffeffffffffu

INLINE __m512i broadcast(uint64_t x) { return _mm512_set1_epi64((long long)x); }

INLINE element load_constant(const uint64_t limbs[LIMBS]) {
    element e;
    for (int i = 0; i < LIMBS; i++) e.limb[i] = broadcast(limbs[i]);
    return e;
}

/* One Montgomery step: adds the multiple of r that clears the low limb of t, and carries what is above it into the next. */
INLINE void clear_limb(__m512i *t) {
    __m512i q = _mm512_madd52lo_epu64(_mm512_setzero_si512(), t[0], broadcast(INVERSE));
    t[0] = _mm512_madd52lo_epu64(t[0], q, broadcast(modulus[0]));
    for (int j = 1; j < LIMBS; j++) t[j] = _mm512_madd52lo_epu64(t[j], q, broadcast(modulus[j]));
    for (int j = 0; j < LIMBS; j++) t[j + 1] = _mm512_madd52hi_epu64(t[j + 1], q, broadcast(modulus[j]));
    t[1] = _mm512_add_epi64(t[1], _mm512_srli_epi64(t[0], LIMB_BITS));
}

/* Brings all limbs but the highest below 2^52. */
INLINE element carried(const __m512i t[LIMBS]) {
    element e;
    __m512i carry = _mm512_setzero_si512();
    for (int i = 0; i < LIMBS; i++) {
        __m512i x = i ? _mm512_add_epi64(t[i], carry) : t[i];
        carry = _mm512_srli_epi64(x, LIMB_BITS);
        e.limb[i] = i == LIMBS - 1 ? x : _mm512_and_si512(x, broadcast(LIMB_MASK));
    }
    return e;
}

INLINE element reduce_product(__m512i t[2 * LIMBS]) {
    for (int k = 0; k < LIMBS; k++) clear_limb(t + k);
    return carried(t + LIMBS);
}

INLINE element multiply(const element *a, const element *b) {
    __m512i t[2 * LIMBS];
    for (int k = 0; k < 2 * LIMBS; k++) t[k] = _mm512_setzero_si512();
    for (int i = 0; i < LIMBS; i++) {
        for (int j = 0; j < LIMBS; j++) t[i + j] = _mm512_madd52lo_epu64(t[i + j], a->limb[i], b->limb[j]);
        for (int j = 0; j < LIMBS; j++) t[i + j + 1] = _mm512_madd52hi_epu64(t[i + j + 1], a->limb[i], b->limb[j]);
    }
    return reduce_product(t);
}

/* Products of different limbs once, doubled, then the squares. */
INLINE element square(const element *a) {
    __m512i t[2 * LIMBS];
    for (int k = 0; k < 2 * LIMBS; k++) t[k] = _mm512_setzero_si512();
    for (int i = 0; i < LIMBS; i++) {
        for (int j = i + 1; j < LIMBS; j++) t[i + j] = _mm512_madd52lo_epu64(t[i + j], a->limb[i], a->limb[j]);
        for (int j = i + 1; j < LIMBS; j++) t[i + j + 1] = _mm512_madd52hi_epu64(t[i + j + 1], a->limb[i], a->limb[j]);
    }
    for (int k = 1; k < 2 * LIMBS - 1; k++) t[k] = _mm512_add_epi64(t[k], t[k]);
    for (int i = 0; i < LIMBS; i++) {
        t[2 * i] = _mm512_madd52lo_epu64(t[2 * i], a->limb[i], a->limb[i]);
        t[2 * i + 1] = _mm512_madd52hi_epu64(t[2 * i + 1], a->limb[i], a->limb[i]);
    }
    return reduce_product(t);
}

static __attribute__((noinline)) void fifth_power(element *x) {
    element s = square(x);
    s = square(&s);
    *x = multiply(&s, x);
}

static __attribute__((noinline)) void scaled_fifth_power(element *x, const uint64_t kappa[LIMBS]) {
    element k = load_constant(kappa), scaled = multiply(x, &k), s = square(x);
    s = square(&s);
    *x = multiply(&s, &scaled);
}

/* Rows first .. first + rows - 1 of the matrix times the state, plus constants, divided by 2^52. */
INLINE void matrix_rows(const uint32_t rows, const uint32_t width, const uint64_t *matrix, const element *state, uint32_t first,
                        const uint64_t constants[][LIMBS], element *next) {
    __m512i t[3][LIMBS + 1];
    for (uint32_t i = 0; i < rows; i++) {
        for (int l = 0; l < LIMBS; l++) t[i][l] = broadcast(constants[first + i][l]);
        t[i][LIMBS] = _mm512_setzero_si512();
    }
    for (uint32_t j = 0; j < width; j++) {
        for (uint32_t i = 0; i < rows; i++) {
            __m512i entry = broadcast(matrix[first + i + j]);
            for (int l = 0; l < LIMBS; l++) t[i][l] = _mm512_madd52lo_epu64(t[i][l], state[j].limb[l], entry);
            for (int l = 0; l < LIMBS; l++) t[i][l + 1] = _mm512_madd52hi_epu64(t[i][l + 1], state[j].limb[l], entry);
        }
    }
    for (uint32_t i = 0; i < rows; i++) {
        clear_limb(t[i]);
        next[first + i] = carried(t[i] + 1);
    }
}

INLINE void matrix_product(const uint32_t width, const uint64_t *matrix, const element *state, const uint64_t constants[][LIMBS], element *next) {
    for (uint32_t first = 0; first + 3 <= width; first += 3) matrix_rows(3, width, matrix, state, first, constants, next);
    if (width % 3) matrix_rows(width % 3, width, matrix, state, width - width % 3, constants, next);
}

/* Eight nodes, one a lane, from 64-bit to 52-bit limbs. */
INLINE element load_nodes(const uint8_t *nodes, __m512i offsets) {
    __m512i a[4], mask = broadcast(LIMB_MASK);
    for (int i = 0; i < 4; i++) a[i] = _mm512_i64gather_epi64(offsets, nodes + 8 * i, 1);
    return (element){{_mm512_and_si512(a[0], mask), _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(a[0], 52), _mm512_slli_epi64(a[1], 12)), mask),
                      _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(a[1], 40), _mm512_slli_epi64(a[2], 24)), mask),
                      _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(a[2], 28), _mm512_slli_epi64(a[3], 36)), mask),
                      _mm512_srli_epi64(a[3], 16)}};
}

/* x < 2r to its canonical value. */
INLINE element canonical(const element *x) {
    element d;
    __m512i borrow = _mm512_setzero_si512();
    for (int i = 0; i < LIMBS; i++) {
        d.limb[i] = _mm512_add_epi64(_mm512_sub_epi64(x->limb[i], broadcast(modulus[i])), borrow);
        borrow = _mm512_srai_epi64(d.limb[i], LIMB_BITS);
        d.limb[i] = _mm512_and_si512(d.limb[i], broadcast(LIMB_MASK));
    }
    __mmask8 below = _mm512_movepi64_mask(borrow);
    for (int i = 0; i < LIMBS; i++) d.limb[i] = _mm512_mask_mov_epi64(d.limb[i], below, x->limb[i]);
    return d;
}

INLINE void store_nodes(uint8_t *digests, const element *x, uint32_t lanes) {
    const __m512i *l = x->limb;
    uint64_t words[4][LANES];
    _mm512_storeu_si512(words[0], _mm512_or_si512(l[0], _mm512_slli_epi64(l[1], 52)));
    _mm512_storeu_si512(words[1], _mm512_or_si512(_mm512_srli_epi64(l[1], 12), _mm512_slli_epi64(l[2], 40)));
    _mm512_storeu_si512(words[2], _mm512_or_si512(_mm512_srli_epi64(l[2], 24), _mm512_slli_epi64(l[3], 28)));
    _mm512_storeu_si512(words[3], _mm512_or_si512(_mm512_srli_epi64(l[3], 36), _mm512_slli_epi64(l[4], 16)));
    for (uint32_t lane = 0; lane < lanes; lane++)
        for (int i = 0; i < 4; i++) store_le64(digests + lane * NODE_BYTES + 8 * i, words[i][lane]);
}

INLINE void hash_lanes(const uint32_t width, const poseidon_constants *c, const uint8_t *const *inputs, uint64_t first, __m512i offsets,
                       uint8_t *digests, uint32_t lanes) {
    static const uint64_t zero[2][LIMBS] = {{0}};
    const poseidon_scaled *scaled = &c->narrow;
    uint32_t half = POSEIDON_FULL_ROUNDS / 2, rounds = POSEIDON_FULL_ROUNDS + c->partial_rounds;
    element buffers[2][POSEIDON_MAX_WIDTH], *state = buffers[0], *next = buffers[1];
    state[0] = load_constant(scaled->first[0]);
    for (uint32_t j = 1; j < width; j++) {
        element input = load_nodes(inputs[j - 1] + first, offsets), constant = load_constant(scaled->first[j]);
        for (int l = 0; l < LIMBS; l++) input.limb[l] = _mm512_add_epi64(input.limb[l], constant.limb[l]);
        state[j] = carried(input.limb);
    }
    for (uint32_t k = 0; k < rounds - 1; k++) {
        if (k < half || k >= half + c->partial_rounds)
            for (uint32_t j = 0; j < width; j++) fifth_power(&state[j]);
        else scaled_fifth_power(&state[0], scaled->kappa[k]);
        matrix_product(width, c->matrix, state, scaled->round[k + 1], next);
        element *swap = state;
        state = next, next = swap;
    }
    for (uint32_t j = 0; j < width; j++) fifth_power(&state[j]);
    matrix_rows(1, width, c->matrix + 1, state, 0, zero, next);
    element last = load_constant(scaled->last), digest = multiply(&next[0], &last);
    digest = canonical(&digest);
    store_nodes(digests, &digest, lanes);
}

void poseidon_ifma(const poseidon_constants *c, const uint8_t *const *inputs, uint64_t stride, uint8_t *digests, uint64_t count) {
    for (uint64_t i = 0; i < count; i += LANES) {
        uint32_t lanes = count - i < LANES ? (uint32_t)(count - i) : LANES;
        uint64_t lane_offsets[LANES];
        /* Lanes past the end hash the first node again; their digests are not stored. */
        for (uint32_t lane = 0; lane < LANES; lane++) lane_offsets[lane] = lane < lanes ? lane * stride : 0;
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

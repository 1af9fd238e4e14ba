/* Derives the Poseidon constants (porep.md 4.2) and brings them to the kernels' form. */
#include <pthread.h>

#include "common/platform.h"
#include "field/fr.h"
#include "poseidon/poseidon.h"

typedef struct {
    uint8_t bits[80];
    int head;
} grain;

static int grain_bit(grain *g) {
    static const int taps[6] = {62, 51, 38, 23, 13, 0};
    int bit = 0;
    for (int i = 0; i < 6; i++) bit ^= g->bits[(g->head + taps[i]) % 80];
    g->bits[g->head] = (uint8_t)bit;
    g->head = (g->head + 1) % 80;
    return bit;
}

static void grain_push(grain *g, uint32_t value, int width) {
    while (width-- > 0) g->bits[g->head++] = (value >> width) & 1;
}

static void grain_init(grain *g, uint32_t width, uint32_t partial_rounds) {
    g->head = 0;
    grain_push(g, 1, 2);
    grain_push(g, 1, 4);
    grain_push(g, 255, 12);
    grain_push(g, width, 12);
    grain_push(g, POSEIDON_FULL_ROUNDS, 10);
    grain_push(g, partial_rounds, 10);
    grain_push(g, 0x3fffffff, 30);
    g->head = 0;
    for (int i = 0; i < 160; i++) grain_bit(g);
}

/* The next canonical element: 255 self-shrunk bits, most significant first, refused when not below r. */
static fr grain_element(grain *g) {
    for (;;) {
        fr a = {{0, 0, 0, 0}};
        for (int i = 254; i >= 0; i--) {
            while (!grain_bit(g)) grain_bit(g);
            a.limb[i / 64] |= (uint64_t)grain_bit(g) << (i % 64);
        }
        if (fr_is_canonical(a)) return a;
    }
}

static uint32_t partial_rounds_of(uint32_t arity) { return arity == 2 ? 55 : arity == 4 ? 56 : 57; }

static void plain_constants(uint32_t arity, fr constants[POSEIDON_MAX_ROUNDS][POSEIDON_MAX_WIDTH]) {
    uint32_t width = arity + 1, partial = partial_rounds_of(arity);
    grain g;
    grain_init(&g, width, partial);
    for (uint32_t k = 0; k < POSEIDON_FULL_ROUNDS + partial; k++)
        for (uint32_t i = 0; i < width; i++) constants[k][i] = grain_element(&g);
}

void poseidon_round_constants(uint32_t arity, uint8_t *bytes) {
    fr constants[POSEIDON_MAX_ROUNDS][POSEIDON_MAX_WIDTH];
    plain_constants(arity, constants);
    for (uint32_t k = 0; k < POSEIDON_FULL_ROUNDS + partial_rounds_of(arity); k++)
        for (uint32_t i = 0; i <= arity; i++, bytes += NODE_BYTES) fr_store(bytes, constants[k][i]);
}

/* --- from here on values are in Montgomery form (R = 2^256) unless said otherwise --- */

static fr from_integer(uint64_t x) { return fr_to_montgomery((fr){{x, 0, 0, 0}}); }

static fr power_of_two(int n) {
    fr a = fr_r1;
    while (n-- > 0) a = fr_add(a, a);
    return a;
}

static fr fourth_power(fr a) {
    fr square = fr_mul(a, a);
    return fr_mul(square, square);
}

static uint64_t greatest_common_divisor(uint64_t a, uint64_t b) {
    while (b) {
        uint64_t rest = a % b;
        a = b, b = rest;
    }
    return a;
}

/* Moves the constants of elements 1 .. t - 1 of each partial round through the matrix into the next round. */
static void move_constants_forward(uint32_t width, uint32_t partial, const fr inverse[], fr constants[][POSEIDON_MAX_WIDTH]) {
    for (uint32_t k = POSEIDON_FULL_ROUNDS / 2; k < POSEIDON_FULL_ROUNDS / 2 + partial; k++) {
        for (uint32_t i = 0; i < width; i++)
            for (uint32_t j = 1; j < width; j++) constants[k + 1][i] = fr_add(constants[k + 1][i], fr_mul(inverse[i + j], constants[k][j]));
        for (uint32_t j = 1; j < width; j++) constants[k][j] = (fr){{0, 0, 0, 0}};
    }
}

/* The canonical value of a in limbs of the given width. */
static void to_limbs(fr a, int limb_bits, uint64_t limbs[POSEIDON_LIMBS]) {
    fr plain = fr_from_montgomery(a);
    for (int i = 0; i < POSEIDON_LIMBS; i++) {
        int bit = i * limb_bits, word = bit / 64, shift = bit % 64;
        uint64_t x = word < 4 ? plain.limb[word] >> shift : 0;
        if (shift && word < 3) x |= plain.limb[word + 1] << (64 - shift);
        limbs[i] = limb_bits == 64 ? x : x & ((1ull << limb_bits) - 1);
    }
}

/* R is 2^radix_bits, B is 2^divisor_bits. */
static void scale_constants(const poseidon_constants *c, uint64_t multiple, int limb_bits, int radix_bits, int divisor_bits,
                            fr constants[][POSEIDON_MAX_WIDTH], poseidon_scaled *out) {
    fr radix = power_of_two(radix_bits), divisor = power_of_two(divisor_bits);
    fr radix4 = fourth_power(radix), radix5 = fr_mul(radix4, radix), inverse_radix4 = fr_invert(radix4);
    fr step = fr_mul(from_integer(multiple), fr_invert(divisor)), scale = fr_r1;
    uint32_t rounds = POSEIDON_FULL_ROUNDS + c->partial_rounds, half = POSEIDON_FULL_ROUNDS / 2;
    for (uint32_t i = 0; i < c->width; i++) to_limbs(constants[0][i], limb_bits, out->first[i]);
    for (uint32_t k = 0; k < rounds; k++) {
        fr fourth = fourth_power(scale);
        if (k < half || k >= half + c->partial_rounds) scale = fr_mul(fr_mul(fourth, scale), inverse_radix4);
        else to_limbs(fr_mul(radix5, fr_invert(fourth)), limb_bits, out->kappa[k]);
        scale = fr_mul(scale, step);
        for (uint32_t i = 0; i < c->width && k + 1 < rounds; i++)
            to_limbs(fr_mul(constants[k + 1][i], fr_mul(scale, divisor)), limb_bits, out->round[k + 1][i]);
    }
    to_limbs(fr_mul(radix, fr_invert(scale)), limb_bits, out->last);
}

static void derive(uint32_t arity, poseidon_constants *c) {
    fr constants[POSEIDON_MAX_ROUNDS][POSEIDON_MAX_WIDTH], inverse[2 * POSEIDON_MAX_WIDTH], products[2 * POSEIDON_MAX_WIDTH];
    uint64_t multiple = 1;
    c->width = arity + 1;
    c->partial_rounds = partial_rounds_of(arity);
    for (uint64_t n = c->width; n <= 3 * c->width - 2; n++) multiple *= n / greatest_common_divisor(multiple, n);
    for (uint32_t i = 0; i < 2 * c->width - 1; i++) {
        c->matrix[i] = multiple / (i + c->width);
        c->halves[i][0] = c->matrix[i] & 0x1fffffff;
        c->halves[i][1] = c->matrix[i] >> 29;
        inverse[i] = from_integer(i + c->width);
    }
    fr_batch_invert(inverse, products, 2 * c->width - 1);
    plain_constants(arity, constants);
    for (uint32_t k = 0; k < POSEIDON_FULL_ROUNDS + c->partial_rounds; k++)
        for (uint32_t i = 0; i < c->width; i++) constants[k][i] = fr_to_montgomery(constants[k][i]);
    /* Element 0 starts as the tag: all arity bits set. */
    constants[0][0] = fr_add(constants[0][0], from_integer((1ull << arity) - 1));
    move_constants_forward(c->width, c->partial_rounds, inverse, constants);
    scale_constants(c, multiple, 64, 256, 64, constants, &c->wide);
    scale_constants(c, multiple, 52, 260, 52, constants, &c->narrow);
    scale_constants(c, multiple, 29, 261, 58, constants, &c->half);
}

static poseidon_constants constants_of_2, constants_of_4, constants_of_8, constants_of_11;
static pthread_once_t derived = PTHREAD_ONCE_INIT;

static void derive_all(void) {
    derive(2, &constants_of_2);
    derive(4, &constants_of_4);
    derive(8, &constants_of_8);
    derive(11, &constants_of_11);
}

const poseidon_constants *poseidon_constants_of(uint32_t arity) {
    pthread_once(&derived, derive_all);
    return arity == 2 ? &constants_of_2 : arity == 4 ? &constants_of_4 : arity == 8 ? &constants_of_8 : &constants_of_11;
}

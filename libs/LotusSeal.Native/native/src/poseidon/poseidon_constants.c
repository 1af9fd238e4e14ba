/* Derives the Poseidon constants (porep.md 4.2) and brings them to the kernels' form. */
#include <pthread.h>

#include "common/platform.h"
#include "field/fr.h"
#include "poseidon/poseidon.h"

/* The shift register, its oldest bit lowest, and what passed the shrinking and was not taken yet, the oldest bit highest. */
typedef struct {
    uint64_t low;
    uint64_t high; /* bits 64 to 79 */
    uint64_t queue;
    int queued;
} grain;

/* The next 16 bits at once, the first one lowest: no tap reaches beyond bit 62, so none of them depends on another. */
static uint32_t grain_step(grain *g) {
    uint64_t low = g->low, high = g->high;
    uint64_t next = low ^ low >> 13 ^ low >> 23 ^ low >> 38 ^ (low >> 51 | high << 13) ^ (low >> 62 | high << 2);
    g->low = low >> 16 | high << 48;
    g->high = next & 0xffff;
    return (uint32_t)g->high;
}

static int grain_push(grain *g, int position, uint32_t value, int width) {
    while (width-- > 0) {
        uint64_t bit = (value >> width) & 1;
        if (position < 64) g->low |= bit << position;
        else g->high |= bit << (position - 64);
        position++;
    }
    return position;
}

static void grain_init(grain *g, uint32_t width, uint32_t partial_rounds) {
    *g = (grain){0};
    int position = grain_push(g, 0, 1, 2);
    position = grain_push(g, position, 1, 4);
    position = grain_push(g, position, 255, 12);
    position = grain_push(g, position, width, 12);
    position = grain_push(g, position, POSEIDON_FULL_ROUNDS, 10);
    position = grain_push(g, position, partial_rounds, 10);
    grain_push(g, position, 0x3fffffff, 30);
    for (int i = 0; i < 160 / 16; i++) grain_step(g);
}

#define CHUNK 51 /* bits, a fifth of an element */

/* Of each pair of bits the second counts when the first is set. */
static uint64_t grain_chunk(grain *g) {
    while (g->queued < CHUNK) {
        uint32_t pairs = grain_step(g);
        for (int i = 0; i < 8; i++, pairs >>= 2) {
            uint32_t counts = pairs & 1;
            g->queue = g->queue << counts | (pairs >> 1 & counts);
            g->queued += (int)counts;
        }
    }
    g->queued -= CHUNK;
    return g->queue >> g->queued & ((1ull << CHUNK) - 1);
}

/* The next canonical element: 255 self-shrunk bits, most significant first, refused when not below r. */
static fr grain_element(grain *g) {
    for (;;) {
        fr a = {{0, 0, 0, 0}};
        for (int i = 0; i < 255 / CHUNK; i++) {
            for (int limb = 3; limb > 0; limb--) a.limb[limb] = a.limb[limb] << CHUNK | a.limb[limb - 1] >> (64 - CHUNK);
            a.limb[0] = a.limb[0] << CHUNK | grain_chunk(g);
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
    fr step = fr_mul(from_integer(multiple), fr_invert(divisor)), scale = fr_r1, fourths[POSEIDON_MAX_ROUNDS], products[POSEIDON_MAX_ROUNDS];
    uint32_t rounds = POSEIDON_FULL_ROUNDS + c->partial_rounds, half = POSEIDON_FULL_ROUNDS / 2;
    for (uint32_t i = 0; i < c->width; i++) to_limbs(constants[0][i], limb_bits, out->first[i]);
    for (uint32_t k = 0; k < rounds; k++) {
        fourths[k] = fourth_power(scale);
        if (k < half || k >= half + c->partial_rounds) scale = fr_mul(fr_mul(fourths[k], scale), inverse_radix4);
        scale = fr_mul(scale, step);
        for (uint32_t i = 0; i < c->width && k + 1 < rounds; i++)
            to_limbs(fr_mul(constants[k + 1][i], fr_mul(scale, divisor)), limb_bits, out->round[k + 1][i]);
    }
    fr_batch_invert(fourths + half, products, c->partial_rounds);
    for (uint32_t k = half; k < half + c->partial_rounds; k++) to_limbs(fr_mul(radix5, fourths[k]), limb_bits, out->kappa[k]);
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

/*
 * Poseidon constants in the form the kernels use.
 *
 * The MDS matrix 1/(i + j + t) is L^-1 times a matrix of integers below 2^44, L = lcm(t .. 3t - 2). The kernels multiply by the integers and
 * divide each sum once by B, a limb's power (2^64 or 2^52) or that of two limbs (2^58); an element is therefore stored times a known scale, which
 * changes from round to round and is folded into the round constants. One multiplication a round brings the S-box of a partial round back to the
 * scale of the other elements, one multiplication at the end brings the digest to scale 1. R is 2^256, 2^260 or 2^261, the divisor of a Montgomery
 * product:
 *
 *   round 0 starts at scale 1 (the input bytes);
 *   full round:    x -> x^5 has scale s^5 / R^4, the matrix makes it s^5 / R^4 * L / B;
 *   partial round: x_0 -> x_0^4 * (x_0 * kappa) with kappa = R^5 / s^4 keeps scale s, the matrix makes it s * L / B.
 *
 * Round constants of elements 1 .. t - 1 in partial rounds pass through the matrix, so they are moved forward to the next full round.
 */
#ifndef LOTUSSEAL_POSEIDON_POSEIDON_H
#define LOTUSSEAL_POSEIDON_POSEIDON_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define POSEIDON_MAX_WIDTH 12
#define POSEIDON_FULL_ROUNDS 8
#define POSEIDON_MAX_PARTIAL 57
#define POSEIDON_LIMBS 9
#define POSEIDON_MAX_ROUNDS (POSEIDON_FULL_ROUNDS + POSEIDON_MAX_PARTIAL)

/* One radix: 4 limbs of 64 bits, 5 of 52 or 9 of 29. Constants of round k > 0 are scaled for addition to the matrix sums that end round k - 1. */
typedef struct {
    uint64_t first[POSEIDON_MAX_WIDTH][POSEIDON_LIMBS];
    uint64_t round[POSEIDON_MAX_ROUNDS][POSEIDON_MAX_WIDTH][POSEIDON_LIMBS];
    uint64_t kappa[POSEIDON_MAX_ROUNDS][POSEIDON_LIMBS];
    uint64_t last[POSEIDON_LIMBS];
} poseidon_scaled;

typedef struct {
    uint32_t width, partial_rounds;
    uint64_t matrix[2 * POSEIDON_MAX_WIDTH];    /* entry (i, j) is matrix[i + j] */
    uint64_t halves[2 * POSEIDON_MAX_WIDTH][2]; /* the same: 29 bits, and what is above them */
    poseidon_scaled wide;                       /* R = 2^256, B = 2^64 */
    poseidon_scaled narrow;                     /* R = 2^260, B = 2^52 */
    poseidon_scaled half;                       /* R = 2^261, B = 2^58 */
} poseidon_constants;

const poseidon_constants *poseidon_constants_of(uint32_t arity);

/* The plain round constants, as lotusseal_poseidon_round_constants gives them. */
void poseidon_round_constants(uint32_t arity, uint8_t *constants);

/* The kernels: input j of hash i lies at inputs[j] + i * stride. */
void poseidon_portable(const poseidon_constants *constants, const uint8_t *const *inputs, uint64_t stride, uint8_t *digests, uint64_t count);
void poseidon_avx2(const poseidon_constants *constants, const uint8_t *const *inputs, uint64_t stride, uint8_t *digests, uint64_t count);
void poseidon_neon(const poseidon_constants *constants, const uint8_t *const *inputs, uint64_t stride, uint8_t *digests, uint64_t count);
void poseidon_ifma(const poseidon_constants *constants, const uint8_t *const *inputs, uint64_t stride, uint8_t *digests, uint64_t count);

#ifdef __cplusplus
}
#endif

#endif

/*
 * Poseidon on four hashes at once with NEON. On servers' processors of 2019 (Neoverse N1) a product of 64 bits to 128 takes the multiplier 7 cycles;
 * two of 32 bits to 64 with their additions take the vector unit one. By LLVM's models of the processors a product of two elements is 200 cycles
 * with 64-bit limbs and 89 here, one with an integer of the matrix and its addition 24 and 9. Those of 2023 (Neoverse V2) multiply 64 bits fast: 57
 * and 43, 4.3 and 4.5.
 */
#include "field/fr_neon.h"
#include "poseidon/poseidon.h"

/* Row i of the matrix times the state, plus constants. */
INLINE void matrix_sum(uint32_t width, const uint64_t matrix[][2], const fr4 *state, const uint64_t constants[FR4_LIMBS],
                       fr4_sums sum[FR4_LIMBS + 1]) {
    fr4_sums t[FR4_LIMBS + 1];
    for (int l = 0; l <= FR4_LIMBS; l++) t[l].low = t[l].high = vdupq_n_u64(l < FR4_LIMBS ? constants[l] : 0);
    uint32_t j = 0;
    do {
        const uint32x4_t low = fr4_broadcast(matrix[j][0]), high = fr4_broadcast(matrix[j][1]);
        for (int l = 0; l < FR4_LIMBS; l++) {
            fr4_add_product(&t[l], state[j].limb[l], low);
            fr4_add_product(&t[l + 1], state[j].limb[l], high);
        }
    } while (++j < width);
    for (int l = 0; l <= FR4_LIMBS; l++) sum[l] = t[l];
}

/* The first rows of the matrix from one on times the state, plus constants, divided by 2^58. */
static __attribute__((noinline)) void matrix_product(uint32_t rows, uint32_t width, const uint64_t matrix[][2], const fr4 *state,
                                                     const uint64_t constants[][FR4_LIMBS], fr4 *next) {
    for (uint32_t i = 0; i < rows; i++) {
        fr4_sums t[FR4_LIMBS + 1];
        matrix_sum(width, matrix + i, state, constants[i], t);
        fr4_montgomery_step(t, t[FR4_LIMBS]);
        fr4_montgomery_step(t, (fr4_sums){vdupq_n_u64(0), vdupq_n_u64(0)});
        next[i] = fr4_carried(t);
    }
}

#define POSEIDON poseidon_neon
#include "poseidon/poseidon_fr4_template.h"

/* Poseidon on four hashes at once with AVX2. */
#include "field/fr_avx2.h"
#include "poseidon/poseidon.h"

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

#define POSEIDON poseidon_avx2
#include "poseidon/poseidon_fr4_template.h"

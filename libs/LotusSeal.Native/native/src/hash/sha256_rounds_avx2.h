/*
 * SHA-256 of one chain without SHA instructions: rounds in general registers with BMI2, schedules on vectors.
 *
 * A round is 22 operations, of which five wait for each other, so that what decides is not the chain but the four operations that can start in a
 * cycle: 5.5 cycles a round. Compilers order them so that they take 7 to 8, hence the assembly. It takes 6.0 on Zen 4, and was chosen among orders
 * that do for its time in models of Haswell and Skylake, where copies of registers count too. So it has the fewest, two, and three registers
 * besides the eight variables.
 */
#ifndef LOTUSSEAL_HASH_SHA256_ROUNDS_AVX2_H
#define LOTUSSEAL_HASH_SHA256_ROUNDS_AVX2_H

#include <immintrin.h>

#include "common/platform.h"
#include "hash/sha256.h"

#define BMI2_SUM(x, t, n0, n1, n2)                                                                      \
    "rorx $" #n0 ", %[" #x "], %[sum]\n rorx $" #n1 ", %[" #x "], %[" #t "]\n xorl %[" #t "], %[sum]\n" \
    "rorx $" #n2 ", %[" #x "], %[" #t "]\n xorl %[" #t "], %[sum]\n"

/* The new e is in d, the new a in h, and a ^ b in t, which changes places with bc. */
#define BMI2_ROUND(i, a, b, c, d, e, f, g, h, bc, t)                                                                                       \
    "addl 4*%c[stride]*" #i "(%[words]), %[" #h "]\n" BMI2_SUM(e, t, 11, 6, 25) /* choose(e, f, g) = g ^ (e & (f ^ g)) */                  \
        "movl %[" #f "], %[" #t "]\n xorl %[" #g "], %[" #t "]\n andl %[" #e "], %[" #t "]\n xorl %[" #g "], %[" #t "]\n"                  \
        "addl %[" #t "], %[" #h "]\n addl %[sum], %[" #h "]\n" BMI2_SUM(a, t, 13, 2, 22) /* majority(a, b, c) = b ^ ((a ^ b) & (b ^ c)) */ \
        "movl %[" #a "], %[" #t "]\n xorl %[" #b "], %[" #t "]\n andl %[" #t "], %[" #bc "]\n xorl %[" #b "], %[" #bc "]\n"                \
        "addl %[" #h "], %[" #d "]\n addl %[" #bc "], %[" #h "]\n addl %[sum], %[" #h "]\n"

#define BMI2_EIGHT_ROUNDS(i0, i1, i2, i3, i4, i5, i6, i7) \
    BMI2_ROUND(i0, a, b, c, d, e, f, g, h, bc, t)         \
    BMI2_ROUND(i1, h, a, b, c, d, e, f, g, t, bc)         \
    BMI2_ROUND(i2, g, h, a, b, c, d, e, f, bc, t)         \
    BMI2_ROUND(i3, f, g, h, a, b, c, d, e, t, bc)         \
    BMI2_ROUND(i4, e, f, g, h, a, b, c, d, bc, t)         \
    BMI2_ROUND(i5, d, e, f, g, h, a, b, c, t, bc)         \
    BMI2_ROUND(i6, c, d, e, f, g, h, a, b, bc, t)         \
    BMI2_ROUND(i7, b, c, d, e, f, g, h, a, t, bc)

#define BMI2_EACH_VARIABLE(each) each(0, a) each(1, b) each(2, c) each(3, d) each(4, e) each(5, f) each(6, g) each(7, h)
#define BMI2_LOAD(i, x) "movl 4*" #i "(%[state]), %[" #x "]\n"
#define BMI2_STORE(i, x) "movl %[" #x "], 4*" #i "(%[state])\n"
#define BMI2_ADD(i, x) "addl %[" #x "], 4*" #i "(%[state])\n"

#define BMI2_DEFINE_ROUNDS(name, leave)                                                                                                    \
    INLINE void name(uint32_t state[8], const uint32_t *words, const int stride, const int rounds) {                                       \
        uint32_t a, b, c, d, e, f, g, h, bc, sum, t;                                                                                       \
        const uint32_t *end = words + stride * rounds;                                                                                     \
        __asm__ volatile(BMI2_EACH_VARIABLE(BMI2_LOAD) "movl %[b], %[bc]\n xorl %[c], %[bc]\n 1:\n"                /* */                   \
                         BMI2_EIGHT_ROUNDS(0, 1, 2, 3, 4, 5, 6, 7) BMI2_EIGHT_ROUNDS(8, 9, 10, 11, 12, 13, 14, 15) /* */                   \
                         "addq $4*16*%c[stride], %[words]\n cmpq %[end], %[words]\n jne 1b\n" BMI2_EACH_VARIABLE(leave)                    \
                         : [a] "=&r"(a), [b] "=&r"(b), [c] "=&r"(c), [d] "=&r"(d), [e] "=&r"(e), [f] "=&r"(f), [g] "=&r"(g), [h] "=&r"(h), \
                           [bc] "=&r"(bc), [sum] "=&r"(sum), [t] "=&r"(t), [words] "+&r"(words)                                            \
                         : [state] "r"(state), [end] "rm"(end), [stride] "i"(stride)                                                       \
                         : "cc", "memory");                                                                                                \
    }

/* Rounds, a multiple of 16, on variables in memory, or on a state that they are added to. Word i, its constant added, is words[stride * i]. */
BMI2_DEFINE_ROUNDS(sha256_rounds_bmi2, BMI2_STORE)
BMI2_DEFINE_ROUNDS(sha256_rounds_add_bmi2, BMI2_ADD)

/* Four words of each of two schedules, one in either half of the vectors, by the 16 before: the oldest are in x[i & 3], and the new ones go there. */
INLINE __m256i schedule_four(__m256i x[4], int i) {
    const __m256i to_low = _mm256_setr_epi64x(0x0b0a090803020100, -1, 0x0b0a090803020100, -1);
    const __m256i to_high = _mm256_setr_epi64x(-1, 0x0b0a090803020100, -1, 0x0b0a090803020100);
    __m256i w1 = _mm256_alignr_epi8(x[(i + 1) & 3], x[i & 3], 4), w9 = _mm256_alignr_epi8(x[(i + 3) & 3], x[(i + 2) & 3], 4);
    __m256i s0 = _mm256_xor_si256(_mm256_srli_epi32(w1, 3), _mm256_xor_si256(_mm256_srli_epi32(w1, 7), _mm256_slli_epi32(w1, 25)));
    s0 = _mm256_xor_si256(s0, _mm256_xor_si256(_mm256_srli_epi32(w1, 18), _mm256_slli_epi32(w1, 14)));
    __m256i sum = _mm256_add_epi32(_mm256_add_epi32(x[i & 3], w9), s0);
    /* The two words before give two, and these the other two. A word twice in 64 bits is rotated by a shift. */
    __m256i twice = _mm256_shuffle_epi32(x[(i + 3) & 3], 0xfa);
    for (int half = 0; half < 2; half++) {
        __m256i s1 = _mm256_xor_si256(_mm256_srli_epi32(twice, 10), _mm256_xor_si256(_mm256_srli_epi64(twice, 17), _mm256_srli_epi64(twice, 19)));
        sum = _mm256_add_epi32(sum, _mm256_shuffle_epi8(s1, half ? to_high : to_low));
        twice = _mm256_shuffle_epi32(sum, 0x50);
    }
    return x[i & 3] = sum;
}

#endif

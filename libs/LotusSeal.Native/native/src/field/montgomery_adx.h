/*
 * Montgomery products of four and six limbs with MULX and two carry chains (ADCX by the carry flag, ADOX by the overflow flag), which no compiler
 * makes of C. Included by limbs.h where the file's instruction sets have them; the conditions are those of montgomery_multiply, and as the highest
 * limb of m is below 2^63 - 1, the carries of a row need no further limb.
 */
#ifndef LOTUSSEAL_FIELD_MONTGOMERY_ADX_H
#define LOTUSSEAL_FIELD_MONTGOMERY_ADX_H

#include <stdint.h>

/* Limb i of the first factor, the second, the modulus, and the result, whose address takes the register of the second factor when that is done. */
#define ADX_A(i) "8*" #i "(%[a])"
#define ADX_B(i) "8*" #i "(%[b])"
#define ADX_M(i) "8*" #i "(%[m])"
#define ADX_C(i) "8*" #i "(%[b])"
#define ADX_T(i) "%[t" #i "]"

/* t[i] += a[i] * b, low half by the overflow flag, the high half of limb i - 1 by the carry flag. */
#define ADX_MULTIPLY(i) "adcx %[top], " ADX_T(i) "\n mulx " ADX_A(i) ", %%rax, %[top]\n adox %%rax, " ADX_T(i) "\n"
#define ADX_MULTIPLY_FIRST(i, next) "mulx " ADX_A(i) ", %%rax, " ADX_T(next) "\n adcx %%rax, " ADX_T(i) "\n"

/* t[i - 1] = t[i] + q * m[i]. */
#define ADX_REDUCE(before, i) "adcx " ADX_T(i) ", " ADX_T(before) "\n mulx " ADX_M(i) ", %%rax, " ADX_T(i) "\n adox %%rax, " ADX_T(before) "\n"

#define ADX_BEGIN_ROW(i) "movq " ADX_B(i) ", %%rdx\n xorl %%eax, %%eax\n"
#define ADX_BEGIN_REDUCTION                                             \
    "movq %[inverse], %%rdx\n imulq %[t0], %%rdx\n xorl %%eax, %%eax\n" \
    "mulx (%[m]), %%rax, %[low]\n adcx %[t0], %%rax\n movq %[low], %[t0]\n"
#define ADX_END_FIRST_ROW(last) "mulx " ADX_A(last) ", %%rax, %[top]\n adcx %%rax, " ADX_T(last) "\n movl $0, %%eax\n adcx %%rax, %[top]\n"
#define ADX_FIRST_LIMB "mulx " ADX_A(0) ", %%rax, %[top]\n adox %%rax, " ADX_T(0) "\n"
#define ADX_END_ROW "movl $0, %%eax\n adcx %%rax, %[top]\n adox %%rax, %[top]\n"
#define ADX_END_REDUCTION(last) "movl $0, %%eax\n adcx %%rax, " ADX_T(last) "\n adox %[top], " ADX_T(last) "\n"

/* The result waits in memory while m is taken away from it, and comes back where that was too much. */
#define ADX_TURN_TO_RESULT "movq %[c], %[b]\n"
#define ADX_KEEP(i) "movq " ADX_T(i) ", " ADX_C(i) "\n"
#define ADX_TAKE(i) "sbbq " ADX_M(i) ", " ADX_T(i) "\n"
#define ADX_CHOOSE(i) "cmovcq " ADX_C(i) ", " ADX_T(i) "\n"

#define ADX4_REDUCE ADX_BEGIN_REDUCTION ADX_REDUCE(0, 1) ADX_REDUCE(1, 2) ADX_REDUCE(2, 3) ADX_END_REDUCTION(3)
#define ADX4_ROW(i) ADX_BEGIN_ROW(i) ADX_FIRST_LIMB ADX_MULTIPLY(1) ADX_MULTIPLY(2) ADX_MULTIPLY(3) ADX_END_ROW ADX4_REDUCE

#define ADX6_REDUCE ADX_BEGIN_REDUCTION ADX_REDUCE(0, 1) ADX_REDUCE(1, 2) ADX_REDUCE(2, 3) ADX_REDUCE(3, 4) ADX_REDUCE(4, 5) ADX_END_REDUCTION(5)
#define ADX6_ROW(i) \
    ADX_BEGIN_ROW(i) ADX_FIRST_LIMB ADX_MULTIPLY(1) ADX_MULTIPLY(2) ADX_MULTIPLY(3) ADX_MULTIPLY(4) ADX_MULTIPLY(5) ADX_END_ROW ADX6_REDUCE

#define ADX4(each) each(0) each(1) each(2) each(3)
#define ADX6(each) ADX4(each) each(4) each(5)
#define ADX_OUTPUTS_4 [t0] "=&r"(t[0]), [t1] "=&r"(t[1]), [t2] "=&r"(t[2]), [t3] "=&r"(t[3])
#define ADX_OUTPUTS_6 ADX_OUTPUTS_4, [t4] "=&r"(t[4]), [t5] "=&r"(t[5])

#define ADX4_FIRST_ROW ADX_BEGIN_ROW(0) "mulx " ADX_A(0) ", %[t0], %[t1]\n" ADX_MULTIPLY_FIRST(1, 2) ADX_MULTIPLY_FIRST(2, 3) ADX_END_FIRST_ROW(3)
#define ADX6_FIRST_ROW                                                                                                                      \
    ADX_BEGIN_ROW(0)                                                                                                                        \
    "mulx " ADX_A(0) ", %[t0], %[t1]\n" ADX_MULTIPLY_FIRST(1, 2) ADX_MULTIPLY_FIRST(2, 3) ADX_MULTIPLY_FIRST(3, 4) ADX_MULTIPLY_FIRST(4, 5) \
        ADX_END_FIRST_ROW(5)
#define ADX4_PRODUCT ADX4_FIRST_ROW ADX4_REDUCE ADX4_ROW(1) ADX4_ROW(2) ADX4_ROW(3)
#define ADX6_PRODUCT ADX6_FIRST_ROW ADX6_REDUCE ADX6_ROW(1) ADX6_ROW(2) ADX6_ROW(3) ADX6_ROW(4) ADX6_ROW(5)
#define ADX_CORRECT(EACH) ADX_TURN_TO_RESULT EACH(ADX_KEEP) "clc\n" EACH(ADX_TAKE) EACH(ADX_CHOOSE) EACH(ADX_KEEP)

/* Sum and difference: the second value, with m taken away or added, replaces the first where the flag says so. */
#define ADX_LOAD(i) "movq " ADX_A(i) ", " ADX_T(i) "\n"
#define ADX_ADD(i) "adcq " ADX_B(i) ", " ADX_T(i) "\n"
#define ADX_SUBTRACT(i) "sbbq " ADX_B(i) ", " ADX_T(i) "\n"
#define ADX_GIVE(i) "adcq " ADX_M(i) ", " ADX_T(i) "\n"
#define ADX_CHOOSE_POSITIVE(i) "cmovzq " ADX_C(i) ", " ADX_T(i) "\n"

#define ADX_SUM(EACH) EACH(ADX_LOAD) "clc\n" EACH(ADX_ADD) ADX_CORRECT(EACH)
#define ADX_DIFFERENCE(EACH)                                                                                                               \
    EACH(ADX_LOAD)                                                                                                                         \
    "clc\n" EACH(ADX_SUBTRACT) "sbbq %%rax, %%rax\n" ADX_TURN_TO_RESULT EACH(ADX_KEEP) "clc\n" EACH(ADX_GIVE) "testq %%rax, %%rax\n" EACH( \
        ADX_CHOOSE_POSITIVE) EACH(ADX_KEEP)

/* Memory is clobbered as a whole: an operand for each array would need more registers than there are. */
#define ADX_DEFINE(limbs)                                                                                                                          \
    static inline void montgomery_multiply_##limbs##_adx(uint64_t *c, const uint64_t *a, const uint64_t *b, const uint64_t *m, uint64_t inverse) { \
        uint64_t t[limbs], top, low;                                                                                                               \
        __asm__ volatile(ADX##limbs##_PRODUCT ADX_CORRECT(ADX##limbs)                                                                              \
                         : [top] "=&r"(top), [low] "=&r"(low), [b] "+r"(b), ADX_OUTPUTS_##limbs                                                    \
                         : [a] "r"(a), [c] "m"(c), [m] "r"(m), [inverse] "m"(inverse)                                                              \
                         : "rax", "rdx", "cc", "memory");                                                                                          \
    }                                                                                                                                              \
    static inline void modular_add_##limbs##_adx(uint64_t *c, const uint64_t *a, const uint64_t *b, const uint64_t *m) {                           \
        uint64_t t[limbs];                                                                                                                         \
        __asm__ volatile(ADX_SUM(ADX##limbs) : [b] "+r"(b), ADX_OUTPUTS_##limbs : [a] "r"(a), [c] "m"(c), [m] "r"(m) : "cc", "memory");            \
    }                                                                                                                                              \
    static inline void modular_subtract_##limbs##_adx(uint64_t *c, const uint64_t *a, const uint64_t *b, const uint64_t *m) {                      \
        uint64_t t[limbs];                                                                                                                         \
        __asm__ volatile(ADX_DIFFERENCE(ADX##limbs)                                                                                                \
                         : [b] "+r"(b), ADX_OUTPUTS_##limbs                                                                                        \
                         : [a] "r"(a), [c] "m"(c), [m] "r"(m)                                                                                      \
                         : "rax", "cc", "memory");                                                                                                 \
    }

ADX_DEFINE(4)
ADX_DEFINE(6)

#endif

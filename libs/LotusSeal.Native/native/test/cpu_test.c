/* Which instruction sets follow from which registers. */
#include "check.h"
#include "common/cpu.h"
#include "tests.h"

#define PLAIN (LOTUSSEAL_ISA_SHA_NI | LOTUSSEAL_ISA_ADX) /* no vectors */
#define ALL (LOTUSSEAL_ISA_SHA_NI | LOTUSSEAL_ISA_AVX2 | LOTUSSEAL_ISA_AVX512 | LOTUSSEAL_ISA_AVX512_IFMA | LOTUSSEAL_ISA_ADX)
#define WITHOUT(bits, n) ((bits) & ~(1u << (n)))

/* SSSE3 9, SSE4.1 19, OSXSAVE 27, AVX 28; AVX2 5, BMI2 8, AVX512F 16, DQ 17, ADX 19, IFMA 21, SHA 29, BW 30, VL 31. */
static const uint32_t leaf1 = 1u << 9 | 1u << 19 | 1u << 27 | 1u << 28;
static const uint32_t leaf7 = 1u << 5 | 1u << 8 | 1u << 19 | 1u << 16 | 1u << 17 | 1u << 21 | 1u << 29 | 1u << 30 | 1u << 31;

static uint32_t isa_of(uint32_t leaf1_ecx, uint32_t leaf7_ebx, uint64_t saved_state) {
    cpu_features features = {leaf1_ecx, leaf7_ebx, saved_state, 0};
    return cpu_isa_of(&features);
}

static uint32_t isa_of_arm(uint64_t capabilities) {
    cpu_features features = {.arm_capabilities = capabilities};
    return cpu_isa_of(&features);
}

void test_cpu(void) {
    check_true(isa_of(0, 0, 0) == 0, "a processor without features has no instruction set");
    check_true(isa_of(leaf1, leaf7, 0xe7) == ALL, "all features and all registers saved give all sets");
    check_true(isa_of(leaf1, leaf7, 0) == PLAIN, "no wide vectors where the system saves none");
    check_true(isa_of(leaf1, leaf7, 0x03) == PLAIN, "no AVX2 where the system does not save the AVX registers");
    check_true(isa_of(leaf1, leaf7, 0x07) == (PLAIN | LOTUSSEAL_ISA_AVX2), "no AVX-512 where only the AVX registers are saved");
    check_true(isa_of(leaf1, leaf7, 0x67) == (PLAIN | LOTUSSEAL_ISA_AVX2), "no AVX-512 where the upper sixteen are not saved");
    check_true(isa_of(WITHOUT(leaf1, 28), leaf7, 0xe7) == PLAIN, "no AVX2 without AVX");
    check_true(isa_of(WITHOUT(leaf1, 9), leaf7, 0xe7) == (ALL & ~LOTUSSEAL_ISA_SHA_NI), "no SHA kernels without SSSE3");
    check_true(isa_of(leaf1, WITHOUT(leaf7, 29), 0xe7) == (ALL & ~LOTUSSEAL_ISA_SHA_NI), "no SHA kernels without SHA instructions");
    check_true(isa_of(leaf1, WITHOUT(leaf7, 5), 0xe7) == PLAIN, "nothing wide without AVX2");
    check_true(isa_of(leaf1, WITHOUT(leaf7, 31), 0xe7) == (PLAIN | LOTUSSEAL_ISA_AVX2), "no AVX-512 without VL");
    check_true(isa_of(leaf1, WITHOUT(leaf7, 21), 0xe7) == (ALL & ~LOTUSSEAL_ISA_AVX512_IFMA), "no IFMA without IFMA");
    check_true(isa_of(leaf1, WITHOUT(leaf7, 8), 0xe7) == (PLAIN & ~LOTUSSEAL_ISA_ADX), "no carry chains and nothing wide without BMI2");
    check_true(isa_of(leaf1, WITHOUT(leaf7, 19), 0xe7) == (ALL & ~LOTUSSEAL_ISA_ADX), "no carry chains without ADX");
    check_true(isa_of_arm(1u << 6) == LOTUSSEAL_ISA_ARM_SHA, "the SHA-256 instructions of Arm are those of capability 6");
    check_true(isa_of_arm(1u << 1) == LOTUSSEAL_ISA_NEON, "the vectors of Arm are those of capability 1");
    check_true(isa_of_arm(WITHOUT(UINT32_MAX, 6)) == LOTUSSEAL_ISA_NEON, "no SHA kernels on Arm without SHA-256 instructions");
    check_true(cpu_usable(0) == 0, "a caller that allows nothing gets nothing");
    check_true(cpu_usable(UINT32_MAX) == lotusseal_cpu_isa(), "a caller that allows everything gets what there is");
}

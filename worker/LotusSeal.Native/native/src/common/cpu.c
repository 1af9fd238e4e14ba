/* What the processor and the operating system offer. */
#include "common/cpu.h"
#include "common/platform.h"

#if LOTUSSEAL_X86
#include <cpuid.h>

static uint64_t enabled_state(void) {
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return ((uint64_t)high << 32) | low;
}

static int has(uint32_t reg, uint32_t bits) { return (reg & bits) == bits; }

uint32_t lotusseal_cpu_isa(void) {
    /* Leaf 1 ECX: SSSE3 9, SSE4.1 19, OSXSAVE 27. Leaf 7 EBX: AVX2 5, BMI2 8, AVX512F 16, DQ 17, IFMA 21, SHA 29, BW 30, VL 31. */
    uint32_t a, b, c, d, leaf1c, leaf7b, isa = 0;
    if (!__get_cpuid(1, &a, &b, &leaf1c, &d) || !__get_cpuid_count(7, 0, &a, &leaf7b, &c, &d)) return 0;
    if (has(leaf7b, 1u << 29) && has(leaf1c, (1u << 9) | (1u << 19))) isa |= LOTUSSEAL_ISA_SHA_NI;
    if (!has(leaf1c, 1u << 27)) return isa;
    /* The kernel saves SSE and AVX state (bits 1, 2), and for AVX-512 also the mask and upper registers (5, 6, 7). */
    uint64_t state = enabled_state();
    if ((state & 0x06) != 0x06 || !has(leaf7b, 1u << 5)) return isa;
    isa |= LOTUSSEAL_ISA_AVX2;
    if ((state & 0xe6) != 0xe6 || !has(leaf7b, (1u << 16) | (1u << 17) | (1u << 30) | (1u << 31))) return isa;
    isa |= LOTUSSEAL_ISA_AVX512;
    if (has(leaf7b, 1u << 21)) isa |= LOTUSSEAL_ISA_AVX512_IFMA;
    return isa;
}
#else
uint32_t lotusseal_cpu_isa(void) { return 0; }
#endif

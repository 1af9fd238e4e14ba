/* What the processor and the operating system offer. */
#ifndef LOTUSSEAL_COMMON_CPU_H
#define LOTUSSEAL_COMMON_CPU_H

#include "lotusseal.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What tells; zero where it is another processor's. */
typedef struct {
    uint32_t leaf1_ecx, leaf7_ebx; /* x86: CPUID feature bits */
    uint64_t saved_state;          /* x86: XCR0, the registers that the operating system saves; 0 where it does not use XSAVE */
    uint64_t arm_capabilities;     /* 64-bit Arm: AT_HWCAP of the auxiliary vector */
} cpu_features;

/* The LOTUSSEAL_ISA_* that follow from the features. */
uint32_t cpu_isa_of(const cpu_features *features);

/* The part of a caller's mask of LOTUSSEAL_ISA_* that works here. */
static inline uint32_t cpu_usable(uint32_t isa) { return isa & lotusseal_cpu_isa(); }

#ifdef __cplusplus
}
#endif

#endif

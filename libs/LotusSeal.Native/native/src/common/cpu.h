/* What the processor and the operating system offer. */
#ifndef LOTUSSEAL_COMMON_CPU_H
#define LOTUSSEAL_COMMON_CPU_H

#include "lotusseal.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The registers that tell; all zero on other processors than x86. */
typedef struct {
    uint32_t leaf1_ecx, leaf7_ebx; /* CPUID feature bits */
    uint64_t saved_state;          /* XCR0: the registers that the operating system saves; 0 where it does not use XSAVE */
} cpu_features;

/* The LOTUSSEAL_ISA_* that follow from the features. */
uint32_t cpu_isa_of(const cpu_features *features);

/* The part of a caller's mask of LOTUSSEAL_ISA_* that works here. */
static inline uint32_t cpu_usable(uint32_t isa) { return isa & lotusseal_cpu_isa(); }

#ifdef __cplusplus
}
#endif

#endif

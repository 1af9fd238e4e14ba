/* What the processor and the operating system offer. */
#ifndef LOTUSSEAL_COMMON_CPU_H
#define LOTUSSEAL_COMMON_CPU_H

#include "lotusseal.h"

/* The part of a caller's mask of LOTUSSEAL_ISA_* that works here. */
static inline uint32_t cpu_usable(uint32_t isa) { return isa & lotusseal_cpu_isa(); }

#endif

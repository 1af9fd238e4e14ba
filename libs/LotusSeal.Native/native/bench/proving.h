/* The kernels of proofs, measured by bench.c. */
#ifndef LOTUSSEAL_BENCH_PROVING_H
#define LOTUSSEAL_BENCH_PROVING_H

#include <stdint.h>

/* What bench.c measures with: nanoseconds of this thread, and memory of random words. */
double now(void);
void *allocate(size_t bytes);

/* cycle: nanoseconds of one core cycle. */
void bench_sums(uint32_t isa, double cycle);

#endif

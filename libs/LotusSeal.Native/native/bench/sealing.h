/* The kernels of PreCommit, measured for each class of processors that this one can stand for. */
#ifndef LOTUSSEAL_BENCH_SEALING_H
#define LOTUSSEAL_BENCH_SEALING_H

#include <stdint.h>

/* Prints cycles of each kernel, a column for each class; with a mask of instruction sets other than UINT32_MAX one column, for these. */
void bench_sealing(uint32_t isa, double cycle);

#endif

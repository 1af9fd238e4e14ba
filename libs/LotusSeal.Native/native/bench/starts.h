/* How often a core starts the instructions that bound the kernels of PreCommit. */
#ifndef LOTUSSEAL_BENCH_STARTS_H
#define LOTUSSEAL_BENCH_STARTS_H

/* Cycles from one start to the next where none waits for another; 0 where this processor has no such instruction. */
typedef struct {
    double sha;       /* two rounds of SHA-256 (x86), or four (Arm) */
    double product52; /* eight products of 52 bits, added */
    double product32; /* four products of 32 bits */
    double product64; /* one of 64 bits to 128 */
} instruction_starts;

/* cycle: nanoseconds of one core cycle. */
instruction_starts measure_starts(double cycle);

#endif

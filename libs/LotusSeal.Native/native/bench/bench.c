/*
 * Measures the kernels on one core: make bench-native. Cycles are core cycles: the time stamp counter is calibrated with a chain of dependent
 * multiplications (3 cycles each). Pin it (taskset -c 0) on a busy machine; each figure is the best of several runs.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "common/platform.h"
#include "lotusseal.h"
#include "proving.h"
#include "sealing.h"

double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Nanoseconds of one core cycle. */
static double cycle_time(void) {
    double best = 1e9;
    for (int k = 0; k < 5; k++) {
        uint64_t x = 3;
        double start = now();
        for (int i = 0; i < 100000; i++) {
#if LOTUSSEAL_X86
            __asm__ volatile("imul %0,%0\nimul %0,%0\nimul %0,%0\nimul %0,%0" : "+r"(x));
#else
            __asm__ volatile("mul %0,%0,%0\nmul %0,%0,%0\nmul %0,%0,%0\nmul %0,%0,%0" : "+r"(x));
#endif
        }
        double time = (now() - start) / (400000 * 3.0);
        if (time < best) best = time;
    }
    return best;
}

void *allocate(size_t bytes) {
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) {
        fprintf(stderr, "no %zu bytes of memory\n", bytes);
        exit(1);
    }
    madvise(p, bytes, MADV_HUGEPAGE);
    uint64_t state = 88172645463325252u;
    for (size_t i = 0; i < bytes / 8; i++) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        ((uint64_t *)p)[i] = i % 4 == 3 ? state >> 2 : state;
    }
    return p;
}

/*
 * Arguments: instruction set mask (default: all, and PreCommit's kernels for each class of processors), then the letters of the parts to run
 * (default: sgmq): s PreCommit, g sums, m multiples, q the quotient.
 */
int main(int argc, char **argv) {
    uint32_t isa = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 0) : UINT32_MAX;
    const char *parts = argc > 2 ? argv[2] : "sgmq";
    double cycle = cycle_time();
    printf("instruction sets %#" PRIx32 ", core clock %.2f GHz\n", isa & lotusseal_cpu_isa(), 1 / cycle);
    if (strchr(parts, 's')) bench_sealing(isa, cycle);
    if (strchr(parts, 'g')) bench_sums(isa, cycle);
    if (strchr(parts, 'm')) bench_multiples(isa, cycle);
    if (strchr(parts, 'q')) bench_quotient(isa);
    return 0;
}

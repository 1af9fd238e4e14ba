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
#include "graph/graph.h"
#include "proving.h"

#define REPEATS 5
/*
 * 20 blocks of the 1280-byte padded message. x86: 32 SHA256RNDS2 with a latency of 4, 2 cycles a byte. Arm: 16 SHA256H with a latency of 4, and
 * SHA256H2 of the same operands, which one unit starts a cycle later; 1.25 cycles a byte.
 */
#if LOTUSSEAL_X86
#define LABEL_LIMIT_CYCLES 2560.0
#else
#define LABEL_LIMIT_CYCLES 1600.0
#endif

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

static lotusseal_graph *create_graph(uint32_t isa, uint64_t nodes) {
    lotusseal_graph_seeds seeds = {.nodes = nodes, .feistel_keys = {1, 2, 3}, .drg_seed = "the seed of the bench graph"};
    lotusseal_graph *graph;
    if (lotusseal_graph_create(isa, &seeds, &graph) != LOTUSSEAL_OK) exit(1);
    return graph;
}

/* The buffer of one layer (512 MiB) stands for all chains: each has its own half or quarter of it. */
static void bench_labels(uint32_t isa) {
    enum { BITS = 24, COUNT = 40000 };
    uint64_t nodes = 1ull << BITS;
    uint8_t *layer = allocate(nodes * NODE_BYTES), *previous = allocate(nodes * NODE_BYTES), id[32] = {1};
    for (uint32_t chains = 1; chains <= 4; chains *= 2) {
        uint64_t share = nodes / chains;
        uint32_t *parents = allocate(COUNT * PARENTS * 4), first = (uint32_t)share - COUNT;
        lotusseal_graph *graph = create_graph(isa, share);
        lotusseal_graph_parents(isa, graph, first, COUNT, parents);
        lotusseal_graph_destroy(graph);
        lotusseal_label_chain chain[4];
        for (uint32_t c = 0; c < chains; c++)
            chain[c] = (lotusseal_label_chain){id, layer + c * share * NODE_BYTES, previous + c * share * NODE_BYTES, 1};
        for (uint32_t number = 1; number <= 2; number++) {
            for (uint32_t c = 0; c < chains; c++) chain[c].layer_number = number;
            double best = 1e18;
            for (int k = 0; k < REPEATS; k++) {
                double start = now();
                lotusseal_label_range(isa, chain, chains, first, COUNT, parents);
                double time = (now() - start) / COUNT / cycle_time();
                if (time < best) best = time;
            }
            printf("labels, layer %" PRIu32 ", %" PRIu32 " chain(s): %7.0f cycles a node, ", number, chains, best);
            printf("%.3f cycles a byte and chain, %5.1f %% of the one-chain limit\n", best / 1280 / chains, 100 * LABEL_LIMIT_CYCLES * chains / best);
        }
        munmap(parents, COUNT * PARENTS * 4);
    }
    munmap(layer, nodes * NODE_BYTES);
    munmap(previous, nodes * NODE_BYTES);
}

static void bench_parents(uint32_t isa) {
    enum { COUNT = 100000 };
    uint32_t *parents = allocate(COUNT * PARENTS * 4);
    for (int bits = 24; bits <= 31; bits += bits == 24 ? 6 : 1) {
        double start = now();
        lotusseal_graph *graph = create_graph(isa, 1ull << bits);
        double table = (now() - start) / 1e6, best = 1e18;
        for (int k = 0; k < REPEATS; k++) {
            start = now();
            lotusseal_graph_parents(isa, graph, (1u << bits) - COUNT, COUNT, parents);
            double time = (now() - start) / COUNT;
            if (time < best) best = time;
        }
        lotusseal_graph_destroy(graph);
        printf("parents, 2^%d nodes: %6.1f ns a node, tables %.1f ms\n", bits, best, table);
    }
    munmap(parents, COUNT * PARENTS * 4);
}

static void bench_pairs(uint32_t isa, double cycle) {
    enum { COUNT = 1 << 15 };
    uint8_t *nodes = allocate(COUNT * 64), *digests = allocate(COUNT * 32);
    double best = 1e18;
    for (int k = 0; k < REPEATS * 2; k++) {
        double start = now();
        lotusseal_hash_pairs(isa, nodes, digests, COUNT);
        double time = (now() - start) / COUNT;
        if (time < best) best = time;
    }
    printf("pairs: %6.1f ns a hash, %.0f cycles\n", best, best / cycle);
    munmap(nodes, COUNT * 64);
    munmap(digests, COUNT * 32);
}

static void bench_poseidon(uint32_t isa, double cycle) {
    static const uint32_t arities[4] = {2, 4, 8, 11};
    enum { COUNT = 2048 };
    uint8_t *nodes = allocate(COUNT * 32 * 11), *digests = allocate(COUNT * 32);
    for (int a = 0; a < 4; a++) {
        double best = 1e18;
        for (int k = 0; k < REPEATS; k++) {
            double start = now();
            lotusseal_poseidon_hash(isa, arities[a], nodes, digests, COUNT);
            double time = (now() - start) / COUNT;
            if (time < best) best = time;
        }
        printf("poseidon, arity %2" PRIu32 ": %8.1f ns a hash, %.0f cycles\n", arities[a], best, best / cycle);
    }
    munmap(nodes, COUNT * 32 * 11);
    munmap(digests, COUNT * 32);
}

static void bench_encode(void) {
    enum { COUNT = 1 << 20 };
    uint8_t *labels = allocate(COUNT * 32), *data = allocate(COUNT * 32);
    double best = 1e18;
    for (int k = 0; k < REPEATS; k++) {
        double start = now();
        lotusseal_encode(labels, data, data, COUNT);
        double time = (now() - start) / COUNT;
        if (time < best) best = time;
    }
    printf("encode in place: %.1f ns a node, %.1f GB/s of sector\n", best, 32 / best);
    munmap(labels, COUNT * 32);
    munmap(data, COUNT * 32);
}

/* Arguments: instruction set mask (default: all), then the letters of the parts to run (default: lpsxegmq). */
int main(int argc, char **argv) {
    uint32_t isa = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 0) : UINT32_MAX;
    const char *parts = argc > 2 ? argv[2] : "lpsxegmq";
    double cycle = cycle_time();
    printf("instruction sets %#" PRIx32 ", core clock %.2f GHz\n", isa & lotusseal_cpu_isa(), 1 / cycle);
    if (strchr(parts, 'l')) bench_labels(isa);
    if (strchr(parts, 'p')) bench_parents(isa);
    if (strchr(parts, 's')) bench_pairs(isa, cycle);
    if (strchr(parts, 'x')) bench_poseidon(isa, cycle);
    if (strchr(parts, 'e')) bench_encode();
    if (strchr(parts, 'g')) bench_sums(isa, cycle);
    if (strchr(parts, 'm')) bench_multiples(isa, cycle);
    if (strchr(parts, 'q')) bench_quotient(isa);
    return 0;
}

/* PreCommit's kernels in cycles of one core, beside what the processor allows. */
#include "sealing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "common/platform.h"
#include "graph/graph.h"
#include "poseidon/poseidon.h"
#include "proving.h"
#include "starts.h"

#define REPEATS 5
#define LABEL_BLOCKS 20
/* Of the SHA unit's latency. x86: 32 instructions a block, with a latency of 4. Arm: 16 pairs, the second of a pair starts a cycle later. */
#define LABEL_CHAIN_CYCLES (LABEL_BLOCKS * (LOTUSSEAL_X86 ? 32 * 4.0 : 16 * 5.0))
/* Those behind the header, whose rounds fill the general registers' units without SHA instructions: 22 operations, four a cycle. */
#define LABEL_BLOCKS_IN_CHAIN 19
#define ROUND_CYCLES (22.0 / 4)

/* A class of processors by its instruction sets. */
typedef struct {
    const char *name;
    uint32_t isa;
} processor_class;

#if LOTUSSEAL_X86
static const processor_class classes[] = {
    {"all of this one", UINT32_MAX},
    {"SHA, AVX2: Rome, Milan", LOTUSSEAL_ISA_SHA_NI | LOTUSSEAL_ISA_AVX2 | LOTUSSEAL_ISA_ADX},
    {"AVX2: Xeons without SHA", LOTUSSEAL_ISA_AVX2 | LOTUSSEAL_ISA_ADX},
    {"portable C", 0},
};
#define LABEL_UNIT_ISA LOTUSSEAL_ISA_SHA_NI
#else
static const processor_class classes[] = {{"all of this one", UINT32_MAX}, {"portable C", 0}};
#define LABEL_UNIT_ISA LOTUSSEAL_ISA_ARM_SHA
#endif
enum { CLASSES = sizeof classes / sizeof *classes };

/* What a kernel is measured on. */
typedef struct {
    uint32_t isa, size; /* chains, arity or bits of the graph */
    uint32_t layer;
    uint32_t expander_nodes; /* of the layer below, from its first, in which expander parents lie; 0: all */
    double cycle;
    instruction_starts starts;
} scene;

/* Cycles of one item, and at least how many; 0 where nothing was counted. */
typedef struct {
    double cycles, bound;
    const char *of;
} figure;

static double least(double a, double b) { return a < b ? a : b; }

static lotusseal_graph *create_graph(uint32_t isa, uint64_t nodes) {
    lotusseal_graph_seeds seeds = {.nodes = nodes, .feistel_keys = {1, 2, 3}, .drg_seed = "the seed of the bench graph"};
    lotusseal_graph *graph;
    if (lotusseal_graph_create(isa, &seeds, &graph) != LOTUSSEAL_OK) exit(1);
    return graph;
}

/* Where the labels of chain c lie in a buffer: two and two side by side, and moved so that no two agree in the low bits of their addresses. */
static lotusseal_labels labels_of(uint8_t *buffer, uint32_t c, uint32_t chains, uint64_t nodes) {
    enum { APART = 1024 };
    uint64_t size = nodes * NODE_BYTES + APART;
    if (chains == 1) return (lotusseal_labels){{buffer, buffer}};
    uint8_t *even = buffer + (c & ~1u) * size + c % 2 * NODE_BYTES;
    return (lotusseal_labels){{even, even + size - NODE_BYTES}};
}

static void confine_expander_parents(uint32_t *parents, uint32_t count, uint32_t nodes) {
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t slot = BASE_PARENTS; slot < PARENTS; slot++) parents[i * PARENTS + slot] %= nodes;
}

/* One layer of 512 MiB and the one below stand for all chains: each has its own half or quarter. */
static figure measure_labels(const scene *s) {
    enum { BITS = 24, COUNT = 20000, SPACE = 4096 };
    static uint8_t *layer, *previous, id[32] = {1};
    uint64_t nodes = 1ull << BITS, share = nodes / s->size;
    uint32_t *parents = allocate(COUNT * PARENTS * 4), first = (uint32_t)share;
    if (!layer) layer = allocate(nodes * NODE_BYTES + 4 * SPACE), previous = allocate(nodes * NODE_BYTES + 4 * SPACE);
    lotusseal_graph *graph = create_graph(s->isa, share);
    lotusseal_label_chain chain[4];
    for (uint32_t c = 0; c < s->size; c++)
        chain[c] = (lotusseal_label_chain){id, labels_of(layer, c, s->size, share), labels_of(previous + 2048, c, s->size, share), s->layer};
    figure f = {1e18, 0, ""};
    for (int k = 0; k < REPEATS; k++) {
        /* Other nodes each time: parents of the same ones would lie in the last cache. */
        first -= COUNT;
        lotusseal_graph_parents(s->isa, graph, first, COUNT, parents);
        if (s->expander_nodes) confine_expander_parents(parents, COUNT, s->expander_nodes);
        double start = now();
        lotusseal_label_range(s->isa, chain, s->size, first, COUNT, parents);
        f.cycles = least(f.cycles, (now() - start) / COUNT / s->cycle);
    }
    lotusseal_graph_destroy(graph);
    munmap(parents, COUNT * PARENTS * 4);
    uint32_t isa = s->isa & lotusseal_cpu_isa();
    if (isa & LABEL_UNIT_ISA) {
        double latency = LABEL_CHAIN_CYCLES, starts = LABEL_BLOCKS * 32 * s->starts.sha * s->size;
        f.bound = latency > starts ? latency : starts;
        f.of = latency > starts ? "latency" : "starts";
    } else if (isa & LOTUSSEAL_ISA_AVX2) {
        f.bound = LABEL_BLOCKS_IN_CHAIN * 64 * ROUND_CYCLES * s->size;
        f.of = "instructions";
    }
    return f;
}

/* Two pairs one after the other wait twice for the latency. */
static figure measure_two_pairs(const scene *s) {
    scene pairs = *s;
    pairs.isa &= ~LOTUSSEAL_LABELS_BY_FOUR;
    figure f = measure_labels(&pairs);
    if (pairs.isa & lotusseal_cpu_isa() & LABEL_UNIT_ISA && f.bound < 2 * LABEL_CHAIN_CYCLES) f.bound = 2 * LABEL_CHAIN_CYCLES, f.of = "latency";
    return f;
}

static figure measure_fours(const scene *s) {
    scene fours = *s;
    fours.isa |= LOTUSSEAL_LABELS_BY_FOUR;
    return measure_labels(&fours);
}

/*
 * Below 64 MiB of labels there are as many pages of 4 KiB as of 2 MiB below a layer of 32 GiB. Page walks are then as many as a provider's with
 * such pages, or fewer where those here are larger, and memory costs what it always does: a virtual machine whose host has small pages tells both.
 */
static figure measure_few_pages(const scene *s) {
    scene few = *s;
    few.expander_nodes = (64 << 20) / NODE_BYTES;
    return measure_labels(&few);
}

static figure measure_parents(const scene *s) {
    enum { COUNT = 50000 };
    figure f = {1e18, 0, ""};
    uint32_t *parents = allocate(COUNT * PARENTS * 4);
    lotusseal_graph *graph = create_graph(s->isa, 1ull << s->size);
    for (int k = 0; k < REPEATS; k++) {
        double start = now();
        lotusseal_graph_parents(s->isa, graph, (1u << s->size) - COUNT, COUNT, parents);
        f.cycles = least(f.cycles, (now() - start) / COUNT / s->cycle);
    }
    lotusseal_graph_destroy(graph);
    munmap(parents, COUNT * PARENTS * 4);
    return f;
}

static figure measure_pairs(const scene *s) {
    enum { COUNT = 1 << 15 };
    figure f = {1e18, 0, ""};
    uint8_t *nodes = allocate(COUNT * 64), *digests = allocate(COUNT * 32);
    for (int k = 0; k < 2 * REPEATS; k++) {
        double start = now();
        lotusseal_hash_pairs(s->isa, nodes, digests, COUNT);
        f.cycles = least(f.cycles, (now() - start) / COUNT / s->cycle);
    }
    munmap(nodes, COUNT * 64);
    munmap(digests, COUNT * 32);
    /* Two blocks; with AVX-512 most are hashed in lanes. */
    uint32_t isa = s->isa & lotusseal_cpu_isa();
    if (isa & LABEL_UNIT_ISA && !(isa & LOTUSSEAL_ISA_AVX512)) f.bound = 2 * 32 * s->starts.sha, f.of = "starts";
    return f;
}

/*
 * Instructions that multiply, in one hash: of a product of two elements, a square, and a row of the matrix times the state for each element and
 * for the division behind it (the kernels' files).
 */
typedef struct {
    double product, square, entry, division, start;
    int lanes;
} multiplications;

static multiplications multiplications_of(const scene *s) {
    uint32_t isa = s->isa & lotusseal_cpu_isa();
    if (isa & LOTUSSEAL_ISA_AVX512_IFMA) return (multiplications){50 + 55, 30 + 55, 10, 11, s->starts.product52, 8};
    if (isa & LOTUSSEAL_ISA_AVX2) return (multiplications){81 + 72, 81 + 72, 18, 16, s->starts.product32, 4};
    return (multiplications){16 + 20, 16 + 20, 4, 5, s->starts.product64, 1};
}

/* A fifth power is two squares and a product; one of a partial round has another product, and so has the digest. */
static double poseidon_bound(const scene *s) {
    const poseidon_constants *c = poseidon_constants_of(s->size);
    multiplications m = multiplications_of(s);
    double full = POSEIDON_FULL_ROUNDS * (double)c->width, partial = c->partial_rounds, rows = (POSEIDON_FULL_ROUNDS + partial - 1) * c->width + 1;
    double count = (full + partial) * (2 * m.square + m.product) + (partial + 1) * m.product + rows * (c->width * m.entry + m.division);
    return count * m.start / m.lanes;
}

static figure measure_poseidon(const scene *s) {
    enum { COUNT = 1024 };
    figure f = {1e18, 0, ""};
    uint8_t *nodes = allocate(COUNT * 32 * 11), *digests = allocate(COUNT * 32);
    for (int k = 0; k < REPEATS; k++) {
        double start = now();
        lotusseal_poseidon_hash(s->isa, s->size, nodes, digests, COUNT);
        f.cycles = least(f.cycles, (now() - start) / COUNT / s->cycle);
    }
    munmap(nodes, COUNT * 32 * 11);
    munmap(digests, COUNT * 32);
    f.bound = poseidon_bound(s);
    f.of = "products";
    return f;
}

/* What moving the same bytes takes: sums of words without carries. */
static double measure_sums_of_words(const uint64_t *a, uint64_t *b, size_t count, double cycle) {
    double best = 1e18;
    for (int k = 0; k < REPEATS; k++) {
        double start = now();
        for (size_t i = 0; i < count; i++) b[i] += a[i];
        best = least(best, (now() - start) / cycle);
    }
    return best;
}

static figure measure_encoding(const scene *s) {
    enum { COUNT = 1 << 20 };
    figure f = {1e18, 0, ""};
    uint8_t *labels = allocate(COUNT * 32), *data = allocate(COUNT * 32);
    for (int k = 0; k < REPEATS; k++) {
        double start = now();
        lotusseal_encode(labels, data, data, COUNT);
        f.cycles = least(f.cycles, (now() - start) / COUNT / s->cycle);
    }
    f.bound = measure_sums_of_words((const uint64_t *)labels, (uint64_t *)data, COUNT * 4, s->cycle) / COUNT;
    f.of = "memory";
    munmap(labels, COUNT * 32);
    munmap(data, COUNT * 32);
    return f;
}

static const struct {
    const char *name;
    figure (*measure)(const scene *);
    uint32_t size, layer;
} kernels[] = {
    {"label, layer 1, one chain", measure_labels, 1, 1},
    {"label, layer 2, one chain", measure_labels, 1, 2},
    {"two chains, layer 1", measure_labels, 2, 1},
    {"two chains, layer 2", measure_labels, 2, 2},
    {"one chain, layer 2, few pages", measure_few_pages, 1, 2},
    {"two chains, layer 2, few pages", measure_few_pages, 2, 2},
    {"four as two pairs, layer 1", measure_two_pairs, 4, 1},
    {"four as two pairs, layer 2", measure_two_pairs, 4, 2},
    {"four together, layer 1", measure_fours, 4, 1},
    {"four together, layer 2", measure_fours, 4, 2},
    {"pair hash", measure_pairs, 0, 0},
    {"Poseidon 2", measure_poseidon, 2, 0},
    {"Poseidon 8", measure_poseidon, 8, 0},
    {"Poseidon 11", measure_poseidon, 11, 0},
    {"encode a node", measure_encoding, 0, 0},
    {"parents, 512 MiB", measure_parents, 24, 0},
    {"parents, 32 GiB", measure_parents, 30, 0},
};

/* Whether this processor can stand for a class, and is more than it. */
static int stands_for(const processor_class *class) {
    uint32_t here = lotusseal_cpu_isa();
    return class->isa == UINT32_MAX || ((here & class->isa) == class->isa && here != class->isa);
}

void bench_sealing(uint32_t isa, double cycle) {
    processor_class chosen[CLASSES] = {{"these instruction sets", isa}};
    size_t columns = isa != UINT32_MAX;
    for (size_t i = 0; i < CLASSES && isa == UINT32_MAX; i++)
        if (stands_for(&classes[i])) chosen[columns++] = classes[i];
    instruction_starts starts = measure_starts(cycle);
    printf("Cycles from one start of an instruction to the next: SHA %.2f, products of 52 bits %.2f, of 32 bits %.2f, of 64 bits %.2f.\n", starts.sha,
           starts.product52, starts.product32, starts.product64);
    printf("Cycles a node or hash; in brackets the bound, what it counts, and how near the kernel is.\n\n| |");
    for (size_t c = 0; c < columns; c++) printf(" %s |", chosen[c].name);
    printf("\n|");
    for (size_t c = 0; c <= columns; c++) printf(" --- |");
    printf("\n");
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++) {
        printf("| %s |", kernels[k].name);
        for (size_t c = 0; c < columns; c++) {
            scene s = {chosen[c].isa, kernels[k].size, kernels[k].layer, 0, cycle, starts};
            figure f = kernels[k].measure(&s);
            printf(" %.0f", f.cycles);
            if (f.bound > 0) printf(" (%.0f %s, %.0f %%)", f.bound, f.of, 100 * f.bound / f.cycles);
            printf(" |");
            fflush(stdout);
        }
        printf("\n");
    }
    printf("\n");
}

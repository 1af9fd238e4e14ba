/*
 * Known answers and agreement of the kernels, built with the address and undefined-behaviour sanitizers: make check. Where the answers come from
 * is said beside them.
 */
#include <stdio.h>

#include "check.h"
#include "common/platform.h"
#include "lotusseal.h"
#include "tests.h"

/* The choices that lead to different kernels. */
static const struct {
    const char *name;
    uint32_t isa;
} variants[] = {
    {"portable", 0},
#if LOTUSSEAL_X86
    {"sha-ni", LOTUSSEAL_ISA_SHA_NI},
    {"adx", LOTUSSEAL_ISA_ADX},
    {"avx2", LOTUSSEAL_ISA_AVX2},
    {"avx512", LOTUSSEAL_ISA_AVX2 | LOTUSSEAL_ISA_AVX512},
    {"sha-ni,avx512", LOTUSSEAL_ISA_SHA_NI | LOTUSSEAL_ISA_AVX2 | LOTUSSEAL_ISA_AVX512},
    {"avx512-ifma", LOTUSSEAL_ISA_AVX2 | LOTUSSEAL_ISA_AVX512 | LOTUSSEAL_ISA_AVX512_IFMA},
#elif LOTUSSEAL_ARM
    {"arm-sha", LOTUSSEAL_ISA_ARM_SHA},
    {"neon", LOTUSSEAL_ISA_NEON},
#endif
};

/* Those with kernels of proofs; for the others they are the portable ones again. */
static int has_proofs(uint32_t isa) { return isa == 0 || isa & (LOTUSSEAL_ISA_ADX | LOTUSSEAL_ISA_AVX512_IFMA); }

int main(void) {
    unsigned skipped = 0;
    check_begin("processor", "any");
    test_cpu();
    check_begin("field", "portable");
    test_field();
    check_begin("encoding", "portable");
    test_encode();
    check_begin("arguments", "portable");
    test_arguments();
    check_begin("scalars", "portable");
    test_scalars();
    for (size_t v = 0; v < sizeof variants / sizeof *variants; v++) {
        if ((variants[v].isa & lotusseal_cpu_isa()) != variants[v].isa) {
            printf("skipped: %s: the processor lacks it\n", variants[v].name);
            skipped++;
            continue;
        }
        check_begin("pairs", variants[v].name);
        test_pairs(variants[v].isa);
        check_begin("parents", variants[v].name);
        test_graph(variants[v].isa);
        check_begin("labels", variants[v].name);
        test_labels(variants[v].isa);
        check_begin("Poseidon", variants[v].name);
        test_poseidon(variants[v].isa);
        if (!has_proofs(variants[v].isa)) continue;
        check_begin("curves", variants[v].name);
        test_curve(variants[v].isa);
        check_begin("pairings", variants[v].name);
        test_pairing(variants[v].isa);
        check_begin("proofs", variants[v].name);
        test_proving(variants[v].isa);
    }
    return check_end(skipped);
}

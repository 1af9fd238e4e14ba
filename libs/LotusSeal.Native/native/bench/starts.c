/* Each instruction is started many times with results that nothing waits for. */
#include "starts.h"

#include "common/platform.h"
#include "lotusseal.h"
#include "proving.h"

#if LOTUSSEAL_X86
enum { REPEATS = 5, TIMES = 20000, STARTS = 8 };

/* Cycles from one start of an instruction to the next, of which code has STARTS. */
#define MEASURE(best, cycle, code)                                                                                          \
    for (int k = 0; k < REPEATS; k++) {                                                                                     \
        double start = now(), passed;                                                                                       \
        for (int i = 0; i < TIMES; i++)                                                                                     \
            __asm__ volatile(code ::: "rax", "rcx", "rdx", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8"); \
        passed = (now() - start) / ((double)TIMES * STARTS) / (cycle);                                                      \
        if (k == 0 || passed < (best)) (best) = passed;                                                                     \
    }

#define TO_EIGHT(operation, from, kind)                                                                                                           \
    operation " " from ", %%" kind "1\n" operation " " from ", %%" kind "2\n" operation " " from ", %%" kind "3\n" operation " " from ", %%" kind \
              "4\n" operation " " from ", %%" kind "5\n" operation " " from ", %%" kind "6\n" operation " " from ", %%" kind "7\n" operation      \
              " " from ", %%" kind "8\n"
#define TWICE(code) code code

instruction_starts measure_starts(double cycle) {
    instruction_starts starts = {0};
    uint32_t isa = lotusseal_cpu_isa();
    if (isa & LOTUSSEAL_ISA_SHA_NI) MEASURE(starts.sha, cycle, TO_EIGHT("sha256rnds2", "%%xmm0, %%xmm0", "xmm"))
    if (isa & LOTUSSEAL_ISA_AVX512_IFMA) MEASURE(starts.product52, cycle, TO_EIGHT("vpmadd52luq", "%%zmm0, %%zmm0", "zmm") "vzeroupper\n")
    if (isa & LOTUSSEAL_ISA_AVX2) MEASURE(starts.product32, cycle, TO_EIGHT("vpmuludq", "%%ymm0, %%ymm0", "ymm") "vzeroupper\n")
    MEASURE(starts.product64, cycle, TWICE(TWICE(TWICE("mov %%rcx, %%rax\nmul %%rcx\n"))))
    return starts;
}
#else
instruction_starts measure_starts(double cycle) {
    (void)cycle;
    return (instruction_starts){.sha = 1};
}
#endif

/* The export that labels nodes: checks the arguments and chooses the kernel. */
#include "label/label.h"

#include <stddef.h>

#include "common/cpu.h"
#include "common/platform.h"

static int chain_is_valid(const lotusseal_label_chain *chain) {
    return chain->replica_id && chain->layer && chain->layer_number >= 1 && (chain->layer_number == 1 || chain->previous_layer);
}

/* The kernel for two chains, null when there is none, and that for one. The SHA unit is saturated by two chains, so there are no wider ones. */
static label_kernel *label_kernels(uint32_t isa, label_kernel **one) {
#if LOTUSSEAL_X86
    if (isa & LOTUSSEAL_ISA_SHA_NI && isa & LOTUSSEAL_ISA_AVX512) {
        *one = label_range_sha_ni_avx512_1;
        return label_range_sha_ni_avx512_2;
    }
    if (isa & LOTUSSEAL_ISA_SHA_NI) {
        *one = label_range_sha_ni_1;
        return label_range_sha_ni_2;
    }
    if (isa & LOTUSSEAL_ISA_AVX2) {
        *one = label_range_avx2;
        return NULL;
    }
#elif LOTUSSEAL_ARM
    if (isa & LOTUSSEAL_ISA_ARM_SHA) {
        *one = label_range_arm_sha_1;
        return label_range_arm_sha_2;
    }
#endif
    (void)isa;
    *one = label_range_portable;
    return NULL;
}

int32_t lotusseal_label_range(uint32_t isa, const lotusseal_label_chain *chains, uint32_t chain_count, uint32_t first_node, uint64_t count,
                              const uint32_t *parents) {
    if (!chains || (!parents && count) || chain_count < 1 || chain_count > LOTUSSEAL_MAX_CHAINS) return LOTUSSEAL_BAD_ARGUMENT;
    if (first_node > LOTUSSEAL_MAX_NODES || count > LOTUSSEAL_MAX_NODES - first_node) return LOTUSSEAL_BAD_ARGUMENT;
    for (uint32_t i = 0; i < chain_count; i++)
        if (!chain_is_valid(&chains[i])) return LOTUSSEAL_BAD_ARGUMENT;
    label_kernel *one, *two = label_kernels(cpu_usable(isa), &one);
    uint32_t i = 0;
    for (; two && chain_count - i >= 2; i += 2) two(&chains[i], first_node, count, parents);
    for (; i < chain_count; i++) one(&chains[i], first_node, count, parents);
    return LOTUSSEAL_OK;
}

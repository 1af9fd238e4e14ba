/* The export that labels nodes: checks the arguments and chooses the kernel. */
#include "label/label.h"

#include <stddef.h>

#include "common/cpu.h"
#include "common/platform.h"

static int is_given(const lotusseal_labels *labels) { return labels->nodes[0] && labels->nodes[1]; }

static int chain_is_valid(const lotusseal_label_chain *chain) {
    return chain->replica_id && is_given(&chain->layer) && chain->layer_number >= 1 && (chain->layer_number == 1 || is_given(&chain->previous));
}

/* The kernels for one, two and four chains; null where there is none. */
typedef struct {
    label_kernel *one, *two, *four;
} label_kernels;

static label_kernels kernels_of(uint32_t isa) {
#if LOTUSSEAL_X86
    if (isa & LOTUSSEAL_ISA_SHA_NI && isa & LOTUSSEAL_ISA_AVX512)
        return (label_kernels){label_range_sha_ni_avx512_1, label_range_sha_ni_avx512_2, label_range_sha_ni_avx512_4};
    if (isa & LOTUSSEAL_ISA_SHA_NI) return (label_kernels){label_range_sha_ni_1, label_range_sha_ni_2, label_range_sha_ni_4};
    if (isa & LOTUSSEAL_ISA_AVX2) return (label_kernels){label_range_avx2, NULL, NULL};
#elif LOTUSSEAL_ARM
    if (isa & LOTUSSEAL_ISA_ARM_SHA) return (label_kernels){label_range_arm_sha_1, label_range_arm_sha_2, label_range_arm_sha_4};
#endif
    (void)isa;
    return (label_kernels){label_range_portable, NULL, NULL};
}

int32_t lotusseal_label_range(uint32_t isa, const lotusseal_label_chain *chains, uint32_t chain_count, uint32_t first_node, uint64_t count,
                              const uint32_t *parents) {
    if (!chains || (!parents && count) || chain_count < 1 || chain_count > LOTUSSEAL_MAX_CHAINS) return LOTUSSEAL_BAD_ARGUMENT;
    if (first_node > LOTUSSEAL_MAX_NODES || count > LOTUSSEAL_MAX_NODES - first_node) return LOTUSSEAL_BAD_ARGUMENT;
    for (uint32_t i = 0; i < chain_count; i++)
        if (!chain_is_valid(&chains[i])) return LOTUSSEAL_BAD_ARGUMENT;
    label_kernels kernels = kernels_of(cpu_usable(isa));
    uint32_t i = 0;
    for (; kernels.four && isa & LOTUSSEAL_LABELS_BY_FOUR && chain_count - i >= 4; i += 4) kernels.four(&chains[i], first_node, count, parents);
    for (; kernels.two && chain_count - i >= 2; i += 2) kernels.two(&chains[i], first_node, count, parents);
    for (; i < chain_count; i++) kernels.one(&chains[i], first_node, count, parents);
    return LOTUSSEAL_OK;
}

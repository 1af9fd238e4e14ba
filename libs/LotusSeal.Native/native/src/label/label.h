/*
 * Labels (porep.md 3.6): a portable kernel and those of the instruction sets. A label is a hash of labels of the node's parents, so this folder
 * stands above both graph and hash, which know nothing of it. Arguments were checked by the caller.
 */
#ifndef LOTUSSEAL_LABEL_LABEL_H
#define LOTUSSEAL_LABEL_LABEL_H

#include "common/platform.h"
#include "lotusseal.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The label of a node. */
static inline uint8_t *label_at(const lotusseal_labels *labels, uint32_t node) { return labels->nodes[node & 1] + (uint64_t)node * NODE_BYTES; }

/* Labels as many chains as the name's last figure tells, or one. */
typedef void label_kernel(const lotusseal_label_chain *chains, uint32_t first_node, uint64_t count, const uint32_t *parents);
label_kernel label_range_portable, label_range_avx2;
label_kernel label_range_sha_ni_1, label_range_sha_ni_2, label_range_sha_ni_4;
label_kernel label_range_sha_ni_avx512_1, label_range_sha_ni_avx512_2, label_range_sha_ni_avx512_4;
label_kernel label_range_arm_sha_1, label_range_arm_sha_2, label_range_arm_sha_4;

#ifdef __cplusplus
}
#endif

#endif

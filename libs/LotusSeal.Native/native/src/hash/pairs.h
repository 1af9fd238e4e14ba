/* sha254 of pairs of nodes (porep.md 2.2): a portable kernel and those of the instruction sets. Arguments were checked by the caller. */
#ifndef LOTUSSEAL_HASH_PAIRS_H
#define LOTUSSEAL_HASH_PAIRS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

void hash_pairs_portable(const uint8_t *nodes, uint8_t *digests, uint64_t count);
void hash_pairs_sha_ni(const uint8_t *nodes, uint8_t *digests, uint64_t count);
void hash_pairs_avx2(const uint8_t *nodes, uint8_t *digests, uint64_t count);
void hash_pairs_avx512(const uint8_t *nodes, uint8_t *digests, uint64_t count);
void hash_pairs_arm_sha(const uint8_t *nodes, uint8_t *digests, uint64_t count);

#ifdef __cplusplus
}
#endif

#endif

/* The export that hashes pairs: checks the arguments and chooses the kernel. */
#include "hash/pairs.h"

#include "common/cpu.h"
#include "common/platform.h"

int32_t lotusseal_hash_pairs(uint32_t isa, const uint8_t *nodes, uint8_t *digests, uint64_t count) {
    if (count == 0) return LOTUSSEAL_OK;
    if (!nodes || !digests) return LOTUSSEAL_BAD_ARGUMENT;
    isa = cpu_usable(isa);
#if LOTUSSEAL_X86
    if (isa & LOTUSSEAL_ISA_AVX512) hash_pairs_avx512(nodes, digests, count);
    else if (isa & LOTUSSEAL_ISA_SHA_NI) hash_pairs_sha_ni(nodes, digests, count);
    else if (isa & LOTUSSEAL_ISA_AVX2) hash_pairs_avx2(nodes, digests, count);
    else
#elif LOTUSSEAL_ARM
    if (isa & LOTUSSEAL_ISA_ARM_SHA) hash_pairs_arm_sha(nodes, digests, count);
    else
#endif
        hash_pairs_portable(nodes, digests, count);
    return LOTUSSEAL_OK;
}

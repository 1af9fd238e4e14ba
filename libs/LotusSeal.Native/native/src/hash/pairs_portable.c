/* sha254 of 64-byte pairs in portable C (porep.md 2.2). */
#include "common/platform.h"
#include "hash/pairs.h"
#include "hash/sha256.h"

void hash_pairs_portable(const uint8_t *nodes, uint8_t *digests, uint64_t count) {
    uint32_t padding[64] = {0x80000000u};
    padding[15] = 512;
    sha256_expand(padding);
    for (uint64_t i = 0; i < count; i++) {
        uint32_t state[8], w[64];
        memcpy(state, sha256_initial, sizeof state);
        for (int j = 0; j < 16; j++) w[j] = load_be32(nodes + i * 2 * NODE_BYTES + 4 * j);
        sha256_expand(w);
        sha256_rounds(state, w);
        sha256_rounds(state, padding);
        sha254_store(digests + i * NODE_BYTES, state);
    }
}

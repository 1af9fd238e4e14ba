/*
 * sha254 of as many pairs at once as there are lanes (porep.md 2.2). The including file defines PAIRS, the function's name, beside what
 * sha256_lanes.h needs, load_words (word i of all pairs into w[i]) and store_digests.
 */
#include "hash/pairs.h"

void PAIRS(const uint8_t *nodes, uint8_t *digests, uint64_t count) {
    uint32_t padding[64] = {0x80000000u};
    padding[15] = 512;
    sha256_expand(padding);
    for (int i = 0; i < 64; i++) padding[i] += sha256_k[i];
    uint64_t i = 0;
    for (; count - i >= SHA256_LANES; i += SHA256_LANES) {
        lanes s[8], w[16];
        load_words(w, nodes + i * 2 * NODE_BYTES);
        sha256_lanes_start(s);
        sha256_lanes_compress(s, w);
        sha256_lanes_compress_constant(s, padding);
        store_digests(digests + i * NODE_BYTES, s);
    }
    /* The rest as a full batch in a buffer; the lanes past the end hash zeros. */
    if (i < count) {
        uint8_t rest[SHA256_LANES * 2 * NODE_BYTES] = {0}, rest_digests[SHA256_LANES * NODE_BYTES];
        memcpy(rest, nodes + i * 2 * NODE_BYTES, (count - i) * 2 * NODE_BYTES);
        PAIRS(rest, rest_digests, SHA256_LANES);
        memcpy(digests + i * NODE_BYTES, rest_digests, (count - i) * NODE_BYTES);
    }
}

/*
 * sha254 of pairs on a processor's instructions for it, two at a time: its unit is then busy all the time (porep.md 2.2). The including file
 * includes those instructions and defines PAIRS, the function's name.
 */
#include "hash/pairs.h"

#define TOGETHER 2

INLINE void hash_together(const int count, const uint8_t *nodes, uint8_t *digests, block_schedule *padding) {
    sha_state states[TOGETHER];
    sha_vector m[TOGETHER][4];
    block_schedule *kept[TOGETHER] = {padding, padding};
    for (int c = 0; c < count; c++) {
        node_words left = load_words(nodes + 2 * c * NODE_BYTES), right = load_words(nodes + (2 * c + 1) * NODE_BYTES);
        m[c][0] = left.low, m[c][1] = left.high, m[c][2] = right.low, m[c][3] = right.high;
        states[c] = initial_state();
    }
    compress(count, states, m, NULL);
    compress_kept(count, states, kept);
    for (int c = 0; c < count; c++) store_words(digests + c * NODE_BYTES, digest_words(states[c]));
}

void PAIRS(const uint8_t *nodes, uint8_t *digests, uint64_t count) {
    block_schedule padding;
    uint32_t w[64] = {0x80000000u};
    w[15] = 512;
    sha256_expand(w);
    for (int i = 0; i < 64; i++) w[i] += sha256_k[i];
    memcpy(padding, w, sizeof padding);
    uint64_t i = 0;
    for (; count - i >= TOGETHER; i += TOGETHER) hash_together(TOGETHER, nodes + i * 2 * NODE_BYTES, digests + i * NODE_BYTES, &padding);
    if (i < count) hash_together(1, nodes + i * 2 * NODE_BYTES, digests + i * NODE_BYTES, &padding);
}

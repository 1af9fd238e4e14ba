/* sha254 of 8 pairs at once (porep.md 2.2). */
#include "hash/pairs.h"
#include "hash/sha256_avx2.h"

INLINE void load_words(__m256i w[16], const uint8_t *pairs) {
    for (int half = 0; half < 2; half++) {
        for (int lane = 0; lane < SHA256_LANES; lane++)
            w[8 * half + lane] = swap8(_mm256_loadu_si256((const __m256i *)(pairs + 64 * lane + 32 * half)));
        transpose8(w + 8 * half);
    }
}

INLINE void store_digests(uint8_t *digests, __m256i s[8]) {
    s[7] = _mm256_and_si256(s[7], all8(SHA254_MASK));
    transpose8(s);
    for (int lane = 0; lane < SHA256_LANES; lane++) _mm256_storeu_si256((__m256i *)(digests + NODE_BYTES * lane), swap8(s[lane]));
}

void hash_pairs_avx2(const uint8_t *nodes, uint8_t *digests, uint64_t count) {
    uint32_t padding[64] = {0x80000000u};
    padding[15] = 512;
    sha256_expand(padding);
    for (int i = 0; i < 64; i++) padding[i] += sha256_k[i];
    uint64_t i = 0;
    for (; count - i >= SHA256_LANES; i += SHA256_LANES) {
        __m256i s[8], w[16];
        load_words(w, nodes + i * 2 * NODE_BYTES);
        sha256x8_start(s);
        sha256x8_compress(s, w);
        sha256x8_compress_constant(s, padding);
        store_digests(digests + i * NODE_BYTES, s);
    }
    if (i < count) hash_pairs_portable(nodes + i * 2 * NODE_BYTES, digests + i * NODE_BYTES, count - i);
}

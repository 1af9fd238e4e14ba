/* sha254 of 8 pairs at once (porep.md 2.2). */
#include "hash/sha256_avx2.h"

INLINE void load_words(__m256i w[16], const uint8_t *pairs) {
    for (int half = 0; half < 2; half++) {
        for (int lane = 0; lane < SHA256_LANES; lane++)
            w[8 * half + lane] = swap8(_mm256_loadu_si256((const __m256i *)(pairs + 64 * lane + 32 * half)));
        transpose8(w + 8 * half);
    }
}

INLINE void store_digests(uint8_t *digests, __m256i s[8]) {
    s[7] = _mm256_and_si256(s[7], all_lanes(SHA254_MASK));
    transpose8(s);
    for (int lane = 0; lane < SHA256_LANES; lane++) _mm256_storeu_si256((__m256i *)(digests + NODE_BYTES * lane), swap8(s[lane]));
}

#define PAIRS hash_pairs_avx2
#include "hash/pairs_lanes.h"

/*
 * SHA-256 on several messages at once, one in each 32-bit lane. The including file defines the vector, lanes, SHA256_LANES, and what its instruction
 * set does to vectors: add_lanes, all_lanes (one value), xor3_lanes, rotate_lanes and shift_lanes (to the right), choose_lanes, majority_lanes.
 */
#include "hash/sha256.h"

INLINE void sha256_lanes_round(lanes s[8], int i, lanes wk) {
    /* The eight variables rotate through the array instead of moving: round i finds a at index -i mod 8. */
    lanes *a = &s[(0 - i) & 7], *b = &s[(1 - i) & 7], *c = &s[(2 - i) & 7], *d = &s[(3 - i) & 7];
    lanes *e = &s[(4 - i) & 7], *f = &s[(5 - i) & 7], *g = &s[(6 - i) & 7], *h = &s[(7 - i) & 7];
    lanes sum1 = xor3_lanes(rotate_lanes(*e, 6), rotate_lanes(*e, 11), rotate_lanes(*e, 25));
    lanes t1 = add_lanes(add_lanes(*h, wk), add_lanes(sum1, choose_lanes(*e, *f, *g)));
    lanes sum0 = xor3_lanes(rotate_lanes(*a, 2), rotate_lanes(*a, 13), rotate_lanes(*a, 22));
    lanes majority = majority_lanes(*a, *b, *c);
    *d = add_lanes(*d, t1);
    *h = add_lanes(t1, add_lanes(sum0, majority));
}

/* The schedule word that follows 16 words by those 16, 15, 7 and 2 places back. */
INLINE lanes sha256_lanes_word(lanes w0, lanes w1, lanes w9, lanes w14) {
    lanes s0 = xor3_lanes(rotate_lanes(w1, 7), rotate_lanes(w1, 18), shift_lanes(w1, 3));
    lanes s1 = xor3_lanes(rotate_lanes(w14, 17), rotate_lanes(w14, 19), shift_lanes(w14, 10));
    return add_lanes(add_lanes(w0, w9), add_lanes(s0, s1));
}

INLINE void sha256_lanes_add(lanes s[8], const lanes before[8]) {
    for (int i = 0; i < 8; i++) s[i] = add_lanes(s[i], before[i]);
}

/* One block; w holds its 16 words and is used up. */
INLINE void sha256_lanes_compress(lanes s[8], lanes w[16]) {
    lanes before[8];
    for (int i = 0; i < 8; i++) before[i] = s[i];
#pragma GCC unroll 64
    for (int i = 0; i < 64; i++) {
        if (i >= 16) w[i & 15] = sha256_lanes_word(w[i & 15], w[(i + 1) & 15], w[(i + 9) & 15], w[(i + 14) & 15]);
        sha256_lanes_round(s, i, add_lanes(w[i & 15], all_lanes(sha256_k[i])));
    }
    sha256_lanes_add(s, before);
}

/* A block whose words, round constants added, are the same in every lane. */
INLINE void sha256_lanes_compress_constant(lanes s[8], const uint32_t wk[64]) {
    lanes before[8];
    for (int i = 0; i < 8; i++) before[i] = s[i];
#pragma GCC unroll 64
    for (int i = 0; i < 64; i++) sha256_lanes_round(s, i, all_lanes(wk[i]));
    sha256_lanes_add(s, before);
}

INLINE void sha256_lanes_start(lanes s[8]) {
    for (int i = 0; i < 8; i++) s[i] = all_lanes(sha256_initial[i]);
}

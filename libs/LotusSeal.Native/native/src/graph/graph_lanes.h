/*
 * ChaCha8 draws and Feistel tables on vectors of whatever width the including file's instruction set has; that file defines LANE_BYTES and the
 * two function names. Each lane is one node, or one table entry.
 */
#include "common/bytes.h"
#include "common/platform.h"
#include "graph/graph.h"

typedef uint32_t lanes32 __attribute__((vector_size(LANE_BYTES)));
typedef uint64_t lanes64 __attribute__((vector_size(LANE_BYTES)));

#define LANES32 (LANE_BYTES / 4)
#define LANES64 (LANE_BYTES / 8)

#define ROTL32(x, n) (((x) << (n)) | ((x) >> (32 - (n))))
#define ROTR64(x, n) (((x) >> (n)) | ((x) << (64 - (n))))

/* --- ChaCha with 8 rounds (porep.md 3.2) --- */

#define QUARTER(a, b, c, d)            \
    do {                               \
        a += b, d = ROTL32(d ^ a, 16); \
        c += d, b = ROTL32(b ^ c, 12); \
        a += b, d = ROTL32(d ^ a, 8);  \
        c += d, b = ROTL32(b ^ c, 7);  \
    } while (0)

INLINE void chacha8_block(const lanes32 input[16], lanes32 x[16]) {
    for (int i = 0; i < 16; i++) x[i] = input[i];
    for (int i = 0; i < 4; i++) {
        QUARTER(x[0], x[4], x[8], x[12]);
        QUARTER(x[1], x[5], x[9], x[13]);
        QUARTER(x[2], x[6], x[10], x[14]);
        QUARTER(x[3], x[7], x[11], x[15]);
        QUARTER(x[0], x[5], x[10], x[15]);
        QUARTER(x[1], x[6], x[11], x[12]);
        QUARTER(x[2], x[7], x[8], x[13]);
        QUARTER(x[3], x[4], x[9], x[14]);
    }
    for (int i = 0; i < 16; i++) x[i] += input[i];
}

void CHACHA_DRAWS(const uint8_t drg_seed[28], uint32_t first_node, draw_block draws) {
    static const uint32_t constants[4] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
    lanes32 input[16], output[16];
    for (int i = 0; i < 4; i++) input[i] = (lanes32){0} + constants[i];
    for (int i = 0; i < 7; i++) input[4 + i] = (lanes32){0} + load_le32(drg_seed + 4 * i);
    for (int i = 12; i < 16; i++) input[i] = (lanes32){0};
    for (uint32_t offset = 0; offset < DRAW_LANES; offset += LANES32) {
        lanes32 nodes = {0};
        for (uint32_t lane = 0; lane < LANES32; lane++) nodes[lane] = first_node + offset + lane;
        input[11] = nodes;
        input[12] = (lanes32){0};
        chacha8_block(input, output);
        for (int i = 0; i < 16; i++) memcpy(&draws[i][offset], &output[i], sizeof(lanes32));
        input[12] += 1;
        chacha8_block(input, output);
        for (int i = 16; i < DRAW_WORDS; i++) memcpy(&draws[i][offset], &output[i - 16], sizeof(lanes32));
    }
}

/* --- BLAKE2b-512 of the 16 bytes BE64(right) || BE64(key): its first 8 bytes, big-endian (porep.md 3.3) --- */

static const uint64_t blake2b_iv[8] = {0x6a09e667f3bcc908u, 0xbb67ae8584caa73bu, 0x3c6ef372fe94f82bu, 0xa54ff53a5f1d36f1u,
                                       0x510e527fade682d1u, 0x9b05688c2b3e6c1fu, 0x1f83d9abfb41bd6bu, 0x5be0cd19137e2179u};

/* Positions of message words 0 and 1 in the permutation of each round; all other words are zero. */
static const uint8_t blake2b_position[12][2] = {{0, 1}, {10, 8}, {3, 13}, {13, 3}, {1, 9}, {4, 14},
                                                {8, 2}, {9, 5},  {6, 12}, {15, 6}, {0, 1}, {10, 8}};

#define MIX(a, b, c, d, x, y)                \
    do {                                     \
        a += b + (x), d = ROTR64(d ^ a, 32); \
        c += d, b = ROTR64(b ^ c, 24);       \
        a += b + (y), d = ROTR64(d ^ a, 16); \
        c += d, b = ROTR64(b ^ c, 63);       \
    } while (0)

static lanes64 feistel_function(lanes64 m0, uint64_t m1) {
    lanes64 v[16];
    /* Parameter block: digest length 64, no key, fanout 1, depth 1. */
    uint64_t h0 = blake2b_iv[0] ^ 0x01010040u;
    v[0] = (lanes64){0} + h0;
    for (int i = 1; i < 8; i++) v[i] = (lanes64){0} + blake2b_iv[i];
    for (int i = 0; i < 8; i++) v[8 + i] = (lanes64){0} + blake2b_iv[i];
    v[12] ^= 16;
    v[14] = ~v[14];
#pragma GCC unroll 12
    for (int round = 0; round < 12; round++) {
        lanes64 m[16];
        for (int i = 0; i < 16; i++) m[i] = (lanes64){0};
        m[blake2b_position[round][0]] = m0;
        m[blake2b_position[round][1]] = (lanes64){0} + m1;
        MIX(v[0], v[4], v[8], v[12], m[0], m[1]);
        MIX(v[1], v[5], v[9], v[13], m[2], m[3]);
        MIX(v[2], v[6], v[10], v[14], m[4], m[5]);
        MIX(v[3], v[7], v[11], v[15], m[6], m[7]);
        MIX(v[0], v[5], v[10], v[15], m[8], m[9]);
        MIX(v[1], v[6], v[11], v[12], m[10], m[11]);
        MIX(v[2], v[7], v[8], v[13], m[12], m[13]);
        MIX(v[3], v[4], v[9], v[14], m[14], m[15]);
    }
    return (v[0] ^ v[8]) ^ h0;
}

void FEISTEL_TABLE(uint64_t key, uint32_t mask, uint32_t *table) {
    for (uint32_t first = 0; first <= mask; first += LANES64) {
        lanes64 message = {0};
        for (uint32_t lane = 0; lane < LANES64; lane++) message[lane] = __builtin_bswap64(first + lane);
        lanes64 hash = feistel_function(message, __builtin_bswap64(key));
        for (uint32_t lane = 0; lane < LANES64 && first + lane <= mask; lane++) table[first + lane] = (uint32_t)__builtin_bswap64(hash[lane]) & mask;
    }
}

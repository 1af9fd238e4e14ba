/*
 * SHA-256 on a processor's instructions for it, up to four chains at once. The including file defines, with them: sha_vector, four words; sha_state,
 * the hash state in the order of the instructions; round_constants, four_rounds and next_words; add_words and add_states.
 */
#include "common/platform.h"
#include "hash/sha256.h"

#define BLOCK_VECTORS 16
#define MAX_CHAINS 4

/* A label as message words, first word lowest. */
typedef struct {
    sha_vector low, high;
} node_words;

/* The schedule of one block, round constants added, four rounds a vector. */
typedef sha_vector block_schedule[BLOCK_VECTORS];

/* Compresses one block of each chain; m holds its 16 words and is used up. Leaves the schedule in kept when that is not null. */
INLINE void compress(const int chains, sha_state *states, sha_vector m[][4], block_schedule *const *kept) {
    sha_state before[MAX_CHAINS];
    for (int c = 0; c < chains; c++) before[c] = states[c];
#pragma GCC unroll 16
    for (int i = 0; i < BLOCK_VECTORS; i++) {
        for (int c = 0; c < chains; c++) {
            if (i >= 4) next_words(m[c], i);
            sha_vector wk = add_words(m[c][i & 3], round_constants(i));
            if (kept) (*kept[c])[i] = wk;
            four_rounds(&states[c], wk);
        }
    }
    for (int c = 0; c < chains; c++) states[c] = add_states(states[c], before[c]);
}

/* A block under work: the state after its first rounds, and the last 16 words of its schedule. */
typedef struct {
    sha_state state;
    sha_vector m[4];
} open_block;

/* How often compress_kept_beside works on an open block until its rounds are done. */
#define OPEN_BLOCK_QUARTERS 4

/*
 * Compresses one block of each chain, whose schedule was kept. When others is not null, also does a quarter, from 0, of the rounds of another block
 * of each chain: four of them in the gaps of 16 of the chain's.
 */
INLINE void compress_kept_beside(const int chains, sha_state *states, block_schedule *const *kept, uint32_t quarter, open_block *others) {
    sha_state before[MAX_CHAINS];
    for (int c = 0; c < chains; c++) before[c] = states[c];
#pragma GCC unroll 16
    for (int i = 0; i < BLOCK_VECTORS; i++)
        for (int c = 0; c < chains; c++) {
            four_rounds(&states[c], (*kept[c])[i]);
            if (!others || i % OPEN_BLOCK_QUARTERS < OPEN_BLOCK_QUARTERS - 1) continue;
            int k = i / OPEN_BLOCK_QUARTERS;
            if (quarter > 0) next_words(others[c].m, k + 4);
            four_rounds(&others[c].state, add_words(others[c].m[k], round_constants(4 * (int)quarter + k)));
        }
    for (int c = 0; c < chains; c++) states[c] = add_states(states[c], before[c]);
}

INLINE void compress_kept(const int chains, sha_state *states, block_schedule *const *kept) { compress_kept_beside(chains, states, kept, 0, NULL); }

/*
 * The label loop for processors without SHA instructions (porep.md 3.6), with rotations by BMI2 and message schedules on 256-bit vectors.
 *
 * A label is a chain of 19 compressions behind the header's, and a round waits for the one before it: five operations that depend on each other, 320
 * a block. Everything else is done beside that chain. Parents repeat in the message, so of the 19 blocks only 8 differ (layer 1: 4), and schedules
 * are kept with the round constants added. The block of the predecessor is scheduled as it is hashed; those of the other parents are known
 * earlier: they are the lanes of one vector schedule, which is made while the label before is hashed, a few words beside each block. Headers are
 * hashed for eight nodes at once.
 */
#include "graph/graph.h"
#include "hash/sha256_avx2.h"
#include "label/label.h"

#define PREFETCH_NODES 12
#define LABEL_MESSAGE_BITS 9984
#define BLOCKS 19
#define FINAL_LANE 7

/* Schedules of a node's blocks, the round constants added: word t of block b is words[t][b]. Block 0 is not in it; the last block is FINAL_LANE. */
typedef struct {
    __m256i ring[16];
    uint32_t words[64][SHA256_LANES] __attribute__((aligned(32)));
    int next; /* the first word that is not there */
} lane_schedule;

/* A sector's layer while it is labelled. */
typedef struct {
    const lotusseal_label_chain *chain;
    uint32_t distinct_blocks; /* blocks of parents after which they repeat */
    uint32_t final_slot;      /* the parent in the last block; 0 is in no schedule, since it is the predecessor */
} label_work;

INLINE const uint8_t *parent_of(const label_work *work, const uint32_t *parents, uint32_t slot) {
    const uint8_t *labels = slot < BASE_PARENTS ? work->chain->layer : work->chain->previous_layer;
    return labels + (uint64_t)parents[slot] * NODE_BYTES;
}

INLINE void prefetch_parents(const label_work *work, const uint32_t *parents) {
    for (uint32_t slot = 0; slot < 2 * work->distinct_blocks; slot++) _mm_prefetch((const char *)parent_of(work, parents, slot), _MM_HINT_T0);
}

INLINE void keep_word(lane_schedule *s, int t, __m256i word) {
    s->ring[t & 15] = word;
    _mm256_store_si256((__m256i *)s->words[t], add_lanes(word, all_lanes(sha256_k[t])));
}

/* The first 16 words: the parents of the blocks behind the first, and the one of the last block with the padding. */
INLINE void begin_schedule(lane_schedule *s, const label_work *work, const uint32_t *parents) {
    const __m256i padding = _mm256_setr_epi32((int)0x80000000u, 0, 0, 0, 0, 0, 0, LABEL_MESSAGE_BITS);
    for (uint32_t half = 0; half < 2; half++) {
        __m256i x[8];
        x[0] = _mm256_setzero_si256();
        for (uint32_t block = 1; block < SHA256_LANES; block++) {
            if (block < work->distinct_blocks) x[block] = swap8(_mm256_loadu_si256((const __m256i *)parent_of(work, parents, 2 * block + half)));
            else if (block < FINAL_LANE || work->final_slot == 0) x[block] = x[0];
            else x[block] = half ? padding : swap8(_mm256_loadu_si256((const __m256i *)parent_of(work, parents, work->final_slot)));
        }
        transpose8(x);
        for (int i = 0; i < 8; i++) keep_word(s, 8 * (int)half + i, x[i]);
    }
    s->next = 16;
}

INLINE void step_schedule(lane_schedule *s) {
    int t = s->next++;
    keep_word(s, t, sha256_lanes_word(s->ring[t & 15], s->ring[(t + 1) & 15], s->ring[(t + 9) & 15], s->ring[(t + 14) & 15]));
}

/* One round: the new e is in d and the new a in h. bc is b ^ c, and becomes a ^ b. */
#define ROUND(a, b, c, d, e, f, g, h, wk)                                             \
    do {                                                                              \
        uint32_t ab = a ^ b, sum1 = rotr32(e, 6) ^ rotr32(e, 11) ^ rotr32(e, 25);     \
        h += wk + (~e & g) + (e & f);                                                 \
        d += h + sum1;                                                                \
        h += sum1 + (rotr32(a, 2) ^ rotr32(a, 13) ^ rotr32(a, 22)) + (b ^ (ab & bc)); \
        bc = ab;                                                                      \
    } while (0)

#define EIGHT_ROUNDS(word)                      \
    do {                                        \
        ROUND(a, b, c, d, e, f, g, h, word(0)); \
        ROUND(h, a, b, c, d, e, f, g, word(1)); \
        ROUND(g, h, a, b, c, d, e, f, word(2)); \
        ROUND(f, g, h, a, b, c, d, e, word(3)); \
        ROUND(e, f, g, h, a, b, c, d, word(4)); \
        ROUND(d, e, f, g, h, a, b, c, word(5)); \
        ROUND(c, d, e, f, g, h, a, b, word(6)); \
        ROUND(b, c, d, e, f, g, h, a, word(7)); \
    } while (0)

#define BEGIN_ROUNDS \
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7], bc = b ^ c
#define END_ROUNDS state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e, state[5] += f, state[6] += g, state[7] += h

/* A block whose schedule is there, at every stride-th word; ahead is gone on with between its rounds. */
INLINE void compress_kept(const int stride, uint32_t state[8], const uint32_t *words, lane_schedule *ahead) {
    BEGIN_ROUNDS;
#define WORD(i) words[i * stride]
    for (int t = 0; t < 64; t += 16, words += 8 * stride) {
        EIGHT_ROUNDS(WORD);
        words += 8 * stride;
        EIGHT_ROUNDS(WORD);
        if (ahead->next < 64) step_schedule(ahead);
    }
#undef WORD
    END_ROUNDS;
}

/* A block of 16 words, whose schedule is kept with the round constants added. */
static __attribute__((noinline)) void compress_words(uint32_t state[8], const uint32_t words[16], uint32_t kept[64]) {
    uint32_t w[64];
    memcpy(w, words, 64);
    BEGIN_ROUNDS;
#define WORD(i) (kept[t + i] = w[t + i] + sha256_k[t + i])
    for (int t = 0; t < 64; t += 8) {
        for (int i = 0; i < 8 && t < 48; i++) {
            uint32_t *next = w + t + 16 + i, w1 = next[-15], w14 = next[-2];
            *next = next[-16] + (rotr32(w1, 7) ^ rotr32(w1, 18) ^ w1 >> 3) + next[-7] + (rotr32(w14, 17) ^ rotr32(w14, 19) ^ w14 >> 10);
        }
        EIGHT_ROUNDS(WORD);
    }
#undef WORD
    END_ROUNDS;
}

/* The states behind the headers of eight nodes. */
static void hash_headers(const label_work *work, uint32_t first_node, uint32_t states[SHA256_LANES][8]) {
    __m256i s[8], w[16];
    for (int i = 0; i < 8; i++) w[i] = all_lanes(load_be32(work->chain->replica_id + 4 * i));
    for (int i = 8; i < 16; i++) w[i] = _mm256_setzero_si256();
    w[8] = all_lanes(work->chain->layer_number);
    w[10] = add_lanes(all_lanes(first_node), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    sha256_lanes_start(s);
    sha256_lanes_compress(s, w);
    transpose8(s);
    for (int lane = 0; lane < SHA256_LANES; lane++) _mm256_storeu_si256((__m256i *)states[lane], s[lane]);
}

/* Labels a node; label is that of the node before, in words, and becomes that of this one. ahead is gone on with. */
INLINE void label_node(const label_work *work, uint32_t node, const uint32_t *parents, uint32_t state[8], const lane_schedule *schedule,
                       lane_schedule *ahead, uint32_t label[8]) {
    uint32_t w[16], kept[64], last[64];
    for (uint32_t half = 0; half < 2; half++) {
        if (parents[half] == node - 1) memcpy(w + 8 * half, label, 32);
        else
            for (uint32_t i = 0; i < 8; i++) w[8 * half + i] = load_be32(parent_of(work, parents, half) + 4 * i);
    }
    if (work->final_slot == 0) memcpy(last, w, 32);
    compress_words(state, w, kept);
    for (uint32_t block = 1, source = 1; block < BLOCKS - 1; block++) {
        if (source == work->distinct_blocks) source = 0;
        if (source == 0) compress_kept(1, state, kept, ahead);
        else compress_kept(SHA256_LANES, state, &schedule->words[0][source], ahead);
        source++;
    }
    if (work->final_slot != 0) {
        compress_kept(SHA256_LANES, state, &schedule->words[0][FINAL_LANE], ahead);
    } else {
        /* In layer 1 the last block repeats the first parent, which is the predecessor. */
        memset(last + 8, 0, 32);
        last[8] = 0x80000000u, last[15] = LABEL_MESSAGE_BITS;
        compress_words(state, last, kept);
    }
    state[7] &= SHA254_MASK;
    memcpy(label, state, 32);
    for (int i = 0; i < 8; i++) store_be32(work->chain->layer + (uint64_t)node * NODE_BYTES + 4 * i, state[i]);
}

/* Whether the schedule of a node needs the label of the node before it, which is not there yet. */
INLINE int needs_predecessor(uint32_t node, const uint32_t *parents) {
    for (uint32_t slot = 2; slot < BASE_PARENTS; slot++)
        if (parents[slot] == node - 1) return 1;
    return 0;
}

static void label_range(label_work work, uint32_t first_node, uint64_t count, const uint32_t *parents) {
    lane_schedule schedules[2];
    uint32_t headers[SHA256_LANES][8], label[8];
    const uint8_t *before = work.chain->layer + (uint64_t)(first_node - 1) * NODE_BYTES;
    for (int i = 0; i < 8; i++) label[i] = load_be32(before + 4 * i);
    for (uint64_t j = 0; j < count && j < PREFETCH_NODES; j++) prefetch_parents(&work, parents + j * PARENTS);
    for (uint64_t i = 0; i < count; i++, parents += PARENTS) {
        uint32_t node = first_node + (uint32_t)i;
        lane_schedule *schedule = &schedules[i & 1], *ahead = &schedules[~i & 1];
        if (i % SHA256_LANES == 0) hash_headers(&work, node, headers);
        if (i + PREFETCH_NODES < count) prefetch_parents(&work, parents + PREFETCH_NODES * PARENTS);
        if (i == 0 || needs_predecessor(node, parents)) begin_schedule(schedule, &work, parents);
        while (schedule->next < 64) step_schedule(schedule);
        if (i + 1 < count && !needs_predecessor(node + 1, parents + PARENTS)) begin_schedule(ahead, &work, parents + PARENTS);
        else ahead->next = 64;
        label_node(&work, node, parents, headers[i % SHA256_LANES], schedule, ahead, label);
    }
}

void label_range_avx2(const lotusseal_label_chain *chain, uint32_t first_node, uint64_t count, const uint32_t *parents) {
    if (count > 0 && first_node == 0) {
        label_range_portable(chain, 0, 1, parents);
        first_node++, count--, parents += PARENTS;
    }
    uint32_t distinct_blocks = (chain->layer_number == 1 ? BASE_PARENTS : PARENTS) / 2;
    if (count > 0) label_range((label_work){chain, distinct_blocks, (BLOCKS - 1) % distinct_blocks * 2}, first_node, count, parents);
}

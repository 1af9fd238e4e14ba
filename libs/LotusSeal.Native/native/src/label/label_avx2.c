/*
 * The label loop for processors without SHA instructions (porep.md 3.6).
 *
 * A label is a chain of 19 compressions behind the header's, whose rounds fill the units for general registers; everything else is done on vectors
 * in small pieces beside them, each short enough for the rounds that have been read already to go on. Parents repeat in the message, so of the 19
 * blocks only 8 differ (layer 1: 4), and schedules are kept with the round constants added. The block of the predecessor is scheduled as it is
 * hashed; those of the other parents are known earlier: they are the lanes of one vector schedule, which is made while the label before is hashed.
 * Headers are hashed for eight nodes at once, also ahead.
 */
#include "graph/graph.h"
#include "hash/sha256_avx2.h"
#include "hash/sha256_rounds_avx2.h"
#include "label/label.h"

#define PREFETCH_NODES 4
#define LABEL_MESSAGE_BITS 9984
#define BLOCKS 19
#define FINAL_LANE 7
/* Words of a schedule that are made beside a block. */
#define STEP_WORDS 3
/* Of a batch of headers 48 words and 64 rounds, shared by the last blocks of eight labels; the first ones have the next schedule. */
#define HEADER_STEPS ((48 / STEP_WORDS + 64) / SHA256_LANES)

/* Schedules of a node's blocks, the round constants added: word t of block b is words[t][b]. Block 0 is not in it; the last block is FINAL_LANE. */
typedef struct {
    __m256i plain[64];
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
    return label_at(slot < BASE_PARENTS ? &work->chain->layer : &work->chain->previous, parents[slot]);
}

INLINE void prefetch_parent(const label_work *work, const uint32_t *parents, uint32_t slot) {
    if (slot < 2 * work->distinct_blocks) _mm_prefetch((const char *)parent_of(work, parents, slot), _MM_HINT_T0);
}

INLINE void keep_word(lane_schedule *s, int t, __m256i word) {
    s->plain[t] = word;
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

/* The next words, as many as STEP_WORDS, if any are missing. */
INLINE void step_schedule(lane_schedule *s) {
    int t = s->next;
    const __m256i *w = s->plain + t;
    if (t >= 64) return;
    s->next = t + STEP_WORDS;
    for (int i = 0; i < STEP_WORDS; i++) keep_word(s, t + i, sha256_lanes_word(w[i - 16], w[i - 15], w[i - 7], w[i - 2]));
}

/* Headers of the eight nodes behind those under work: the lanes of a schedule, and the variables after as many rounds. */
typedef struct {
    lane_schedule schedule;
    __m256i variables[8];
    int rounds;
} header_work;

static void begin_headers(header_work *headers, const label_work *work, uint32_t first_node) {
    for (int t = 0; t < 16; t++) {
        __m256i word = _mm256_setzero_si256();
        if (t < 8) word = all_lanes(load_be32(work->chain->replica_id + 4 * t));
        else if (t == 8) word = all_lanes(work->chain->layer_number);
        else if (t == 10) word = add_lanes(all_lanes(first_node), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
        keep_word(&headers->schedule, t, word);
    }
    headers->schedule.next = 16;
    sha256_lanes_start(headers->variables);
    headers->rounds = 0;
}

/* Words or a round more. */
INLINE void step_headers(header_work *headers) {
    __m256i s[8];
    if (headers->schedule.next < 64) {
        step_schedule(&headers->schedule);
    } else if (headers->rounds < 64) {
        for (int i = 0; i < 8; i++) s[i] = headers->variables[i];
        sha256_lanes_round(s, 0, _mm256_load_si256((const __m256i *)headers->schedule.words[headers->rounds++]));
        for (int i = 0; i < 8; i++) headers->variables[(i + 1) & 7] = s[i];
    }
}

/* The states behind the headers. */
static void finish_headers(header_work *headers, uint32_t states[SHA256_LANES][8]) {
    __m256i initial[8], *s = headers->variables;
    while (headers->rounds < 64) step_headers(headers);
    sha256_lanes_start(initial);
    sha256_lanes_add(s, initial);
    transpose8(s);
    for (int lane = 0; lane < SHA256_LANES; lane++) _mm256_storeu_si256((__m256i *)states[lane], s[lane]);
}

/* Keeps a loop over words from becoming one vector, which would wait until the words before it are in memory. */
INLINE uint32_t in_register(uint32_t word) {
    __asm__("" : "+r"(word));
    return word;
}

/* The blocks that begin with the predecessor: the first, and in layer 1 the last; word t of one of them, its constant added, is words[t]. */
typedef struct {
    uint32_t first[64], last[64];
} predecessor_schedule;

/* Words t .. t + 3 of two schedules with their round constants. */
INLINE __m256i with_constants(__m256i words, int t) {
    return _mm256_add_epi32(words, _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)(sha256_k + t))));
}

INLINE void keep_four(predecessor_schedule *kept, int t, __m256i words) {
    words = with_constants(words, t);
    _mm_storeu_si128((__m128i *)(kept->first + t), _mm256_castsi256_si128(words));
    _mm_storeu_si128((__m128i *)(kept->last + t), _mm256_extracti128_si256(words, 1));
}

/* Whether the predecessor is also a parent in the second or third block: their schedules were made before its label was there. */
INLINE int repeats_predecessor(uint32_t node, const uint32_t *parents) {
    for (uint32_t slot = 2; slot < BASE_PARENTS; slot++)
        if (parents[slot] == node - 1) return 1;
    return 0;
}

/* The 16 words of the second block, in the lower halves, and of the third. */
INLINE void load_repeated(const label_work *work, const uint32_t *parents, __m256i x[4]) {
    for (uint32_t i = 0; i < 2; i++) {
        __m256i second = swap8(_mm256_loadu_si256((const __m256i *)parent_of(work, parents, 2 + i)));
        __m256i third = swap8(_mm256_loadu_si256((const __m256i *)parent_of(work, parents, 4 + i)));
        x[2 * i] = _mm256_permute2x128_si256(second, third, 0x20);
        x[2 * i + 1] = _mm256_permute2x128_si256(second, third, 0x31);
    }
}

INLINE void keep_repeated(lane_schedule *s, int t, __m256i words) {
    uint32_t blocks[2][4];
    _mm256_storeu_si256((__m256i *)blocks, with_constants(words, t));
    for (int i = 0; i < 4; i++) s->words[t + i][1] = blocks[0][i], s->words[t + i][2] = blocks[1][i];
}

/*
 * The block of the predecessor, whose label, in words, is known only now. Leaves in kept the schedules of the blocks that begin with it, and mends
 * those of other blocks that it is in.
 */
INLINE void compress_first(const label_work *work, uint32_t node, const uint32_t *parents, const uint32_t label[8], uint32_t state[8],
                           predecessor_schedule *kept, lane_schedule *schedule) {
    const __m256i padding = _mm256_setr_epi32((int)0x80000000u, 0, 0, 0, 0, 0, 0, LABEL_MESSAGE_BITS);
    int repeats = repeats_predecessor(node, parents);
    uint32_t variables[8];
    __m256i second = swap8(_mm256_loadu_si256((const __m256i *)parent_of(work, parents, 1)));
    __m256i x[4] = {_mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)label)),
                    _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(label + 4))), _mm256_permute2x128_si256(second, padding, 0x20),
                    _mm256_permute2x128_si256(second, padding, 0x31)};
    __m256i repeated[4];
    for (int i = 0; i < 8; i++) {
        kept->first[i] = kept->last[i] = in_register(label[i] + sha256_k[i]);
        variables[i] = state[i];
    }
    keep_four(kept, 8, x[2]);
    keep_four(kept, 12, x[3]);
    if (repeats) load_repeated(work, parents, repeated);
    for (int t = 0; t < 64; t += 16) {
        sha256_rounds_bmi2(variables, kept->first + t, 1, 16);
        for (int i = 0; i < 4 && t < 48; i++) keep_four(kept, t + 16 + 4 * i, schedule_four(x, i));
        for (int i = 0; i < 4 && repeats; i++) {
            keep_repeated(schedule, t + 4 * i, repeated[i]);
            schedule_four(repeated, i);
        }
    }
    for (int i = 0; i < 8; i++) state[i] += in_register(variables[i]);
}

/* A block whose schedule is there, at every stride-th word. */
INLINE void compress_kept(uint32_t state[8], const uint32_t *words, const int stride) { sha256_rounds_add_bmi2(state, words, stride, 64); }

/*
 * Labels a node behind its header's state; label is that of the node before, in words, and becomes that of this one. ahead is gone on with, and the
 * parents of a later node are prefetched.
 */
INLINE void label_node(const label_work *work, uint32_t node, const uint32_t *parents, const uint32_t *later, uint32_t state[8],
                       lane_schedule *schedule, lane_schedule *ahead, header_work *headers, uint32_t label[8]) {
    predecessor_schedule kept;
    if (parents[0] != node - 1)
        for (int i = 0; i < 8; i++) label[i] = load_be32(parent_of(work, parents, 0) + 4 * i);
    for (uint32_t slot = 0; slot < PARENTS; slot++) prefetch_parent(work, later, slot);
    compress_first(work, node, parents, label, state, &kept, schedule);
    for (uint32_t block = 1, source = 1; block < BLOCKS; block++, source++) {
        if (source == work->distinct_blocks) source = 0;
        if (block == BLOCKS - 1 && source != 0) source = FINAL_LANE;
        if (source == 0) compress_kept(state, block == BLOCKS - 1 ? kept.last : kept.first, 1);
        else compress_kept(state, &schedule->words[0][source], SHA256_LANES);
        step_schedule(ahead);
        if (block >= BLOCKS - HEADER_STEPS) step_headers(headers);
    }
    state[7] &= SHA254_MASK;
    for (int i = 0; i < 8; i++) {
        label[i] = in_register(state[i]);
        store_be32(label_at(&work->chain->layer, node) + 4 * i, label[i]);
    }
}

static void label_range(label_work work, uint32_t first_node, uint64_t count, const uint32_t *parents) {
    lane_schedule schedules[2];
    header_work headers;
    uint32_t states[SHA256_LANES][8], label[8];
    const uint8_t *before = label_at(&work.chain->layer, first_node - 1);
    for (int i = 0; i < 8; i++) label[i] = load_be32(before + 4 * i);
    for (uint64_t j = 0; j < count && j < PREFETCH_NODES; j++)
        for (uint32_t slot = 0; slot < PARENTS; slot++) prefetch_parent(&work, parents + j * PARENTS, slot);
    begin_headers(&headers, &work, first_node);
    for (uint64_t i = 0; i < count; i++, parents += PARENTS) {
        uint32_t node = first_node + (uint32_t)i;
        lane_schedule *schedule = &schedules[i & 1], *ahead = &schedules[~i & 1];
        if (i % SHA256_LANES == 0) {
            finish_headers(&headers, states);
            begin_headers(&headers, &work, node + SHA256_LANES);
        }
        if (i == 0) begin_schedule(schedule, &work, parents);
        while (schedule->next < 64) step_schedule(schedule);
        if (i + 1 < count) begin_schedule(ahead, &work, parents + PARENTS);
        else ahead->next = 64;
        const uint32_t *later = parents + (i + PREFETCH_NODES < count ? PREFETCH_NODES * PARENTS : 0);
        label_node(&work, node, parents, later, states[i % SHA256_LANES], schedule, ahead, &headers, label);
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

/*
 * The label loop with SHA instructions; headers of 16 nodes at once on 512-bit vectors, which leaves the SHA unit to the labels. Each header
 * step is four of their 64 rounds.
 */
#include "hash/sha256_avx512.h"
#include "hash/sha_ni.h"

#define HEADER_BATCH 16
#define STEP_ROUNDS 4

typedef struct {
    __m512i state[8];
    __m512i schedule[64];
} header_work;

#include "label/label_sha_template.h"

static void start_headers(header_work *work, const lotusseal_label_chain *chain, uint32_t first_node) {
    for (int i = 0; i < 8; i++) work->schedule[i] = _mm512_set1_epi32((int)load_be32(chain->replica_id + 4 * i));
    for (int i = 8; i < 16; i++) work->schedule[i] = _mm512_setzero_si512();
    work->schedule[8] = _mm512_set1_epi32((int)chain->layer_number);
    work->schedule[10] = _mm512_add_epi32(_mm512_set1_epi32((int)first_node), _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    sha256_lanes_start(work->state);
}

static void finish_headers(header_work *work, sha_state states[HEADER_BATCH]) {
    __m512i initial[8], *s = work->state;
    sha256_lanes_start(initial);
    sha256_lanes_add(s, initial);
    __m512i abef[4] = {s[5], s[4], s[1], s[0]}, cdgh[4] = {s[7], s[6], s[3], s[2]};
    transpose4(abef);
    transpose4(cdgh);
    __m128i parts[2][4];
    for (int k = 0; k < 4; k++) {
        _mm512_storeu_si512(parts[0], abef[k]);
        _mm512_storeu_si512(parts[1], cdgh[k]);
        for (int part = 0; part < 4; part++) states[4 * part + k] = (sha_state){parts[0][part], parts[1][part]};
    }
}

static __attribute__((noinline)) void step_headers(header_work *work, uint32_t step, sha_state states[HEADER_BATCH]) {
    __m512i s[8], *w = work->schedule + STEP_ROUNDS * step;
    for (int i = 0; i < 8; i++) s[i] = work->state[i];
#pragma GCC unroll 4
    for (int i = 0; i < STEP_ROUNDS; i++) {
        sha256_lanes_round(s, i, _mm512_add_epi32(w[i], _mm512_set1_epi32((int)sha256_k[STEP_ROUNDS * step + (uint32_t)i])));
        if (step < HEADER_BATCH - 4) w[i + 16] = sha256_lanes_word(w[i], w[i + 1], w[i + 9], w[i + 14]);
    }
    /* Four rounds turn the variables by half the array. */
    for (int i = 0; i < 8; i++) work->state[i] = s[(i + 4) & 7];
    if (step == HEADER_BATCH - 1) finish_headers(work, states);
}

DEFINE_LABEL_RANGE(label_range_sha_ni_avx512_1, 1)
DEFINE_LABEL_RANGE(label_range_sha_ni_avx512_2, 2)
DEFINE_LABEL_RANGE(label_range_sha_ni_avx512_4, 4)

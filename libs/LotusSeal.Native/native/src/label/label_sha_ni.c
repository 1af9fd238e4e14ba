/* The label loop with SHA instructions alone: each header step is one header. */
#include "hash/sha_ni.h"

#define HEADER_BATCH 16

typedef struct {
    node_words replica_id;
    uint32_t layer, first_node;
} header_work;

#include "label/label_sha_ni.h"

static void start_headers(header_work *work, const lotusseal_label_chain *chain, uint32_t layer, uint32_t first_node) {
    *work = (header_work){load_words(chain->replica_id), layer, first_node};
}

static __attribute__((noinline)) void step_headers(header_work *work, uint32_t step, sha_state states[HEADER_BATCH]) {
    __m128i m[1][4] = {
        {work->replica_id.low, work->replica_id.high, _mm_set_epi32(0, (int)(work->first_node + step), 0, (int)work->layer), _mm_setzero_si128()}};
    sha_state state = initial_state();
    compress(1, &state, m, NULL);
    states[step] = state;
}

DEFINE_LABEL_RANGE(label_range_sha_ni_1, 1)
DEFINE_LABEL_RANGE(label_range_sha_ni_2, 2)

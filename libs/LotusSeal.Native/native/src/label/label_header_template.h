/* The label loop with each header step one header, on the SHA-256 instructions that the including file includes. */
#define HEADER_BATCH 16

typedef struct {
    node_words replica_id;
    uint32_t layer, first_node;
} header_work;

#include "label/label_sha_template.h"

static void start_headers(header_work *work, const lotusseal_label_chain *chain, uint32_t first_node) {
    *work = (header_work){load_words(chain->replica_id), chain->layer_number, first_node};
}

static __attribute__((noinline)) void step_headers(header_work *work, uint32_t step, sha_state states[HEADER_BATCH]) {
    sha_vector m[1][4] = {{work->replica_id.low, work->replica_id.high, words_of(work->layer, 0, work->first_node + step, 0), words_of(0, 0, 0, 0)}};
    sha_state state = initial_state();
    compress(1, &state, m, NULL);
    states[step] = state;
}

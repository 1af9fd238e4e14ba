/* The label loop with SHA instructions alone. */
#include "label_sha_ni.h"

/* Headers of HEADER_BATCH nodes, two at a time: the rounds are then bound by throughput, not latency. */
static void hash_headers(const lotusseal_label_chain *chain, uint32_t layer, uint32_t first_node, sha_state states[HEADER_BATCH]) {
    node_words id = load_words(chain->replica_id);
    for (uint32_t k = 0; k < HEADER_BATCH; k += 2) {
        __m128i m[2][4];
        for (uint32_t c = 0; c < 2; c++) {
            m[c][0] = id.low, m[c][1] = id.high;
            m[c][2] = _mm_set_epi32(0, (int)(first_node + k + c), 0, (int)layer), m[c][3] = _mm_setzero_si128();
            states[k + c] = initial_state();
        }
        compress(2, states + k, m, NULL);
    }
}

DEFINE_LABEL_RANGE(label_range_sha_ni_1, 1)
DEFINE_LABEL_RANGE(label_range_sha_ni_2, 2)

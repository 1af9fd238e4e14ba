/* Labels in portable C (porep.md 3.6). */
#include "common/platform.h"
#include "graph/graph.h"
#include "hash/sha256.h"
#include "label/label.h"

/* Parent labels hashed after the header: 37 of them in 18 blocks and a half, the last block completed by the padding. */
#define PARENT_SLOTS 37
#define LABEL_MESSAGE_BITS (8 * (64 + PARENT_SLOTS * 32))

static void load_node(uint32_t w[8], const uint8_t *node) {
    for (int i = 0; i < 8; i++) w[i] = load_be32(node + 4 * i);
}

static void hash_header(uint32_t state[8], const uint8_t *replica_id, uint32_t layer, uint32_t node) {
    uint32_t w[64] = {0};
    load_node(w, replica_id);
    w[8] = layer;
    w[10] = node;
    memcpy(state, sha256_initial, sizeof sha256_initial);
    sha256_expand(w);
    sha256_rounds(state, w);
}

/* Ends a message whose last block starts with the given number of words already in w. */
static void hash_end(uint32_t state[8], uint32_t w[64], int words, uint32_t bits) {
    memset(w + words, 0, (size_t)(16 - words) * sizeof *w);
    w[words] = 0x80000000u;
    w[15] = bits;
    sha256_expand(w);
    sha256_rounds(state, w);
}

static void label_node(const lotusseal_label_chain *chain, uint32_t node, const uint32_t *parents) {
    /* Parents repeat in the message: the schedules of their blocks are kept. */
    uint32_t state[8], blocks[PARENTS / 2][64], w[64];
    hash_header(state, chain->replica_id, chain->layer_number, node);
    if (node == 0) {
        hash_end(state, w, 0, 512);
        sha254_store(label_at(&chain->layer, 0), state);
        return;
    }
    uint32_t distinct = chain->layer_number == 1 ? BASE_PARENTS : PARENTS;
    for (uint32_t slot = 0; slot < distinct; slot++) {
        const lotusseal_labels *labels = slot < BASE_PARENTS ? &chain->layer : &chain->previous;
        load_node(blocks[slot / 2] + 8 * (slot & 1), label_at(labels, parents[slot]));
    }
    for (uint32_t block = 0; block < PARENT_SLOTS / 2; block++) {
        uint32_t source = block % (distinct / 2);
        if (source == block) sha256_expand(blocks[block]);
        sha256_rounds(state, blocks[source]);
    }
    memcpy(w, blocks[PARENT_SLOTS / 2 % (distinct / 2)], 8 * sizeof *w);
    hash_end(state, w, 8, LABEL_MESSAGE_BITS);
    sha254_store(label_at(&chain->layer, node), state);
}

void label_range_portable(const lotusseal_label_chain *chain, uint32_t first_node, uint64_t count, const uint32_t *parents) {
    for (uint64_t i = 0; i < count; i++) label_node(chain, first_node + (uint32_t)i, parents + i * PARENTS);
}

/*
 * The label loop on a processor's instructions for SHA-256 (porep.md 3.6), for one, two or four sectors at once; the including file includes those
 * instructions.
 *
 * A label is a chain of 20 compressions, each a chain of instructions that wait for each other: on x86 32 SHA256RNDS2 of 4 cycles, 128 cycles a
 * block at best; on Arm 16 SHA256H of 4 cycles and SHA256H2 beside them, 64 to 80. Everything else is kept off that chain. The header block does
 * not depend on earlier labels: that of the next node is hashed beside four blocks of this one, a quarter beside each, so that the processor's
 * window, which holds one block of two chains, always has work of the chains in it. Parents repeat in the message, so of the 19 other blocks only 8
 * (layer 1: 4) need a message schedule; it is kept with the round constants added. The label of the predecessor goes to the next node in
 * registers. Parents of nodes ahead are prefetched in the middle of the blocks with a kept schedule. A prefetch that misses the translation buffer
 * does not retire before its walk ends, and the processor looks ahead no further than its window: four such blocks, or one and a half with a
 * schedule.
 *
 * Two sectors that lie side by side find a parent of both in one line: half the lines, half the walks. Measured, two chains above layer 1 take 6 to
 * 15 % less time so, the more the busier the memory is.
 *
 * Sectors need not be in the same layer. When one of them is in layer 1, whose parents repeat after 3 blocks instead of 7, it schedules these
 * blocks again, so that both take the same steps.
 */
#include "graph/graph.h"
#include "label/label.h"

#define PREFETCH_NODES 12
/* Four chains fill the SHA unit and the registers: measured, headers beside their blocks cost them a tenth to a fifth. */
#define HEADERS_BESIDE(chains) ((chains) <= 2)
#define LABEL_MESSAGE_BITS 9984
#define BLOCKS_OF_LAYER_1 (BASE_PARENTS / 2)
#define BLOCKS_ABOVE (PARENTS / 2)

/* The header block of a node: replica id, layer and node, of 64 bits. */
INLINE open_block open_header(const lotusseal_label_chain *chain, uint32_t node) {
    node_words id = load_words(chain->replica_id);
    return (open_block){initial_state(), {id.low, id.high, words_of(chain->layer_number, 0, node, 0), words_of(0, 0, 0, 0)}};
}

static __attribute__((noinline)) sha_state hash_header(const lotusseal_label_chain *chain, uint32_t node) {
    open_block header = open_header(chain, node);
    compress(1, &header.state, &header.m, NULL);
    return header.state;
}

/* Blocks after which the parents of a chain repeat. */
INLINE uint32_t period_of(const lotusseal_label_chain *chain) { return chain->layer_number == 1 ? BLOCKS_OF_LAYER_1 : BLOCKS_ABOVE; }

/*
 * How the chains of a call lie: each alone; in pairs, the second of each beside the first, which tells both addresses; or some so and some otherwise.
 * Addresses have a kernel of their own each, as the instructions for them fill the window.
 */
typedef enum { ALONE, IN_PAIRS, ANYHOW } layout;

/*
 * Beside these blocks, whose schedule is kept in every layer, base and expander parents are prefetched; beside this one and the next ones the
 * header of the next node is hashed. Measured: one chain takes 3 % longer with the places for pairs, a pair with those for others, and 5 to 10 %
 * longer where the blocks with prefetches are no neighbours.
 */
#define BASE_BLOCK(lie) ((lie) == IN_PAIRS ? 10u : 11u)
#define EXPANDER_BLOCK(lie) ((lie) == IN_PAIRS ? 9u : 12u)
#define HEADER_BLOCK(lie) ((lie) == IN_PAIRS ? 14u : 13u)

/* Place of a label of chain c. */
INLINE uint8_t *place_of(const layout lie, const lotusseal_label_chain *chain, int c, const int is_previous, uint32_t node) {
    const lotusseal_label_chain *known = &chain[lie == IN_PAIRS ? c & ~1 : c];
    const lotusseal_labels *labels = is_previous ? &known->previous : &known->layer;
    uint8_t *place = lie == ALONE ? labels->nodes[0] + (uint64_t)node * NODE_BYTES : label_at(labels, node);
    return lie == IN_PAIRS ? place + (c & 1) * NODE_BYTES : place;
}

/*
 * Into the second cache: measured, two chains above layer 1 take a tenth to a fifth less time so than with the first, and one takes the same. Who
 * lies beside another has its line.
 */
INLINE void prefetch_labels(const layout lie, const lotusseal_label_chain *chain, int c, const int is_previous, const uint32_t *parents,
                            uint32_t count) {
    if (lie == IN_PAIRS && c & 1) return;
    for (uint32_t i = 0; i < count; i++) __builtin_prefetch(place_of(lie, chain, c, is_previous, parents[i]), 0, 1);
}

INLINE void prefetch_base_parents(const layout lie, const lotusseal_label_chain *chain, int c, const uint32_t *parents) {
    prefetch_labels(lie, chain, c, 0, parents, BASE_PARENTS);
}

INLINE void prefetch_expander_parents(const layout lie, const lotusseal_label_chain *chain, int c, const uint32_t *parents) {
    if (chain[c].layer_number > 1) prefetch_labels(lie, chain, c, 1, parents + BASE_PARENTS, PARENTS - BASE_PARENTS);
}

/* Words of the parent in the given slot, which is at a place; the predecessor's come from registers. */
INLINE node_words parent_words(const uint8_t *place, const uint32_t *parents, uint32_t slot, uint32_t node, node_words predecessor) {
    return slot == 0 && parents[0] == node - 1 ? predecessor : load_words(place);
}

/*
 * Labels a node in each chain, whose parents repeat after period[c] blocks, at most after scheduled; prefetches the parents of a node ahead. Takes
 * the states behind the header of this node and leaves those of the next.
 */
INLINE void label_node(const int chains, const layout lie, const uint32_t scheduled, const uint32_t period[], const lotusseal_label_chain *chain,
                       uint32_t node, const uint32_t *parents, const uint32_t *ahead, sha_state *headers, node_words *predecessor) {
    block_schedule kept[MAX_CHAINS][BLOCKS_ABOVE], *slots[MAX_CHAINS];
    sha_state states[MAX_CHAINS];
    sha_vector m[MAX_CHAINS][4];
    open_block next[MAX_CHAINS];
    uint32_t source[MAX_CHAINS];
    /* A copy, not headers themselves: with AVX-512 two chains take 2 % longer there. */
    for (int c = 0; c < chains; c++) states[c] = headers[c];
    for (uint32_t block = 0; block < scheduled; block++) {
        const uint8_t *places[MAX_CHAINS][2];
        for (int c = 0; c < chains; c++)
            for (uint32_t i = 0, slot = 2 * (block % period[c]); i < 2; i++, slot++)
                places[c][i] = place_of(lie, chain, c, slot >= BASE_PARENTS, parents[slot]);
        for (int c = 0; c < chains; c++) {
            uint32_t slot = 2 * (block % period[c]);
            node_words first = parent_words(places[c][0], parents, slot, node, predecessor[c]);
            node_words second = load_words(places[c][1]);
            m[c][0] = first.low, m[c][1] = first.high, m[c][2] = second.low, m[c][3] = second.high;
            slots[c] = &kept[c][block];
            /* Else compilers mix the loads of several chains, and in layer 1 two take a tenth longer. */
            __asm__ volatile("" ::: "memory");
        }
        compress(chains, states, m, slots);
    }
    for (int c = 0; c < chains; c++) source[c] = scheduled % period[c], next[c] = open_header(&chain[c], node + 1);
    for (uint32_t block = scheduled; block < 18; block++) {
        for (int c = 0; c < chains; c++) {
            slots[c] = &kept[c][source[c]];
            source[c] = source[c] + 1 == period[c] ? 0 : source[c] + 1;
            if (block == BASE_BLOCK(lie)) prefetch_base_parents(lie, chain, c, ahead);
            if (block == EXPANDER_BLOCK(lie)) prefetch_expander_parents(lie, chain, c, ahead);
        }
        if (HEADERS_BESIDE(chains) && block - HEADER_BLOCK(lie) < OPEN_BLOCK_QUARTERS)
            compress_kept_beside(chains, states, slots, block - HEADER_BLOCK(lie), next);
        else compress_kept(chains, states, slots);
    }
    for (int c = 0; c < chains; c++) {
        uint32_t slot = 2 * (18 % period[c]);
        const uint8_t *place = place_of(lie, chain, c, slot >= BASE_PARENTS, parents[slot]);
        node_words parent = parent_words(place, parents, slot, node, predecessor[c]);
        m[c][0] = parent.low, m[c][1] = parent.high;
        m[c][2] = words_of(0x80000000u, 0, 0, 0), m[c][3] = words_of(0, 0, 0, LABEL_MESSAGE_BITS);
    }
    compress(chains, states, m, NULL);
    for (int c = 0; c < chains; c++) {
        predecessor[c] = digest_words(states[c]);
        store_words(place_of(lie, chain, c, 0, node), predecessor[c]);
        headers[c] = HEADERS_BESIDE(chains) ? add_states(next[c].state, initial_state()) : hash_header(&chain[c], node + 1);
    }
}

INLINE void label_range(const int chains, const layout lie, const uint32_t scheduled, const uint32_t period[], const lotusseal_label_chain *chain,
                        uint32_t first_node, uint64_t count, const uint32_t *parents) {
    sha_state headers[MAX_CHAINS];
    node_words predecessor[MAX_CHAINS];
    uint64_t i = 0;
    if (count > 0 && first_node == 0) {
        for (int c = 0; c < chains; c++) label_range_portable(&chain[c], 0, 1, parents);
        i = 1;
    }
    if (i == count) return;
    for (uint64_t j = i; j < count && j < i + PREFETCH_NODES; j++)
        for (int c = 0; c < chains; c++) {
            prefetch_base_parents(lie, chain, c, parents + j * PARENTS);
            prefetch_expander_parents(lie, chain, c, parents + j * PARENTS);
        }
    for (int c = 0; c < chains; c++) {
        predecessor[c] = load_words(label_at(&chain[c].layer, first_node + (uint32_t)i - 1));
        headers[c] = hash_header(&chain[c], first_node + (uint32_t)i);
    }
    for (; i < count; i++) {
        const uint32_t *ahead = parents + (i + PREFETCH_NODES < count ? i + PREFETCH_NODES : i) * PARENTS;
        label_node(chains, lie, scheduled, period, chain, first_node + (uint32_t)i, parents + i * PARENTS, ahead, headers, predecessor);
    }
}

#define SAME_PERIOD(blocks) ((const uint32_t[MAX_CHAINS]){blocks, blocks, blocks, blocks})

/* The usual cases as constants: all chains in layer 1, or all above it. */
INLINE void label_range_of(const int chains, const layout lie, const lotusseal_label_chain *chain, uint32_t first_node, uint64_t count,
                           const uint32_t *parents) {
    uint32_t period[MAX_CHAINS], mixed = lie == ANYHOW;
    for (int c = 0; c < chains; c++) {
        period[c] = period_of(&chain[c]);
        mixed |= period[c] != period[0];
    }
    if (mixed) label_range(chains, lie, BLOCKS_ABOVE, period, chain, first_node, count, parents);
    else if (period[0] == BLOCKS_OF_LAYER_1)
        label_range(chains, lie, BLOCKS_OF_LAYER_1, SAME_PERIOD(BLOCKS_OF_LAYER_1), chain, first_node, count, parents);
    else label_range(chains, lie, BLOCKS_ABOVE, SAME_PERIOD(BLOCKS_ABOVE), chain, first_node, count, parents);
}

INLINE int lie_alone(const lotusseal_labels *labels) { return labels->nodes[0] == labels->nodes[1]; }

INLINE int lie_beside(const lotusseal_labels *labels, const lotusseal_labels *others) {
    return labels->nodes[0] == others->nodes[0] + NODE_BYTES && labels->nodes[1] == others->nodes[1] + NODE_BYTES;
}

INLINE layout layout_of(const int chains, const lotusseal_label_chain *chain) {
    int alone = 1, in_pairs = chains % 2 == 0;
    for (int c = 0; c < chains; c++) {
        int has_previous = chain[c].layer_number > 1;
        alone &= lie_alone(&chain[c].layer) && (!has_previous || lie_alone(&chain[c].previous));
        if (c % 2 == 0) continue;
        in_pairs &= lie_beside(&chain[c].layer, &chain[c - 1].layer);
        if (has_previous || chain[c - 1].layer_number > 1) in_pairs &= lie_beside(&chain[c].previous, &chain[c - 1].previous);
    }
    return alone ? ALONE : in_pairs ? IN_PAIRS : ANYHOW;
}

INLINE void label_chains(const int chains, const lotusseal_label_chain *chain, uint32_t first_node, uint64_t count, const uint32_t *parents) {
    layout lie = layout_of(chains, chain);
    if (lie == ALONE) label_range_of(chains, ALONE, chain, first_node, count, parents);
    else if (lie == IN_PAIRS) label_range_of(chains, IN_PAIRS, chain, first_node, count, parents);
    else label_range_of(chains, ANYHOW, chain, first_node, count, parents);
}

#define DEFINE_LABEL_RANGE(name, chains)                                                                          \
    void name(const lotusseal_label_chain *chain, uint32_t first_node, uint64_t count, const uint32_t *parents) { \
        label_chains(chains, chain, first_node, count, parents);                                                  \
    }

/*
 * Labels. Answers: layers of the reference's 2 KiB sectors of proof types 5 and 0 (tests/vectors/reference/2kib and 2kib-v1), and the last label
 * after eleven layers of the reference's own tests, whose replica id is 32 bytes 9 (porep.md 11.1). Each is asked of one to four sectors at once,
 * whose layers lie alone or side by side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "common/platform.h"
#include "graph/graph.h"
#include "guarded.h"
#include "known_graphs.h"
#include "random.h"
#include "tests.h"

enum { MAX_NODES = 512, MAX_LAYERS = 11 };

static const char replica_id_2kib[] = "5160bcfec0d3866483bd57712f98d71384aa7cd9cd1e7438b7717caf85d80528";
static const char replica_id_2kib_v1[] = "83013979eaea4c8a734219d74f613d73c35c71eb42660df2adb770d203345820";
static const char replica_id_nines[] = "0909090909090909090909090909090909090909090909090909090909090909";

static const struct {
    const lotusseal_graph_seeds *seeds;
    const char *replica_id;
    uint32_t layer, node;
    const char *label;
} answers[] = {
    {&graph_64_id5, replica_id_2kib, 1, 0, "e97c86b3dc9b22ab5bd592ccae3f2b1057294cbd3a988f417fd5ba355936923b"},
    {&graph_64_id5, replica_id_2kib, 1, 1, "1a2338b27772fd68830be5ca68fa55e37935ef7d9e413aa63ef6aee20e32f70c"},
    {&graph_64_id5, replica_id_2kib, 1, 40, "791ffcad5160c1eda8d760953ab01fc06120184d093f60d75dc617ec5d614508"},
    {&graph_64_id5, replica_id_2kib, 1, 63, "8d39803e83db31c60e617fe2c0fc67e29383d1dce40f716f27ae6a94fb28c83e"},
    {&graph_64_id5, replica_id_2kib, 2, 0, "4cbb82186a28fae619579681d9f11d18c718529f782a81251ffcfd7e7561be3e"},
    {&graph_64_id5, replica_id_2kib, 2, 1, "54eb2af49ce0e7810ea1a590f1760d26c3d7722accd3be1fd2d8074314504c2b"},
    {&graph_64_id5, replica_id_2kib, 2, 40, "8130ff4466cc6d1ada830b3a7edb98f54dcc22f370aaa1d945375660f139b30d"},
    {&graph_64_id5, replica_id_2kib, 2, 63, "e545040b38478f75309cc5b3398285f9a92505974b0d13c7ac1924b5d84e6821"},
    {&graph_64_id0_legacy, replica_id_2kib_v1, 1, 0, "d38625f450313f328e18907d1cde870c6cae764c3e957b99b1096c0473548f2b"},
    {&graph_64_id0_legacy, replica_id_2kib_v1, 1, 63, "fc21801b533108532e85c22c982f45d6793e35da1dcbbb4c7204439db7ebc107"},
    {&graph_64_id0_legacy, replica_id_2kib_v1, 2, 0, "c37fcf1ff576c8565177c7325e1795e67cc7f6e764391ea66c2eaf1accd8f52c"},
    {&graph_64_id0_legacy, replica_id_2kib_v1, 2, 63, "96ec68e5481f8f77489e2043d686ec89fabada1afccb171cee3e6f40b439e227"},
    {&graph_64_id0_legacy, replica_id_nines, 11, 63, "04ba0f9a6ba9fad35e4806d183a281eab3c25afa9a1bd5e3378da6f1f4f46204"},
    {&graph_128_id0_legacy, replica_id_nines, 11, 127, "86daa8c4521e197e48c1fae6c9a1e85ab894a8883b9f23cebe531ddcd1004c23"},
    {&graph_64_id123, replica_id_nines, 11, 63, "cfef0db78bf3b3ab9f1169774d2e7a77bc9054499d954834b51ca7c788110206"},
    {&graph_128_id123, replica_id_nines, 11, 127, "6d67c468cf81ab2289c1c9c72fa8777a232de4c1323dc0c6bd552ccc187c770f"},
};

/* A buffer each for the replica id and for every layer, layer 0 being unused, and where the labels lie in these and those of another sector. */
typedef struct {
    guarded replica_id, buffers[MAX_LAYERS + 1];
    lotusseal_labels layers[MAX_LAYERS + 1];
} sector;

/* How two neighbours lie: each alone, or the first or the second of them first. */
typedef enum { EACH_ALONE, IN_ORDER, IN_THE_OTHER_ORDER, LAYOUTS } neighbourhood;

static void lay_neighbours(sector *first, sector *second, uint32_t layer) {
    uint8_t *even = first->buffers[layer].bytes, *odd = second->buffers[layer].bytes;
    first->layers[layer] = (lotusseal_labels){{even, odd - NODE_BYTES}};
    second->layers[layer] = (lotusseal_labels){{even + NODE_BYTES, odd}};
}

static void lay_layer(sector *sectors, uint32_t count, uint32_t layer, int is_mixed) {
    for (uint32_t c = 0; c < count; c++)
        sectors[c].layers[layer] = (lotusseal_labels){{sectors[c].buffers[layer].bytes, sectors[c].buffers[layer].bytes}};
    for (uint32_t c = 0; is_mixed && c + 1 < count; c += 2) {
        neighbourhood lie = (neighbourhood)(random_word() % LAYOUTS);
        if (lie == IN_ORDER) lay_neighbours(&sectors[c], &sectors[c + 1], layer);
        if (lie == IN_THE_OTHER_ORDER) lay_neighbours(&sectors[c + 1], &sectors[c], layer);
    }
}

static void open_sectors(sector *sectors, uint32_t count, uint32_t layers, uint64_t nodes, size_t misalignment, int is_mixed) {
    for (uint32_t c = 0; c < count; c++) {
        sectors[c].replica_id = guarded_new(NODE_BYTES, misalignment + c);
        for (uint32_t layer = 1; layer <= layers; layer++)
            sectors[c].buffers[layer] = guarded_new(nodes * NODE_BYTES, misalignment ? misalignment + 7 * c + 11 * layer : 0);
    }
    for (uint32_t layer = 1; layer <= layers; layer++) lay_layer(sectors, count, layer, is_mixed);
}

static void close_sectors(sector *sectors, uint32_t count, uint32_t layers) {
    for (uint32_t c = 0; c < count; c++) {
        guarded_free(&sectors[c].replica_id);
        for (uint32_t layer = 1; layer <= layers; layer++) guarded_free(&sectors[c].buffers[layer]);
    }
}

static const uint8_t *label_of(const lotusseal_labels *labels, uint32_t node) { return labels->nodes[node % 2] + (uint64_t)node * NODE_BYTES; }

static void check_labels(const lotusseal_labels *expected, const lotusseal_labels *actual, const char *what, size_t number) {
    static uint8_t of_expected[MAX_NODES * NODE_BYTES], of_actual[MAX_NODES * NODE_BYTES];
    for (uint32_t node = 0; node < MAX_NODES; node++) {
        memcpy(of_expected + node * NODE_BYTES, label_of(expected, node), NODE_BYTES);
        memcpy(of_actual + node * NODE_BYTES, label_of(actual, node), NODE_BYTES);
    }
    check_equal(of_expected, of_actual, sizeof of_actual, what, number);
}

static uint32_t *parents_of(const lotusseal_graph_seeds *seeds) {
    lotusseal_graph *graph;
    uint32_t *parents = malloc(seeds->nodes * PARENTS * sizeof *parents);
    if (!parents || lotusseal_graph_create(0, seeds, &graph) != LOTUSSEAL_OK) {
        fprintf(stderr, "no memory for a graph\n");
        exit(1);
    }
    lotusseal_graph_parents(0, graph, 0, seeds->nodes, parents);
    lotusseal_graph_destroy(graph);
    return parents;
}

static void label_nodes(uint32_t isa, sector *sectors, uint32_t count, uint32_t layer, uint32_t first, uint32_t nodes, const uint32_t *parents) {
    lotusseal_label_chain chains[LOTUSSEAL_MAX_CHAINS];
    for (uint32_t c = 0; c < count; c++)
        chains[c] = (lotusseal_label_chain){sectors[c].replica_id.bytes, sectors[c].layers[layer], sectors[c].layers[layer - 1], layer};
    int32_t status = lotusseal_label_range(isa, chains, count, first, nodes, parents + (size_t)first * PARENTS);
    check_true(status == LOTUSSEAL_OK, "a range of labels is accepted");
}

static void known_labels(uint32_t isa, uint32_t chains, int is_mixed) {
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        sector sectors[LOTUSSEAL_MAX_CHAINS] = {0};
        uint32_t *parents = parents_of(answers[i].seeds), layers = answers[i].layer;
        open_sectors(sectors, chains, layers, answers[i].seeds->nodes, 0, is_mixed);
        for (uint32_t c = 0; c < chains; c++) bytes_of_hex(answers[i].replica_id, sectors[c].replica_id.bytes);
        for (uint32_t layer = 1; layer <= layers; layer++) label_nodes(isa, sectors, chains, layer, 0, (uint32_t)answers[i].seeds->nodes, parents);
        for (uint32_t c = 0; c < chains; c++) check_hex(answers[i].label, label_of(&sectors[c].layers[layers], answers[i].node), "known label", i);
        close_sectors(sectors, chains, layers);
        free(parents);
    }
}

/* Different sectors in ranges of random length get the labels that the portable kernel gives each of them alone and at once. */
static void agreement(uint32_t isa, uint32_t chains, int is_mixed, const lotusseal_graph_seeds *like) {
    lotusseal_graph_seeds seeds = *like;
    sector sectors[LOTUSSEAL_MAX_CHAINS] = {0}, alone[LOTUSSEAL_MAX_CHAINS] = {0};
    seeds.nodes = MAX_NODES;
    uint32_t *parents = parents_of(&seeds);
    open_sectors(sectors, chains, 2, MAX_NODES, 1, is_mixed);
    open_sectors(alone, chains, 2, MAX_NODES, 0, 0);
    for (uint32_t c = 0; c < chains; c++) {
        random_bytes(sectors[c].replica_id.bytes, NODE_BYTES);
        memcpy(alone[c].replica_id.bytes, sectors[c].replica_id.bytes, NODE_BYTES);
    }
    for (uint32_t layer = 1; layer <= 2; layer++) {
        for (uint32_t c = 0; c < chains; c++) label_nodes(0, &alone[c], 1, layer, 0, MAX_NODES, parents);
        for (uint32_t first = 0, count; first < MAX_NODES; first += count) {
            count = (uint32_t)(random_word() % 70);
            if (count > MAX_NODES - first) count = MAX_NODES - first;
            label_nodes(isa, sectors, chains, layer, first, count, parents);
        }
        for (uint32_t c = 0; c < chains; c++) check_labels(&alone[c].layers[layer], &sectors[c].layers[layer], "labels of layer", layer);
    }
    close_sectors(sectors, chains, 2);
    close_sectors(alone, chains, 2);
    free(parents);
}

/* Sectors that are in different layers get the labels that each gets alone: each of them in turn is a layer behind the others. */
static void layers_apart(uint32_t isa, uint32_t chains, int is_mixed, const lotusseal_graph_seeds *like) {
    enum { LAYERS = 3 };
    lotusseal_graph_seeds seeds = *like;
    sector sectors[LOTUSSEAL_MAX_CHAINS] = {0}, alone[LOTUSSEAL_MAX_CHAINS] = {0};
    seeds.nodes = MAX_NODES;
    uint32_t *parents = parents_of(&seeds);
    open_sectors(sectors, chains, LAYERS, MAX_NODES, 3, is_mixed);
    open_sectors(alone, chains, LAYERS, MAX_NODES, 0, is_mixed);
    for (uint32_t c = 0; c < chains; c++) {
        random_bytes(sectors[c].replica_id.bytes, NODE_BYTES);
        memcpy(alone[c].replica_id.bytes, sectors[c].replica_id.bytes, NODE_BYTES);
        for (uint32_t layer = 1; layer <= LAYERS; layer++) label_nodes(0, &alone[c], 1, layer, 0, MAX_NODES, parents);
    }
    for (uint32_t behind = 0; behind < chains; behind++)
        for (uint32_t step = 1; step <= LAYERS; step++) {
            lotusseal_label_chain mixed[LOTUSSEAL_MAX_CHAINS];
            uint32_t of[LOTUSSEAL_MAX_CHAINS], count = 0;
            for (uint32_t c = 0; c < chains; c++) {
                uint32_t number = step - (c == behind);
                if (number == 0) continue;
                lotusseal_labels below = sectors[c].layers[number == 1 ? 0 : step - 1];
                mixed[count] = (lotusseal_label_chain){sectors[c].replica_id.bytes, sectors[c].layers[step], below, number};
                of[count++] = c;
            }
            if (count == 0) continue;
            for (uint32_t first = 0, nodes; first < MAX_NODES; first += nodes) {
                nodes = 1 + (uint32_t)(random_word() % 70);
                if (nodes > MAX_NODES - first) nodes = MAX_NODES - first;
                check_true(lotusseal_label_range(isa, mixed, count, first, nodes, parents + (size_t)first * PARENTS) == LOTUSSEAL_OK, "mixed layers");
            }
            for (uint32_t i = 0; i < count; i++)
                check_labels(&alone[of[i]].layers[mixed[i].layer_number], &mixed[i].layer, "labels beside another layer", step);
        }
    close_sectors(sectors, chains, LAYERS);
    close_sectors(alone, chains, LAYERS);
    free(parents);
}

static void labels_of(uint32_t isa, uint32_t chains, int is_mixed) {
    known_labels(isa, chains, is_mixed);
    agreement(isa, chains, is_mixed, &graph_64_id0_legacy);
    agreement(isa, chains, is_mixed, &graph_64_id5);
    layers_apart(isa, chains, is_mixed, &graph_64_id5);
}

/* Which of them lie side by side is drawn anew in each run. */
void test_labels(uint32_t isa) {
    for (int is_mixed = 0; is_mixed <= 1; is_mixed++) {
        for (uint32_t chains = 1 + (uint32_t)is_mixed; chains <= LOTUSSEAL_MAX_CHAINS; chains++)
            labels_of(isa & ~LOTUSSEAL_LABELS_BY_FOUR, chains, is_mixed);
        labels_of(isa | LOTUSSEAL_LABELS_BY_FOUR, LOTUSSEAL_MAX_CHAINS, is_mixed);
    }
}

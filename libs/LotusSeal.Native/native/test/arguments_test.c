/* Bad arguments are refused before memory is touched, and empty ranges need none. */
#include <stddef.h>

#include "check.h"
#include "known_graphs.h"
#include "lotusseal.h"
#include "tests.h"

static void refused(int32_t status, const char *what) { check_true(status == LOTUSSEAL_BAD_ARGUMENT, what); }
static void accepted(int32_t status, const char *what) { check_true(status == LOTUSSEAL_OK, what); }

static void test_graph_arguments(void) {
    lotusseal_graph_seeds seeds = graph_64_id5;
    lotusseal_graph *graph;
    uint32_t parents[14];
    refused(lotusseal_graph_create(0, NULL, &graph), "no seeds");
    refused(lotusseal_graph_create(0, &seeds, NULL), "no place for the graph");
    seeds.nodes = 96;
    refused(lotusseal_graph_create(0, &seeds, &graph), "nodes that are no power of two");
    seeds.nodes = 4;
    refused(lotusseal_graph_create(0, &seeds, &graph), "too few nodes");
    seeds.nodes = 1ull << 32;
    refused(lotusseal_graph_create(0, &seeds, &graph), "too many nodes");
    check_true(graph == NULL, "a refused graph is null");
    lotusseal_graph_destroy(NULL);

    accepted(lotusseal_graph_create(0, &graph_64_id5, &graph), "the graph of a 2 KiB sector");
    accepted(lotusseal_graph_parents(0, graph, 64, 0, NULL), "no parents of no node");
    refused(lotusseal_graph_parents(0, graph, 63, 1, NULL), "no place for parents");
    refused(lotusseal_graph_parents(0, graph, 64, 1, parents), "a node behind the last");
    refused(lotusseal_graph_parents(0, graph, 0, 65, parents), "more nodes than there are");
    refused(lotusseal_graph_parents(0, NULL, 0, 1, parents), "no graph");
    lotusseal_graph_destroy(graph);
}

static void test_label_arguments(void) {
    uint8_t memory[64] = {0};
    uint32_t parents[14] = {0};
    lotusseal_labels alone = {{memory, memory}}, none = {{NULL, NULL}}, half = {{memory, NULL}};
    lotusseal_label_chain chain = {memory, alone, none, 1}, layer_0 = {memory, alone, none, 0}, hanging = {memory, alone, none, 2};
    lotusseal_label_chain nowhere = {memory, half, none, 1}, half_hanging = {memory, alone, half, 2};
    refused(lotusseal_label_range(0, NULL, 1, 0, 1, parents), "no chains");
    refused(lotusseal_label_range(0, &chain, 0, 0, 1, parents), "zero chains");
    refused(lotusseal_label_range(0, &chain, LOTUSSEAL_MAX_CHAINS + 1, 0, 1, parents), "too many chains");
    refused(lotusseal_label_range(0, &layer_0, 1, 0, 1, parents), "layer 0");
    refused(lotusseal_label_range(0, &hanging, 1, 0, 1, parents), "a layer without the layer below");
    refused(lotusseal_label_range(0, &nowhere, 1, 0, 1, parents), "no place for odd nodes");
    refused(lotusseal_label_range(0, &half_hanging, 1, 0, 1, parents), "a layer below without odd nodes");
    refused(lotusseal_label_range(0, &chain, 1, 0, 1, NULL), "labels without parents");
    refused(lotusseal_label_range(0, &chain, 1, 1u << 31, 1, parents), "a node behind the largest graph");
    accepted(lotusseal_label_range(0, &chain, 1, 0, 0, NULL), "no labels");
}

static void test_proving_arguments(void) {
    uint64_t words[48] = {0}, ones, others;
    uint32_t list[2] = {0}, end = 1;
    int16_t digits[128] = {0};
    lotusseal_domain *domain;
    refused(lotusseal_scalars_count(NULL, 1, &ones, &others), "no scalars to count");
    accepted(lotusseal_scalars_count(NULL, 0, &ones, &others), "no scalars, counted");
    refused(lotusseal_scalars_split(words, 1, 0, 1, list, list, digits, 1), "digits of one bit");
    refused(lotusseal_scalars_split(words, 1, 0, 17, list, list, digits, 1), "digits of 17 bits");
    refused(lotusseal_scalars_split(NULL, 1, 0, 8, list, list, digits, 1), "no scalars to split");
    refused(lotusseal_point_runs(0, 3, words, list, &end, 1, words, NULL), "a third group");
    refused(lotusseal_point_runs(0, LOTUSSEAL_G1, NULL, list, &end, 1, words, NULL), "a run without points");
    refused(lotusseal_point_runs(0, LOTUSSEAL_G1, words, list, &end, 1, NULL, NULL), "no place for the sum of a run");
    accepted(lotusseal_point_runs(0, LOTUSSEAL_G1, NULL, NULL, NULL, 0, NULL, NULL), "no runs");
    refused(lotusseal_point_window(0, LOTUSSEAL_G2, words, list, digits, 1, 17, words, NULL), "a window of 17 bits");
    refused(lotusseal_point_window(0, LOTUSSEAL_G2, words, NULL, digits, 1, 8, words, NULL), "a window without indices");
    accepted(lotusseal_point_window(0, LOTUSSEAL_G2, NULL, NULL, NULL, 0, 8, words, NULL), "an empty window");
    refused(lotusseal_point_table(0, LOTUSSEAL_G1, words, 1, words), "a table of one bit");
    refused(lotusseal_point_table(0, LOTUSSEAL_G1, NULL, 4, words), "a table of no point");
    refused(lotusseal_point_multiples(0, LOTUSSEAL_G1, NULL, 4, words, 1, words, NULL), "multiples without a table");
    accepted(lotusseal_point_multiples(0, LOTUSSEAL_G1, NULL, 4, NULL, 0, NULL, NULL), "no multiples");
    refused(lotusseal_point_decode(0, LOTUSSEAL_G1, NULL, 1, 1, words, &ones), "points without bytes");
    int32_t is_point;
    refused(lotusseal_point_read(0, 3, (const uint8_t *)words, words, &is_point), "a point of a third group");
    refused(lotusseal_point_read(0, LOTUSSEAL_G1, NULL, words, &is_point), "a point without bytes");
    refused(lotusseal_point_known_sum(0, NULL, (const int8_t *)words, 1, words), "a sum without multiples");
    refused(lotusseal_point_known_sum(0, words, (const int8_t *)words, 1ull << 40, words), "a sum of too many points");
    refused(lotusseal_pairing_lines(0, NULL, words), "lines of no point");
    refused(lotusseal_pairing_loop(0, words, NULL, 1, words), "a loop without lines");
    refused(lotusseal_pairing_power(0, NULL), "a power of no value");
    refused(lotusseal_domain_create(3, &domain), "a domain of 8");
    refused(lotusseal_domain_create(32, &domain), "a domain of 2^32");
    accepted(lotusseal_domain_create(4, &domain), "a domain of 16");
    refused(lotusseal_domain_step(0, domain, LOTUSSEAL_COSET_COLUMNS, words, NULL, NULL, 2, 2), "half a tile of columns");
    refused(lotusseal_domain_step(0, domain, LOTUSSEAL_COSET_ROWS, words, NULL, NULL, 3, 2), "rows behind the last");
    refused(lotusseal_domain_step(0, domain, LOTUSSEAL_DIVIDE_ROWS, words, NULL, NULL, 0, 1), "a last step without a place for its result");
    refused(lotusseal_domain_step(0, domain, 6, words, words, words, 0, 1), "an unknown step");
    lotusseal_domain_destroy(domain);
    lotusseal_domain_destroy(NULL);
}

void test_arguments(void) {
    uint8_t node[32] = {0};
    const uint8_t *layers[2] = {node, NULL};
    test_graph_arguments();
    test_label_arguments();
    test_proving_arguments();
    refused(lotusseal_hash_pairs(0, NULL, node, 1), "pairs without nodes");
    accepted(lotusseal_hash_pairs(0, NULL, NULL, 0), "no pairs");
    refused(lotusseal_poseidon_hash(0, 3, node, node, 1), "arity 3");
    refused(lotusseal_poseidon_hash(0, 2, NULL, node, 1), "Poseidon without nodes");
    accepted(lotusseal_poseidon_hash(0, 2, NULL, NULL, 0), "no hashes");
    refused(lotusseal_poseidon_columns(0, layers, 8, node, 1), "columns of 8 layers");
    refused(lotusseal_poseidon_columns(0, layers, 2, node, 1), "columns without a layer");
    accepted(lotusseal_poseidon_columns(0, NULL, 2, NULL, 0), "no columns");
    refused(lotusseal_poseidon_round_constants(5, node), "round constants of arity 5");
    refused(lotusseal_encode(node, NULL, node, 1), "encoding without data");
    refused(lotusseal_decode(NULL, node, node, 1), "decoding without labels");
    accepted(lotusseal_encode(NULL, NULL, NULL, 0), "encoding nothing");
    check_true(lotusseal_abi_version() == LOTUSSEAL_ABI_VERSION, "the library has the header's version");
}

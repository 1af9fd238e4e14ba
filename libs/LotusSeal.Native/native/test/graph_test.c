/*
 * Parents. Answers: parents.bin of the reference's 2 KiB sectors (tests/vectors/reference/2kib-v1 and 2kib; the digests of both files are
 * published, porep.md 3.4) and samples of the large graphs (tests/vectors/reference/graphs.json, porep ids 3, 8, 4 and 9).
 */
#include "graph/graph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "guarded.h"
#include "known_graphs.h"
#include "random.h"
#include "tests.h"

static const struct {
    const lotusseal_graph_seeds *seeds;
    uint32_t node, parents[PARENTS];
} answers[] = {
    {&graph_64_id0_legacy, 0, {0, 0, 0, 0, 0, 0, 22, 1, 6, 27, 40, 36, 18, 36}},
    {&graph_64_id0_legacy, 1, {0, 0, 0, 0, 0, 0, 57, 30, 21, 11, 22, 15, 1, 32}},
    {&graph_64_id0_legacy, 2, {0, 1, 1, 1, 1, 1, 32, 49, 26, 57, 3, 4, 47, 63}},
    {&graph_64_id0_legacy, 17, {14, 8, 16, 13, 16, 16, 25, 59, 35, 11, 39, 28, 1, 5}},
    {&graph_64_id0_legacy, 63, {62, 61, 56, 62, 37, 62, 49, 37, 35, 41, 52, 50, 54, 5}},
    {&graph_64_id5, 0, {0, 0, 0, 0, 0, 0, 4, 9, 60, 1, 14, 26, 26, 4}},
    {&graph_64_id5, 1, {0, 0, 0, 0, 0, 0, 6, 12, 35, 43, 23, 34, 58, 2}},
    {&graph_64_id5, 2, {1, 1, 1, 0, 1, 0, 30, 28, 55, 63, 63, 36, 37, 36}},
    {&graph_64_id5, 17, {16, 16, 16, 10, 14, 1, 0, 58, 3, 56, 3, 49, 56, 30}},
    {&graph_64_id5, 63, {62, 15, 42, 62, 61, 62, 0, 15, 30, 30, 28, 42, 49, 38}},
    {&graph_32gib_legacy, 0, {0, 0, 0, 0, 0, 0, 193218719, 107884067, 84734002, 52940790, 506733982, 222475650, 192156281, 396327662}},
    {&graph_32gib_legacy,
     1073741760,
     {1073741756, 1073741758, 1073741744, 1073741756, 1008815631, 1073741759, 356226067, 117151522, 283457192, 350239768, 506530041, 72317702,
      249104178, 463558443}},
    {&graph_32gib_legacy,
     387555619,
     {387549952, 386127979, 387555618, 387555144, 387555611, 387555618, 39552406, 458728998, 390675533, 37422122, 288576948, 482550949, 371600929,
      70117827}},
    {&graph_32gib, 0, {0, 0, 0, 0, 0, 0, 1054240739, 227529229, 985834481, 197966932, 410367906, 165888503, 1030207780, 74357301}},
    {&graph_32gib,
     1073741760,
     {1073741759, 1073465874, 240673106, 1065188106, 1073741759, 1073741759, 566020301, 348267899, 998373943, 547019371, 738002808, 84067357,
      969462252, 554598414}},
    {&graph_32gib,
     387555619,
     {387555618, 387549294, 387555579, 65842390, 387555618, 387555618, 461137699, 943547427, 895787790, 598531924, 475489451, 477384988, 477688694,
      374623456}},
    {&graph_64gib_legacy, 0, {0, 0, 0, 0, 0, 0, 244953002, 366838389, 485835503, 412259090, 392485637, 255580433, 138707971, 292001549}},
    {&graph_64gib_legacy,
     2147483584,
     {2144237455, 2147132663, 2147483327, 2138679429, 2147483537, 2147483583, 470094144, 82399681, 3985123, 401991859, 77340938, 249819224, 309167019,
      353446590}},
    {&graph_64gib_legacy,
     1461297443,
     {1461274124, 1461297287, 1141659552, 1448077409, 1228087331, 1461297442, 270636945, 534746345, 172665798, 325586335, 485146247, 376131694,
      358168634, 374305358}},
    {&graph_64gib, 0, {0, 0, 0, 0, 0, 0, 1268613700, 686564822, 768859065, 2079548895, 259564915, 326446952, 2082174048, 489891607}},
    {&graph_64gib,
     2147483584,
     {2147483583, 1990229116, 2147076630, 2065570055, 2147483580, 2144513172, 840223687, 184806517, 1936397297, 843456141, 1467203941, 1702958825,
      651659057, 983219895}},
    {&graph_64gib,
     1461297443,
     {1461297442, 640090462, 1461297391, 1424466126, 1458425482, 1461171718, 1208866050, 773237340, 790368757, 476988239, 887640552, 289428139,
      1009979554, 1688447949}},
};

static lotusseal_graph *create(uint32_t isa, const lotusseal_graph_seeds *seeds) {
    lotusseal_graph *graph;
    if (lotusseal_graph_create(isa, seeds, &graph) == LOTUSSEAL_OK) return graph;
    fprintf(stderr, "a graph cannot be created\n");
    exit(1);
}

static void known_parents(uint32_t isa) {
    const lotusseal_graph_seeds *seeds = NULL;
    lotusseal_graph *graph = NULL;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        uint32_t parents[PARENTS];
        if (answers[i].seeds != seeds) {
            lotusseal_graph_destroy(graph);
            seeds = answers[i].seeds;
            graph = create(isa, seeds);
        }
        lotusseal_graph_parents(isa, graph, answers[i].node, 1, parents);
        check_equal(answers[i].parents, parents, sizeof parents, "parents of a known node", i);
    }
    lotusseal_graph_destroy(graph);
}

/* Ranges of odd lengths, at the graph's start, at its end and between, equal those of the portable kernel and stay in their memory. */
static void agreement(uint32_t isa, const lotusseal_graph_seeds *seeds) {
    static const uint32_t counts[] = {0, 1, 15, 16, 17, 31, 50, 64};
    lotusseal_graph *portable = create(0, seeds), *graph = create(isa, seeds);
    check_equal(portable->table, graph->table, 3 * ((size_t)portable->mask + 1) * sizeof *graph->table, "tables", seeds->nodes);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (counts[i] > seeds->nodes) continue;
        uint32_t last = (uint32_t)(seeds->nodes - counts[i]), firsts[] = {0, last, (uint32_t)(random_word() % ((uint64_t)last + 1))};
        for (size_t f = 0; f < sizeof firsts / sizeof *firsts; f++) {
            size_t bytes = counts[i] * PARENTS * sizeof(uint32_t);
            guarded expected = guarded_new(bytes, 4), actual = guarded_new(bytes, 4 + 12 * f);
            lotusseal_graph_parents(0, portable, firsts[f], counts[i], (uint32_t *)expected.bytes);
            lotusseal_graph_parents(isa, graph, firsts[f], counts[i], (uint32_t *)actual.bytes);
            check_equal(expected.bytes, actual.bytes, bytes, "parents from node", firsts[f]);
            guarded_free(&expected);
            guarded_free(&actual);
        }
    }
    lotusseal_graph_destroy(portable);
    lotusseal_graph_destroy(graph);
}

void test_graph(uint32_t isa) {
    lotusseal_graph_seeds smallest = graph_64_id5, larger = graph_64_id0_legacy;
    smallest.nodes = 8;
    larger.nodes = 1 << 18;
    known_parents(isa);
    agreement(isa, &smallest);
    agreement(isa, &graph_64_id0_legacy);
    agreement(isa, &graph_64_id5);
    agreement(isa, &larger);
    agreement(isa, &graph_64gib_legacy);
}

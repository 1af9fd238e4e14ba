/*
 * Hashes of pairs. Answers: the zero pieces of 64 bytes to 64 GiB (porep.md 2.4); two leaves, their parent and the root of TreeD of the
 * reference's 2 KiB sector (tests/vectors/reference/2kib); a tree of 64 leaves, leaf j being 32 bytes j, computed with Python's hashlib.
 */
#include <string.h>

#include "check.h"
#include "guarded.h"
#include "lotusseal.h"
#include "random.h"
#include "tests.h"

static const struct {
    unsigned steps;
    const char *digest;
} zero_pieces[] = {
    {1, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb0b"},
    {2, "3731bb99ac689f66eef5973e4a94da188f4ddcae580724fc6f3fd60dfd488333"},
    {5, "1f7ac9595510e09ea41c460b176430bb322cd6fb412ec57cb17d989a4310372f"},
    {30, "077e5fde35c50a9303a55009e3498a4ebedff39c42b710b730d8ec7ac7afa63e"},
    {31, "e64005a6bfe3777953b8ad6ef93f0fca1049b2041654f2a411f7702799cece02"},
};

/* The first and last digest of each row of the tree. */
static const struct {
    unsigned digests;
    const char *first, *last;
} tree_rows[] = {
    {32, "5c85955f709283ecce2b74f1b1552918819f390911816e7bb466805a38ab8733", "b978a29a5ab2d037b3f87a9da5c9f6a1f2eff7c040449fd85d2086ff8b2f1731"},
    {16, "885b3e0c1fa0f08720e55957b648984db4c5ede82148ffdbbcf920e46d98930e", "028a0d6e9acc159cae48eb860f066dcc34345f23a12cd29fdf9de5b1381de306"},
    {8, "ca64b3b777c4d615c234a4bc125d2b066393882ec78b997983e51dd264c6fb18", "a56a41821db2e1a266b4fc8aac4650a4bd4070d41689cd6c52b4749d1d949312"},
    {4, "0b7ca1ce41b247c8feef7deb767a5892cbb22dfaea1e02e899d3a794cf6ce03d", "be50449dad8ff1fd850d3514d1b3302f1c97f4318c054e55895f9a4b26482009"},
    {2, "0dece94f5b8f160d322ee90f0bb7c6693bcf8ac73e67b1f81cb737aa41c70901", "b2247c81ef14b520078a3b98dc5d32bc68c92d278a0ae77c5b15cfecc629b10c"},
    {1, "71fa9086a318aa16b3fd30d576cd67be5c364310e7665e9e9a574c586b64d705", "71fa9086a318aa16b3fd30d576cd67be5c364310e7665e9e9a574c586b64d705"},
};

static void known_zero_pieces(uint32_t isa) {
    uint8_t pair[64] = {0};
    size_t row = 0;
    for (unsigned step = 1; step <= 31; step++) {
        lotusseal_hash_pairs(isa, pair, pair, 1);
        memcpy(pair + 32, pair, 32);
        if (step == zero_pieces[row].steps) check_hex(zero_pieces[row++].digest, pair, "zero piece of height", step);
    }
    check_true(row == sizeof zero_pieces / sizeof *zero_pieces, "every known zero piece is compared");
}

static void known_pair(uint32_t isa) {
    uint8_t pair[64], digest[32];
    bytes_of_hex("3007b06188274fca36f7e921f0ab5e6c276d8b919be351c214253855fbae5408", pair);
    bytes_of_hex("e209b322fd97ec4f9fcdb7d0f4b8f762e833c1c8b7c7046312612bb5e91a8637", pair + 32);
    lotusseal_hash_pairs(isa, pair, digest, 1);
    check_hex("1a3d9e61d6f37270760048382d97bcaeb64eaf9f5caad36d05de2630eaf0ad32", digest, "first node above the leaves of TreeD", 0);
}

static void known_tree(uint32_t isa) {
    uint8_t row[64 * 32], next[32 * 32];
    for (int leaf = 0; leaf < 64; leaf++) memset(row + 32 * leaf, leaf, 32);
    for (size_t i = 0; i < sizeof tree_rows / sizeof *tree_rows; i++) {
        unsigned digests = tree_rows[i].digests;
        lotusseal_hash_pairs(isa, row, next, digests);
        check_hex(tree_rows[i].first, next, "first digest of a row of", digests);
        check_hex(tree_rows[i].last, next + 32 * (digests - 1), "last digest of a row of", digests);
        memcpy(row, next, 32 * (size_t)digests);
    }
}

static void agreement(uint32_t isa) {
    for (size_t count = 0; count <= 50; count++) {
        guarded nodes = guarded_new(64 * count, 1 + 3 * count);
        guarded expected = guarded_new(32 * count, 0), actual = guarded_new(32 * count, 5 + 7 * count);
        random_bytes(nodes.bytes, 64 * count);
        lotusseal_hash_pairs(0, nodes.bytes, expected.bytes, count);
        lotusseal_hash_pairs(isa, nodes.bytes, actual.bytes, count);
        check_equal(expected.bytes, actual.bytes, 32 * count, "digests of as many random pairs:", count);
        guarded_free(&nodes);
        guarded_free(&expected);
        guarded_free(&actual);
    }
}

void test_pairs(uint32_t isa) {
    known_zero_pieces(isa);
    known_pair(isa);
    known_tree(isa);
    agreement(isa);
}

/*
 * Poseidon. Answers: digests of 0, 1, .., n - 1 and of zeros, and round constants (porep.md 4.4); digests of n times r - 1, computed in Python from
 * the definition (porep.md 4.2); a column and the first octet of TreeC of the reference's 2 KiB sector (tests/vectors/reference/2kib).
 */
#include <string.h>

#include "check.h"
#include "common/platform.h"
#include "guarded.h"
#include "lotusseal.h"
#include "random.h"
#include "tests.h"

enum { MAX_ARITY = 11 };

/* r - 1 */
static const char largest[] = "00000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73";

static const struct {
    uint32_t arity;
    const char *of_integers, *of_zeros, *of_largest;
    uint32_t rounds;
    const char *first_constant, *last_constant;
} answers[] = {
    {2, "ffe7029a363c202e9da6059d33a9fba661e1ef02d90f9e736ba5765ed7086539", "d413460e7f14e58b413d1defe188d36fb761afe5c6a733db6c6f1931130bfe48",
     "db23584ec925eff92b24b7d749910d9cc8248dcccb70cbdb6c3206ac3c824c06", 63, "d8d36e9d000a32a7368b75a292ac1e50244abb1d8651bd237ae13afa4b069f66",
     "5c5e3965e0abe00bb85b4dc28ee312ed84586e46057a911a3506ddd5a5bfdf60"},
    {4, "5d076266ff149801ec2713bf05466bfb99932279653cdb008a84e5a9104ba558", "bc11972b952e47641b62832393589af9eed366b878b8130f5f7e1ed875c4ce65",
     "33fea4226f992066d43b78f777d38adbb59e3ae2688509256c9496e443758546", 64, "ca15e2c7852207210958b717e3d9d3feb18e330a7d4c2cf32e5f0e6a7319c945",
     "ebc6bea471ffa5206de5296d223750ed57605c1a126a7a8f81e23bcbd874e934"},
    {8, "e6a5386df534992ad9aec49c9d2e684b777067114200011255dea5a31d619423", "3a9bffca31b48234d189b30de60b7c33f529c08b0836a004f98938b614e6793f",
     "394bcd30e7d92489ce008bc5d8a0ccd99e8f2143abb5e40129ce8e32379d1a13", 65, "f9c2f4f25441984394d48ce4e74a2bc54ad86d77dbad3c8ce05f04c4120de96c",
     "8c9a9d5145e5050c6774fe3e0660891b014a9e447eabc4bc23f7b091eb753a3b"},
    {11, "6331692bc3bbe3cec18fb0ccd8dcf3097ae8eb32e237a56c287f22e5b2c10f0c", "94fe4fc1d1b7c885c9538810707ed5691b68a11db65e2118cf928634ea2d1f44",
     "9dfdd5fb8430a62917a92c2747e3fda9c69cf85e975a1d5673da4ebbc4b25e06", 65, "e4bc89d06b09dee67db73a0f8ef106d5e00289f3c5bf997304b548e676956c1f",
     "166aab2a4eea297c198da0d6c54c741c642f1bf15cc973db730af37f93ca4345"},
};

static void known_digests(uint32_t isa) {
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        uint32_t arity = answers[i].arity;
        uint8_t nodes[3 * MAX_ARITY * NODE_BYTES] = {0}, digests[3 * NODE_BYTES];
        for (uint32_t j = 0; j < arity; j++) {
            nodes[j * NODE_BYTES] = (uint8_t)j;
            bytes_of_hex(largest, nodes + (2 * arity + j) * NODE_BYTES);
        }
        lotusseal_poseidon_hash(isa, arity, nodes, digests, 3);
        check_hex(answers[i].of_integers, digests, "digest of small integers, arity", arity);
        check_hex(answers[i].of_zeros, digests + NODE_BYTES, "digest of zeros, arity", arity);
        check_hex(answers[i].of_largest, digests + 2 * NODE_BYTES, "digest of the largest values, arity", arity);
    }
}

static void known_round_constants(void) {
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        size_t bytes = (size_t)answers[i].rounds * (answers[i].arity + 1) * NODE_BYTES;
        guarded constants = guarded_new(bytes, 0);
        lotusseal_poseidon_round_constants(answers[i].arity, constants.bytes);
        check_hex(answers[i].first_constant, constants.bytes, "first round constant, arity", answers[i].arity);
        check_hex(answers[i].last_constant, constants.bytes + bytes - NODE_BYTES, "last round constant, arity", answers[i].arity);
        guarded_free(&constants);
    }
}

static void known_tree_c(uint32_t isa) {
    static const char *const octet[8] = {
        "2c0a6232fc2d1e85812cd3559e1a64f5d5e51c121ca57f561644c40606784b20", "130d5abec0a663d8faf3ec80d11fdf7fa5b1db63ad513d2f4cbe04c428b8a404",
        "902bee5f99ae31eae3f7c8928affaf8b456b1ff2aec016c9a66fa3782452dd40", "94b115faff03c8e97b3a9810fc73840142e3cce925d5c6635deb74e9864ba537",
        "66da3686c189889ded0126ece1a2b2e5a4b0f650b3329d0ba44bdf5aba991f59", "7e7dc999fed44ce7944d8db33912a95f114a46ad12a38b196ea6bca2a3156c6e",
        "b8f6331149d2ad48e0db37f4fe44e29b93ed650d0d48f66b5235183eaa5bc05f", "69a4143331428916c15f0fc3c8524ca78e55d12c6f145cad3b38a0188849600b"};
    uint8_t nodes[8 * NODE_BYTES], labels[2][NODE_BYTES], digest[NODE_BYTES];
    const uint8_t *const layers[2] = {labels[0], labels[1]};
    bytes_of_hex("e97c86b3dc9b22ab5bd592ccae3f2b1057294cbd3a988f417fd5ba355936923b", labels[0]);
    bytes_of_hex("4cbb82186a28fae619579681d9f11d18c718529f782a81251ffcfd7e7561be3e", labels[1]);
    lotusseal_poseidon_columns(isa, layers, 2, digest, 1);
    check_hex(octet[0], digest, "first column of TreeC", 0);
    for (int i = 0; i < 8; i++) bytes_of_hex(octet[i], nodes + i * NODE_BYTES);
    lotusseal_poseidon_hash(isa, 8, nodes, digest, 1);
    check_hex("b71ed6b70cba3a0eca9cbd9d676548148a3975e899ac23069c1ce2a044f7d041", digest, "first node above the leaves of TreeC", 0);
}

static void agreement(uint32_t isa, uint32_t arity) {
    static const size_t counts[] = {0, 1, 7, 8, 9, 15, 17, 33};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        size_t count = counts[i];
        guarded nodes = guarded_new(count * arity * NODE_BYTES, 7 + 5 * i);
        guarded expected = guarded_new(count * NODE_BYTES, 0), actual = guarded_new(count * NODE_BYTES, 1 + 3 * i);
        random_nodes(nodes.bytes, count * arity);
        lotusseal_poseidon_hash(0, arity, nodes.bytes, expected.bytes, count);
        lotusseal_poseidon_hash(isa, arity, nodes.bytes, actual.bytes, count);
        check_equal(expected.bytes, actual.bytes, count * NODE_BYTES, "digests of random nodes, arity", arity);
        guarded_free(&nodes);
        guarded_free(&expected);
        guarded_free(&actual);
    }
}

/* The digests of columns are those of the same nodes in a row, which the portable kernel hashes. */
static void columns(uint32_t isa, uint32_t layer_count) {
    static const size_t counts[] = {1, 8, 21};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        size_t count = counts[i];
        guarded layers[MAX_ARITY], rows = guarded_new(count * layer_count * NODE_BYTES, 0);
        guarded expected = guarded_new(count * NODE_BYTES, 0), actual = guarded_new(count * NODE_BYTES, 9);
        const uint8_t *pointers[MAX_ARITY];
        random_nodes(rows.bytes, count * layer_count);
        for (uint32_t l = 0; l < layer_count; l++) {
            layers[l] = guarded_new(count * NODE_BYTES, l);
            pointers[l] = layers[l].bytes;
            for (size_t k = 0; k < count; k++) memcpy(layers[l].bytes + k * NODE_BYTES, rows.bytes + (k * layer_count + l) * NODE_BYTES, NODE_BYTES);
        }
        lotusseal_poseidon_hash(0, layer_count, rows.bytes, expected.bytes, count);
        lotusseal_poseidon_columns(isa, pointers, layer_count, actual.bytes, count);
        check_equal(expected.bytes, actual.bytes, count * NODE_BYTES, "columns of as many layers:", layer_count);
        for (uint32_t l = 0; l < layer_count; l++) guarded_free(&layers[l]);
        guarded_free(&rows);
        guarded_free(&expected);
        guarded_free(&actual);
    }
}

void test_poseidon(uint32_t isa) {
    known_digests(isa);
    known_round_constants();
    known_tree_c(isa);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) agreement(isa, answers[i].arity);
    columns(isa, 2);
    columns(isa, 11);
}

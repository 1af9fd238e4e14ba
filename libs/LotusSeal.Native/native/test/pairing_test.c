/*
 * Points of proofs, sums of known points, pairings. Answers: the compressed generators of the standard; what pairings are is told by their laws, and
 * by the portable kernel's values.
 */
#include "check.h"
#include "guarded.h"
#include "pairing/pairing.h"
#include "tests.h"

enum { G1_BYTES = 48, G2_BYTES = 96, VALUE_WORDS = 72, LINE_WORDS = LOTUSSEAL_PAIRING_LINES * 36 };

static const char g1_generator[] = "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb";
static const char g2_generator[] = "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
                                   "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8";

static int read_point(uint32_t isa, uint32_t group, const uint8_t *bytes, uint64_t *point) {
    int32_t is_point = -1;
    check_true(lotusseal_point_read(isa, group, bytes, point, &is_point) == LOTUSSEAL_OK, "bytes are looked at");
    return is_point;
}

static void refuses(uint32_t isa, uint32_t group, const char *generator) {
    uint8_t bytes[G2_BYTES] = {0};
    uint64_t point[24];
    size_t length = bytes_of_hex(generator, bytes);
    check_true(read_point(isa, group, bytes, point) == 1, "the generator is a point");
    bytes[0] ^= 0x20;
    check_true(read_point(isa, group, bytes, point) == 1, "its negative is a point");
    bytes[0] ^= 0xa0;
    check_true(read_point(isa, group, bytes, point) == 0, "a point that is not compressed is none");
    memset(bytes, 0, sizeof bytes);
    bytes[0] = 0xc0;
    check_true(read_point(isa, group, bytes, point) == 0, "infinity is none");
    memset(bytes, 0xff, sizeof bytes);
    bytes[0] = 0x9f;
    check_true(read_point(isa, group, bytes, point) == 0, "a coordinate that is p or more is none");
    /* Half of these are on the curve, none is in the group. */
    memset(bytes, 0, sizeof bytes);
    bytes[0] = 0x80;
    for (unsigned x = 0; x < 20; x++) {
        bytes[length - 1] = (uint8_t)x;
        check_true(read_point(isa, group, bytes, point) == 0, "a point outside of the group is none");
    }
}

static void twice(uint32_t isa, uint32_t group, const uint64_t *point, uint64_t *sum) {
    const uint32_t entries[] = {0, 0}, end = 2;
    check_true(lotusseal_point_runs(isa, group, point, entries, &end, 1, sum, NULL) == LOTUSSEAL_OK, "a point is doubled");
}

static void pair(uint32_t isa, const uint64_t *points, const uint64_t *second, uint64_t count, uint64_t *value) {
    static uint64_t lines[2 * LINE_WORDS];
    for (uint64_t i = 0; i < count; i++)
        check_true(lotusseal_pairing_lines(isa, second + 24 * i, lines + LINE_WORDS * i) == LOTUSSEAL_OK, "lines are made");
    guarded room = guarded_new(VALUE_WORDS * 8, 8);
    uint64_t *guarded_value = (uint64_t *)(void *)room.bytes;
    check_true(lotusseal_pairing_loop(isa, points, lines, count, guarded_value) == LOTUSSEAL_OK, "the loop is run");
    check_true(lotusseal_pairing_power(isa, guarded_value) == LOTUSSEAL_OK, "the final exponentiation is made");
    memcpy(value, guarded_value, VALUE_WORDS * 8);
    guarded_free(&room);
}

static void obeys_laws(uint32_t isa) {
    uint8_t bytes[G2_BYTES];
    uint64_t p[24], q[48], doubled_p[12], doubled_q[24], one[VALUE_WORDS] = {0}, left[VALUE_WORDS], right[VALUE_WORDS];
    memcpy(one, &fp2_r1, sizeof fp2_r1);
    bytes_of_hex(g1_generator, bytes);
    read_point(isa, LOTUSSEAL_G1, bytes, p);
    bytes[0] ^= 0x20;
    read_point(isa, LOTUSSEAL_G1, bytes, p + 12);
    bytes_of_hex(g2_generator, bytes);
    read_point(isa, LOTUSSEAL_G2, bytes, q);
    memcpy(q + 24, q, 24 * 8);
    pair(isa, p, q, 0, left);
    check_equal(one, left, sizeof one, "no pairing", 0);
    pair(isa, p, q, 2, left);
    check_equal(one, left, sizeof one, "a pairing and its inverse", 0);
    twice(isa, LOTUSSEAL_G1, p, doubled_p);
    twice(isa, LOTUSSEAL_G2, q, doubled_q);
    pair(isa, doubled_p, q, 1, left);
    pair(isa, p, doubled_q, 1, right);
    check_equal(left, right, sizeof left, "2P with Q and P with 2Q", 0);
    pair(0, doubled_p, q, 1, right);
    check_equal(right, left, sizeof left, "the portable kernel's value", 0);
    pair(isa, p, q, 1, right);
    check_true(memcmp(left, right, sizeof left) != 0, "another point has another value");
}

static fp coordinate(const uint64_t *words) {
    fp value;
    memcpy(&value, words, sizeof value);
    return value;
}

/* 15 * 2^3 - 7 times a point, and 2 times another, which is 8 times the first: 129 times the first. */
static void known_sums(uint32_t isa) {
    uint8_t bytes[G1_BYTES];
    uint64_t multiples[2 * LOTUSSEAL_KNOWN_MULTIPLES * 12], expected[12], sum[18];
    int8_t digits[2 * LOTUSSEAL_KNOWN_DIGITS] = {0};
    uint32_t entries[129] = {0}, end;
    bytes_of_hex(g1_generator, bytes);
    read_point(isa, LOTUSSEAL_G1, bytes, multiples);
    for (uint32_t i = 1; i < 2 * LOTUSSEAL_KNOWN_MULTIPLES; i++) {
        end = i < LOTUSSEAL_KNOWN_MULTIPLES ? 2 * i + 1 : 8 * (2 * (i - LOTUSSEAL_KNOWN_MULTIPLES) + 1);
        lotusseal_point_runs(isa, LOTUSSEAL_G1, multiples, entries, &end, 1, multiples + 12 * i, NULL);
    }
    digits[3] = 15, digits[0] = -7, digits[LOTUSSEAL_KNOWN_DIGITS + 1] = 1;
    check_true(lotusseal_point_known_sum(isa, multiples, digits, 2, sum) == LOTUSSEAL_OK, "known points are added up");
    end = 129;
    lotusseal_point_runs(isa, LOTUSSEAL_G1, multiples, entries, &end, 1, expected, NULL);
    fp x = coordinate(sum), y = coordinate(sum + 6), inverse = fp_invert(coordinate(sum + 12)), square = fp_mul(inverse, inverse);
    x = fp_mul(x, square), y = fp_mul(y, fp_mul(square, inverse));
    check_equal(expected, &x, sizeof x, "the first coordinate of a sum of known points", 0);
    check_equal(expected + 6, &y, sizeof y, "the second coordinate of a sum of known points", 0);
    check_true(lotusseal_point_known_sum(isa, NULL, NULL, 0, sum) == LOTUSSEAL_OK, "no points are added up");
    memset(expected, 0, sizeof expected);
    check_equal(expected, sum + 12, sizeof(fp), "the sum of no points is infinity", 0);
}

void test_pairing(uint32_t isa) {
    refuses(isa, LOTUSSEAL_G1, g1_generator);
    refuses(isa, LOTUSSEAL_G2, g2_generator);
    obeys_laws(isa);
    known_sums(isa);
}

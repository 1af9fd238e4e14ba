/* Multiples of a generator, decoding, and quotients, by laws that hold whatever the numbers are. */
#include <stdlib.h>

#include "check.h"
#include "curve/points.h"
#include "random.h"
#include "tests.h"
#include "transform/transform.h"

enum { BITS = 4, SCALARS = 40, MAX_WORDS = 24, TABLE_POINTS = 64 * 8 };

/* The generators of both groups, as in a file. */
/* clang-format off */
static const char *const generators[] = {
    "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb",
    "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1",
    "13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e",
    "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8",
    "0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be",
    "0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"};
/* clang-format on */

static size_t encoded_generator(uint32_t group, uint8_t *bytes) {
    size_t parts = group == LOTUSSEAL_G1 ? 2 : 4, first = group == LOTUSSEAL_G1 ? 0 : 2;
    for (size_t i = 0; i < parts; i++) bytes_of_hex(generators[first + i], bytes + i * sizeof(fp));
    return parts * sizeof(fp);
}

static void decoding(uint32_t isa, uint32_t group, uint64_t *generator) {
    uint8_t bytes[2 * MAX_WORDS * 8];
    uint64_t points[2 * MAX_WORDS], decoded;
    size_t length = encoded_generator(group, bytes);
    memcpy(bytes + length, bytes, length);
    lotusseal_point_decode(isa, group, bytes, 2, 1, points, &decoded);
    check_true(decoded == 2, "two generators are decoded");
    memcpy(generator, points, length);
    check_equal(points, points + length / 8, length, "the second point is the first", 0);
    for (uint32_t flag = 0x80; flag >= 0x20; flag /= 2) {
        bytes[length] |= (uint8_t)flag;
        lotusseal_point_decode(isa, group, bytes, 2, 1, points, &decoded);
        check_true(decoded == 1, "a flag is refused");
        bytes[length] ^= (uint8_t)flag;
    }
    bytes[2 * length - 1] ^= 1;
    lotusseal_point_decode(isa, group, bytes, 2, 1, points, &decoded);
    check_true(decoded == 1, "a point beside the curve is refused");
    lotusseal_point_decode(isa, group, bytes, 2, 0, points, &decoded);
    check_true(decoded == 2, "a point beside the curve is decoded when that is wanted");
    memset(bytes + 2 * length - sizeof(fp), 0xff, sizeof(fp));
    lotusseal_point_decode(isa, group, bytes, 2, 0, points, &decoded);
    check_true(decoded == 1, "a coordinate above the modulus is refused");
}

/* s times the generator and -s times it cancel out, and s + 1 times it is one generator more. */
static void multiples(uint32_t isa, uint32_t group, const uint64_t *generator) {
    size_t words = group == LOTUSSEAL_G1 ? 12 : 24;
    uint64_t *table = malloc(TABLE_POINTS * words * 8), *points = malloc((3 * SCALARS + 1) * words * 8), sum[MAX_WORDS];
    const uint64_t infinity[MAX_WORDS] = {0};
    fr scalars[3 * SCALARS];
    for (int i = 0; i < SCALARS; i++) {
        uint8_t node[32];
        random_nodes(node, 1);
        scalars[3 * i] = i == 0 ? (fr){{0}} : i == 1 ? fr_r1 : fr_load(node);
        scalars[3 * i + 1] = fr_sub((fr){{0}}, scalars[3 * i]);
        scalars[3 * i + 2] = fr_add(scalars[3 * i], fr_r1);
    }
    lotusseal_point_table(isa, group, generator, BITS, table);
    int32_t status = lotusseal_point_multiples(isa, group, table, BITS, scalars[0].limb, 3 * SCALARS, points, NULL);
    check_true(status == LOTUSSEAL_OK, "multiples are computed");
    memcpy(points + 3 * SCALARS * words, generator, words * 8);
    check_equal(infinity, points, words * 8, "zero times the generator", group);
    check_equal(generator, points + 3 * words, words * 8, "one times the generator", group);
    for (uint32_t i = 0; i < SCALARS; i++) {
        uint32_t opposite[2] = {3 * i, 3 * i + 1}, next[2] = {3 * i, 3 * SCALARS}, end = 2;
        lotusseal_point_runs(isa, group, points, opposite, &end, 1, sum, NULL);
        check_equal(infinity, sum, words * 8, "opposite multiples", i);
        lotusseal_point_runs(isa, group, points, next, &end, 1, sum, NULL);
        check_equal(points + (3 * i + 2) * words, sum, words * 8, "the next multiple", i);
    }
    free(table);
    free(points);
}

static void all_lines(uint32_t isa, const lotusseal_domain *d, uint32_t step, fr *a, fr *b, fr *c) {
    uint64_t lines = lotusseal_domain_lines(d, step);
    for (uint64_t first = 0; first < lines; first += 4) {
        int32_t status = lotusseal_domain_step(isa, d, step, (uint64_t *)a, (uint64_t *)b, (uint64_t *)c, first, 4);
        check_true(status == LOTUSSEAL_OK, "a step is done");
    }
}

static fr value_at(const fr *coefficients, uint64_t count, fr x) {
    fr sum = {{0}};
    for (uint64_t i = count; i-- > 0;) sum = fr_add(fr_mul(sum, x), coefficients[i]);
    return sum;
}

/* a * b - c = h * (x^n - 1) at a point of no importance, where c = a * b at the powers of the root. */
static void quotient(uint32_t isa, uint32_t log) {
    uint64_t n = 1ull << log;
    lotusseal_domain *d;
    fr *memory = malloc(7 * n * sizeof *memory), *values[3], *coefficients[3], *h = memory + 6 * n, x = fr_to_montgomery((fr){{12345}}), power = x;
    check_true(lotusseal_domain_create(log, &d) == LOTUSSEAL_OK, "a domain is made");
    for (int k = 0; k < 3; k++) values[k] = memory + (uint64_t)k * n, coefficients[k] = memory + (uint64_t)(k + 3) * n;
    random_nodes((uint8_t *)values[0], 2 * n);
    for (uint64_t i = 0; i < n; i++) values[2][i] = fr_mul(values[0][i], values[1][i]);
    for (int k = 0; k < 3; k++) {
        memcpy(h, values[k], n * sizeof *h);
        all_lines(isa, d, LOTUSSEAL_INTERPOLATE_COLUMNS, h, NULL, NULL);
        all_lines(isa, d, LOTUSSEAL_INTERPOLATE_ROWS, h, coefficients[k], NULL);
        fr sum = value_at(coefficients[k], n, fr_r1);
        check_equal(&values[k][0], &sum, sizeof sum, "coefficients give the first value", (uint64_t)k);
    }
    for (int k = 0; k < 3; k++) {
        all_lines(isa, d, LOTUSSEAL_COSET_COLUMNS, values[k], NULL, NULL);
        all_lines(isa, d, LOTUSSEAL_COSET_ROWS, values[k], NULL, NULL);
    }
    all_lines(isa, d, LOTUSSEAL_DIVIDE_COLUMNS, values[0], values[1], values[2]);
    all_lines(isa, d, LOTUSSEAL_DIVIDE_ROWS, values[0], h, NULL);
    for (uint32_t i = 0; i < log; i++) power = fr_mul(power, power);
    fr left = fr_sub(fr_mul(value_at(coefficients[0], n, x), value_at(coefficients[1], n, x)), value_at(coefficients[2], n, x));
    fr right = fr_mul(value_at(h, n, x), fr_sub(power, fr_r1)), zero = {{0}};
    check_equal(&left, &right, sizeof left, "a quotient times x^n - 1, n = 2^", log);
    check_equal(&zero, &h[n - 1], sizeof zero, "the last coefficient is zero", log);
    lotusseal_domain_destroy(d);
    free(memory);
}

void test_proving(uint32_t isa) {
    for (uint32_t group = LOTUSSEAL_G1; group <= LOTUSSEAL_G2; group++) {
        uint64_t generator[MAX_WORDS];
        decoding(isa, group, generator);
        multiples(isa, group, generator);
    }
    for (uint32_t log = LOTUSSEAL_MIN_DOMAIN; log <= 9; log++) quotient(isa, log);
}

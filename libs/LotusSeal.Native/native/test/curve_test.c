/*
 * Sums of points in both groups, and digits of scalars. Answers: multiples of the standard generators, computed with Python's integers; coordinates
 * are canonical and little-endian, the part without u first.
 */
#include <stdlib.h>

#include "check.h"
#include "curve/points.h"
#include "curve/scalars.h"
#include "guarded.h"
#include "random.h"
#include "tests.h"

/* clang-format off */
static const struct {
    uint32_t multiple;
    const char *g1[2], *g2[4];
} answers[] = {
    {1,
     {"bbc622db0af03afbef1a7af93fe8556c58ac1b173f3a4ea105b974974f8c68c30faca94f8c63952694d79731a7d3f117",
      "e1e7c5462923aa0ce48a88a244c73cd0edb3042ccb18db00f60ad0d595e0f5fce48a1d74ed309ea0f1a0aae381f4b308"},
     {"b8bd21c1c85680d4efbb05a82603ac0b77d1e37a640b51b4023b40fad47ae4c65110c52d27050826910a8ff0b2a24a02",
      "7e2b045d057dace5575d941312f14c3349507fdcbb61dab51ab62099d0d06b59654f2788a0d3ac7d609f7152602be013",
      "0128b808865493e189a2ac3bccc93a922cd16051699a426da7d3bd8caa9bfdad1a352edac6cdc98c116e7d7227d5e50c",
      "be795ff05f07a9aaa11dec5c270d373fab992e57ab927426af63a7857e283ecb998bc22bb0d2ac32cc34a72ea0c40606"}},
    {2,
     {"4e0fbf29558c9ac3427c1c8fbb758fe22aa658c30a2d90432501289130db21970c45a950ebc8088846674d90eacb7205",
      "289d7479198886ba1bbd16cdd4d9564c6ad75f1d02b93bf761e47086cb3eba22388e9d7773a6fd22a373c6ab8c9d6a16"},
     {"53a027b8caaa52c9781b61f30b4bf181aedb004d1e1eeae10e5e82b895b9c03b86d57ecc170f37d2a940d55739533816",
      "7735c3478c2878612ac77eb5f686c8c672151e03d11481727410ba04a96206d74f120a73470e529f727fedc1f9de4e0a",
      "99984c1ed7959d99bdf34b76e9ec8de88aaa471e22bde6bf9c0091bf69da669a7856522bca8deb0a63b0820d44fb6804",
      "f3cc366e8bfddeac67899ca5a01a2e42f508c3137a3f009716416cc6d95332a43671883f5461b33826dd65fa52456d0f"}},
    {3,
     {"24524e02c9c0d2969b17a22c0b7a7481f93f5b33510a78f3f1a5e99b1fd612b19796a9ec2d21651713f0d1f908e3ec09",
      "d130ae90053b47a35cf44a636c2545e7e63bd40f31279c9d7f09c3abdd0c9aa60cf8c5893362848a9fb0f5a6d3802b03"},
     {"aeaf2423f80e0216d5096f86fc30a0507a6d4dc0f15dc7a01513782943e51a69ae23cbdca314e42e7e85a024c8152912",
      "dc66ca56aa4aa4d6d9c67c93730648eb961c258d0f656250a5ed96539080c42aff50057eddc47deadce5c8bb75023809",
      "92d8cf3e81445e45f2fd528b94fd9d4721c7f5fe38c76a32a7b1203b1e1d9636016f1abc1a7a0c01619e965579da210b",
      "49e8a0233fd556eaedb975b9583b6bcf6bbdbf66a1504171edc1f10b2ee4a7625ffe6ca318d748fe67399b32ba39f208"}},
    {1000003,
     {"d35650e2181d08f44fb169b683f5bc109a493429af2f9d8a067a2fbedd2d2d9a23d72362400fab540341e5ffd56ab917",
      "bd946775cde762728cb0bbc38747cc0914e220e11259a4d5fbc2e8d120501adafe4731a4be023d1c954487511fe1de03"},
     {"2d625a24f856abbcd98c547f3a6b2dfcf8a200d8d0c53cedad41705b05fd0d5dfa8b59397c085594005a3aa3b33fc214",
      "c27dcae2942bd6bcc6b1096335426feead440b706c9a6e0a3d711287d160d073d389943a345f767fd685a58300e45907",
      "1d90bf5f20c42a8aa2f14f21740d4ba32e00a064154f48d4112f0d359fe58bc83c53b8cf736ae0a27b2627d635a57c0b",
      "d9d9d95aa5df85b07bf3ef135165fb7154ad8ac1b30dc09fc2fd93d767e30891b3eef75a9ca41ce57261474a0b467104"}},
};
/* clang-format on */

enum { POWERS = 20, INFINITY_INDEX = POWERS, POINTS = POWERS + 1, LONG_RUN = 1 << 13, MAX_WORDS = 24 };

/* 2^i times the generator of one group, and infinity. */
typedef struct {
    uint32_t isa, group;
    size_t words; /* of a point */
    uint64_t points[POINTS * MAX_WORDS];
} known_points;

static void read_answer(const known_points *k, size_t answer, uint64_t *point) {
    const char *const *parts = k->group == LOTUSSEAL_G1 ? answers[answer].g1 : answers[answer].g2;
    for (size_t part = 0; part < k->words / FP_LIMBS; part++) {
        uint8_t bytes[sizeof(fp)];
        bytes_of_hex(parts[part], bytes);
        fp value = fp_to_montgomery(fp_load(bytes));
        memcpy(point + part * FP_LIMBS, &value, sizeof value);
    }
}

static void sum_of(const known_points *k, const uint32_t *entries, uint32_t count, uint64_t *sum) {
    int32_t status = lotusseal_point_runs(k->isa, k->group, k->points, entries, &count, 1, sum, NULL);
    check_true(status == LOTUSSEAL_OK, "a run is added up");
}

static void check_run(const known_points *k, const uint32_t *entries, uint32_t count, const uint64_t *expected, const char *what) {
    uint64_t sum[MAX_WORDS];
    sum_of(k, entries, count, sum);
    check_equal(expected, sum, k->words * 8, what, k->group);
}

static void known_sums(const known_points *k) {
    const uint64_t infinity[MAX_WORDS] = {0};
    uint64_t multiple[4][MAX_WORDS];
    const uint32_t none = INFINITY_INDEX, negative = POINT_NEGATIVE;
    for (size_t i = 0; i < 4; i++) read_answer(k, i, multiple[i]);
    check_run(k, NULL, 0, infinity, "nothing");
    check_run(k, (uint32_t[]){0}, 1, multiple[0], "a point alone");
    check_run(k, (uint32_t[]){none}, 1, infinity, "infinity alone");
    check_run(k, (uint32_t[]){none, none | negative}, 2, infinity, "infinity twice");
    check_run(k, (uint32_t[]){0, 0}, 2, multiple[1], "equal points");
    check_run(k, (uint32_t[]){0, negative}, 2, infinity, "opposite points");
    check_run(k, (uint32_t[]){none, 0}, 2, multiple[0], "infinity and a point");
    check_run(k, (uint32_t[]){0, none}, 2, multiple[0], "a point and infinity");
    check_run(k, (uint32_t[]){0, 0, 0}, 3, multiple[2], "three equal points");
    check_run(k, (uint32_t[]){2, negative}, 2, multiple[2], "4 - 1");
    uint32_t entries[POWERS], count = 0, run[LONG_RUN];
    for (uint32_t i = 0; i < POWERS; i++)
        if (answers[3].multiple >> i & 1) entries[count++] = i;
    check_run(k, entries, count, multiple[3], "a sum of powers");
    /* Longer than a block, all equal: every fold doubles. */
    memset(run, 0, sizeof run);
    uint64_t expected[MAX_WORDS];
    sum_of(k, (uint32_t[]){13}, 1, expected);
    check_run(k, run, LONG_RUN, expected, "2^13 equal points");
}

/* Several runs at once, empty ones among them, are those alone. */
static void runs_side_by_side(const known_points *k) {
    enum { RUNS = 40 };
    uint32_t entries[RUNS * RUNS], ends[RUNS], count = 0;
    uint64_t sum[MAX_WORDS];
    guarded sums = guarded_new(RUNS * k->words * 8, 8);
    for (uint32_t run = 0; run < RUNS; run++) {
        for (uint32_t i = 0; i < run % 7 * (run % 5); i++) entries[count++] = (uint32_t)(random_word() % POINTS) | (random_word() & POINT_NEGATIVE);
        ends[run] = count;
    }
    int32_t status = lotusseal_point_runs(k->isa, k->group, k->points, entries, ends, RUNS, (uint64_t *)(void *)sums.bytes, NULL);
    check_true(status == LOTUSSEAL_OK, "runs are added up");
    for (uint32_t run = 0; run < RUNS; run++) {
        uint32_t begin = run ? ends[run - 1] : 0;
        sum_of(k, entries + begin, ends[run] - begin, sum);
        check_equal(sum, sums.bytes + run * k->words * 8, k->words * 8, "a run among others", run);
    }
    guarded_free(&sums);
}

/* x and y of (x / z^2, y / z^3). */
static void to_point(const known_points *k, const uint64_t *sum, uint64_t *point) {
    if (k->group == LOTUSSEAL_G1) {
        g1_sum s;
        fp inverse, power;
        memcpy(&s, sum, sizeof s);
        fp_reciprocal(&inverse, &s.z);
        fp_square(&power, &inverse);
        fp_product(&s.x, &s.x, &power);
        fp_product(&power, &power, &inverse);
        fp_product(&s.y, &s.y, &power);
        memcpy(point, &s, sizeof(g1_point));
    } else {
        g2_sum s;
        fp2 inverse, power;
        memcpy(&s, sum, sizeof s);
        fp2_reciprocal(&inverse, &s.z);
        fp2_square(&power, &inverse);
        fp2_product(&s.x, &s.x, &power);
        fp2_product(&power, &power, &inverse);
        fp2_product(&s.y, &s.y, &power);
        memcpy(point, &s, sizeof(g2_point));
    }
}

/* The window is the same sum as runs in which each point stands as often as its digit says. */
static void windows(const known_points *k) {
    for (uint32_t bits = LOTUSSEAL_MIN_DIGIT_BITS; bits <= 8; bits++) {
        enum { COUNT = 30, MAX_ENTRIES = COUNT * 128 };
        uint32_t indices[COUNT], entries[MAX_ENTRIES], count = 0;
        int16_t digits[COUNT];
        uint64_t sum[MAX_WORDS * 2], expected[MAX_WORDS], actual[MAX_WORDS];
        for (uint32_t i = 0; i < COUNT; i++) {
            int32_t half = 1 << (bits - 1);
            indices[i] = (uint32_t)(random_word() % POINTS);
            digits[i] = (int16_t)(i == 0 ? half : i == 1 ? -half : (int32_t)(random_word() % (2 * (uint32_t)half)) - half);
            for (int32_t d = 0; d < abs(digits[i]); d++) entries[count++] = indices[i] | (digits[i] < 0 ? POINT_NEGATIVE : 0);
        }
        int32_t status = lotusseal_point_window(k->isa, k->group, k->points, indices, digits, COUNT, bits, sum, NULL);
        check_true(status == LOTUSSEAL_OK, "a window is added up");
        sum_of(k, entries, count, expected);
        to_point(k, sum, actual);
        check_equal(expected, actual, k->words * 8, "a window of digits of bits", bits);
    }
}

void test_curve(uint32_t isa) {
    for (uint32_t group = LOTUSSEAL_G1; group <= LOTUSSEAL_G2; group++) {
        known_points k = {.isa = isa, .group = group, .words = group == LOTUSSEAL_G1 ? 12 : 24};
        read_answer(&k, 0, k.points);
        for (uint32_t i = 1; i < POWERS; i++) sum_of(&k, (uint32_t[]){i - 1, i - 1}, 2, k.points + i * k.words);
        known_sums(&k);
        runs_side_by_side(&k);
        windows(&k);
    }
}

/* The digits of a scalar give it back, from the highest on. */
static void check_digits(const uint8_t *bytes, uint32_t bits) {
    int16_t digits[128];
    uint32_t count = LOTUSSEAL_DIGITS(bits);
    fr scalar = fr_load(bytes), montgomery = fr_to_montgomery(scalar);
    uint64_t value[FR_LIMBS] = {0};
    scalar_digits(montgomery, bits, digits, 1);
    int small = 1;
    for (uint32_t w = count; w-- > 0;) {
        int64_t digit = digits[w];
        small &= digit >= -(1 << (bits - 1)) && digit <= 1 << (bits - 1);
        for (int i = FR_LIMBS - 1; i > 0; i--) value[i] = value[i] << bits | value[i - 1] >> (64 - bits);
        value[0] <<= bits;
        __int128 carry = digit;
        for (int i = 0; i < FR_LIMBS; i++) {
            carry += value[i];
            value[i] = (uint64_t)carry;
            carry >>= 64;
        }
    }
    check_true(small, "digits are small");
    check_equal(bytes, value, sizeof value, "the digits of a scalar, bits", bits);
}

void test_scalars(void) {
    uint8_t bytes[32], largest[32];
    uint64_t ones, others;
    fr scalars[4] = {{{0}}, fr_r1, {{5}}, fr_r1};
    uint32_t one_list[2], other_list[1];
    int16_t digits[128];
    bytes_of_hex("00000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73", largest);
    for (uint32_t bits = LOTUSSEAL_MIN_DIGIT_BITS; bits <= LOTUSSEAL_MAX_DIGIT_BITS; bits++) {
        check_digits(largest, bits);
        for (int i = 0; i < 20; i++) {
            random_nodes(bytes, 1);
            check_digits(bytes, bits);
        }
    }
    lotusseal_scalars_count(scalars[0].limb, 4, &ones, &others);
    check_true(ones == 2 && others == 1, "ones and others are counted");
    lotusseal_scalars_split(scalars[0].limb, 4, 100, 4, one_list, other_list, digits, 1);
    check_true(one_list[0] == 101 && one_list[1] == 103 && other_list[0] == 102, "ones and others are listed");
}

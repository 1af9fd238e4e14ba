/*
 * Field arithmetic for every number of limbs in use. Answers: computed with Python's integers; a and b are the big-endian SHA-512 of "fr a", "fr b",
 * "fp a" and "fp b" modulo the prime, then come m - 1 with itself and 1 with m - 1.
 */
#include <string.h>

#include "check.h"
#include "field/fp.h"
#include "field/fr.h"
#include "random.h"
#include "tests.h"

/* Values are canonical and little-endian in hexadecimal. */
typedef struct {
    const char *a, *b, *sum, *difference, *product, *inverse_of_a;
} answer;

/* clang-format off */
static const answer fr_answers[] = {
    {"f026f98c4726984708683e9565cf06ab7e000447e80c81170759e617e4a5383b", "27eb63d120ffdf6f0a561cb45b5ba08330c1a2100ec5ab3125b934be61f2e02a",
     "17125d5e682578b712be5a49c12aa72eafc1a657f6d12c492c121bd645981966", "c93b95bb2627b8d7fd1122e1097466274e3f6136da47d5e5e19fb15982b35710",
     "e5a61929bbf65a0f98334f9f6ce04b7e3a642d5a294acf58b92c5f543a47f805", "c82ed3999b1171918a5c7f702dab91bb9c03267b53ef9b1d5b98a341bff1185c"},
    {"27eb63d120ffdf6f0a561cb45b5ba08330c1a2100ec5ab3125b934be61f2e02a", "f026f98c4726984708683e9565cf06ab7e000447e80c81170759e617e4a5383b",
     "17125d5e682578b712be5a49c12aa72eafc1a657f6d12c492c121bd645981966", "38c46a44d8d84728014adc1ef92f572cb79840d32d90644d66ddebcfd0f39563",
     "e5a61929bbf65a0f98334f9f6ce04b7e3a642d5a294acf58b92c5f543a47f805", "432c3d03b43e188d6f6c43c54882741f978f5127055262d97297ebd243dd9826"},
    {"00000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73", "00000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73",
     "fffffffffefffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73", "0000000000000000000000000000000000000000000000000000000000000000",
     "0100000000000000000000000000000000000000000000000000000000000000", "00000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73"},
    {"0100000000000000000000000000000000000000000000000000000000000000", "00000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73",
     "0000000000000000000000000000000000000000000000000000000000000000", "0200000000000000000000000000000000000000000000000000000000000000",
     "00000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73", "0100000000000000000000000000000000000000000000000000000000000000"},
};

static const answer fp_answers[] = {
    {"7434296ad96da6ac03bceb7c5ee9c000e89f7776c282925001420a23f96101480e74d163b153e7b486060f0f0ca4d307",
     "67903525466dbdc070af376075c1719dd52291968d1831beac4cfab04927b47d5ee299e9887dadad77f9fb62321d6803",
     "dbc45e8f1fdb636d746b23ddd3aa329ebdc2080d509bc30eae8e04d44289b5c56c566b4d3ad19462feff0a723ec13b0b",
     "0da4f3449300e9eb920cb41ce9274f63127de6df346a619254f50f72af3a4dcaaf91377a28d639070f0d13acd9866b04",
     "977b0c1e8d4ed2c5e4333b32c5281f2cf129934e9701cfcb4770fe176ff32f6af6b740cacd94f0bae673b8915e320110",
     "013107e3c4dd42f08f5647a081edb8d02c474c7e969a6c27fe2621d498700c7cca98179031e23d5d33ed212babc5d709"},
    {"67903525466dbdc070af376075c1719dd52291968d1831beac4cfab04927b47d5ee299e9887dadad77f9fb62321d6803",
     "7434296ad96da6ac03bceb7c5ee9c000e89f7776c282925001420a23f96101480e74d163b153e7b486060f0f0ca4d307",
     "dbc45e8f1fdb636d746b23ddd3aa329ebdc2080d509bc30eae8e04d44289b5c56c566b4d3ad19462feff0a723ec13b0b",
     "9e060cbb6cff15ce6cf39f9415d85cbb1179ca166c68cfd46a1d7581d5102a9a271b14c98dd1e1438bd96c8d108b9515",
     "977b0c1e8d4ed2c5e4333b32c5281f2cf129934e9701cfcb4770fe176ff32f6af6b740cacd94f0bae673b8915e320110",
     "478938ed48df642e1282d0b6a2e3ad53fa03707e0c255743145b33096780b850e3a44aa26615211f33a12b7d4141ff04"},
    {"aaaafffffffffeb9ffff53b1feffab1e24f6b0f6a0d23067bf1285f3844b7764d7ac4b43b6a71b4b9ae67f39ea11011a",
     "aaaafffffffffeb9ffff53b1feffab1e24f6b0f6a0d23067bf1285f3844b7764d7ac4b43b6a71b4b9ae67f39ea11011a",
     "a9aafffffffffeb9ffff53b1feffab1e24f6b0f6a0d23067bf1285f3844b7764d7ac4b43b6a71b4b9ae67f39ea11011a",
     "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
     "010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
     "aaaafffffffffeb9ffff53b1feffab1e24f6b0f6a0d23067bf1285f3844b7764d7ac4b43b6a71b4b9ae67f39ea11011a"},
    {"010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
     "aaaafffffffffeb9ffff53b1feffab1e24f6b0f6a0d23067bf1285f3844b7764d7ac4b43b6a71b4b9ae67f39ea11011a",
     "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
     "020000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
     "aaaafffffffffeb9ffff53b1feffab1e24f6b0f6a0d23067bf1285f3844b7764d7ac4b43b6a71b4b9ae67f39ea11011a",
     "010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"},
};
/* clang-format on */

/* One field on canonical bytes, so that all are tested by the same code. */
typedef struct {
    const char *name;
    size_t bytes;
    const answer *answers;
    size_t answer_count;
    void (*add)(const uint8_t *a, const uint8_t *b, uint8_t *c);
    void (*sub)(const uint8_t *a, const uint8_t *b, uint8_t *c);
    void (*mul)(const uint8_t *a, const uint8_t *b, uint8_t *c);
    void (*invert)(const uint8_t *a, uint8_t *c);
    void (*batch_invert)(uint8_t *values, size_t count);
    int (*is_canonical)(const uint8_t *a);
    void (*largest_to_montgomery_and_back)(uint8_t *c);
} field;

enum { MAX_VALUES = 40, MAX_BYTES = 48 };

#define DEFINE_ON_BYTES(F)                                                                                                                        \
    static void F##_add_bytes(const uint8_t *a, const uint8_t *b, uint8_t *c) { F##_store(c, F##_add(F##_load(a), F##_load(b))); }                \
    static void F##_sub_bytes(const uint8_t *a, const uint8_t *b, uint8_t *c) { F##_store(c, F##_sub(F##_load(a), F##_load(b))); }                \
    static void F##_mul_bytes(const uint8_t *a, const uint8_t *b, uint8_t *c) {                                                                   \
        F##_store(c, F##_from_montgomery(F##_mul(F##_to_montgomery(F##_load(a)), F##_to_montgomery(F##_load(b)))));                               \
    }                                                                                                                                             \
    static void F##_invert_bytes(const uint8_t *a, uint8_t *c) { F##_store(c, F##_from_montgomery(F##_invert(F##_to_montgomery(F##_load(a))))); } \
    static void F##_batch_invert_bytes(uint8_t *bytes, size_t count) {                                                                            \
        F values[MAX_VALUES], products[MAX_VALUES];                                                                                               \
        for (size_t i = 0; i < count; i++) values[i] = F##_to_montgomery(F##_load(bytes + i * sizeof(F)));                                        \
        F##_batch_invert(values, products, count);                                                                                                \
        for (size_t i = 0; i < count; i++) F##_store(bytes + i * sizeof(F), F##_from_montgomery(values[i]));                                      \
    }                                                                                                                                             \
    static int F##_is_canonical_bytes(const uint8_t *a) { return F##_is_canonical(F##_load(a)); }                                                 \
    /* R - 1, the largest value the limbs hold, is allowed as the first factor of a product. */                                                   \
    static void F##_largest_bytes(uint8_t *c) {                                                                                                   \
        F largest;                                                                                                                                \
        memset(&largest, 0xff, sizeof largest);                                                                                                   \
        F##_store(c, F##_from_montgomery(F##_to_montgomery(largest)));                                                                            \
    }                                                                                                                                             \
    static const field F##_field = {#F,                                                                                                           \
                                    sizeof(F),                                                                                                    \
                                    F##_answers,                                                                                                  \
                                    sizeof F##_answers / sizeof *F##_answers,                                                                     \
                                    F##_add_bytes,                                                                                                \
                                    F##_sub_bytes,                                                                                                \
                                    F##_mul_bytes,                                                                                                \
                                    F##_invert_bytes,                                                                                             \
                                    F##_batch_invert_bytes,                                                                                       \
                                    F##_is_canonical_bytes,                                                                                       \
                                    F##_largest_bytes};

DEFINE_ON_BYTES(fr)
DEFINE_ON_BYTES(fp)

static void known_answers(const field *f) {
    uint8_t a[MAX_BYTES], b[MAX_BYTES], c[MAX_BYTES];
    for (size_t i = 0; i < f->answer_count; i++) {
        const answer *known = &f->answers[i];
        bytes_of_hex(known->a, a);
        bytes_of_hex(known->b, b);
        f->add(a, b, c);
        check_hex(known->sum, c, "sum", i);
        f->sub(a, b, c);
        check_hex(known->difference, c, "difference", i);
        f->mul(a, b, c);
        check_hex(known->product, c, "product", i);
        f->invert(a, c);
        check_hex(known->inverse_of_a, c, "inverse", i);
    }
}

/* Zero stays zero wherever it stands; the others get their known inverses. */
static void known_batches(const field *f) {
    uint8_t values[MAX_VALUES * MAX_BYTES], expected[MAX_BYTES], zero[MAX_BYTES] = {0};
    for (size_t count = 0; count <= 13; count++) {
        for (size_t i = 0; i < count; i++) {
            if (i % 5 == 0) memset(values + i * f->bytes, 0, f->bytes);
            else bytes_of_hex(f->answers[i % f->answer_count].a, values + i * f->bytes);
        }
        f->batch_invert(values, count);
        for (size_t i = 0; i < count; i++) {
            if (i % 5 != 0) bytes_of_hex(f->answers[i % f->answer_count].inverse_of_a, expected);
            check_equal(i % 5 == 0 ? zero : expected, values + i * f->bytes, f->bytes, "value of a batch of inverses", i);
        }
    }
    f->invert(zero, expected);
    check_equal(zero, expected, f->bytes, "the inverse of zero is zero", 0);
}

static void random_value(const field *f, uint8_t *a) {
    do {
        random_bytes(a, f->bytes);
        a[f->bytes - 1] &= 0x7f;
    } while (!f->is_canonical(a));
}

static void identities(const field *f) {
    uint8_t a[MAX_BYTES], b[MAX_BYTES], c[MAX_BYTES], left[MAX_BYTES], right[MAX_BYTES], values[MAX_VALUES * MAX_BYTES], one[MAX_BYTES] = {1};
    for (size_t i = 0; i < MAX_VALUES; i++) {
        random_value(f, a);
        random_value(f, b);
        random_value(f, c);
        memcpy(values + i * f->bytes, a, f->bytes);
        f->add(a, b, left);
        f->sub(left, b, left);
        check_equal(a, left, f->bytes, "a + b - b = a", i);
        f->add(a, b, left);
        f->mul(left, c, left);
        f->mul(a, c, right);
        f->mul(b, c, b);
        f->add(right, b, right);
        check_equal(left, right, f->bytes, "(a + b) c = ac + bc", i);
        check_true(f->is_canonical(left), "a result is canonical");
        f->invert(a, left);
        f->mul(a, left, left);
        check_equal(one, left, f->bytes, "a / a = 1", i);
    }
    uint8_t inverses[MAX_VALUES * MAX_BYTES];
    memcpy(inverses, values, sizeof inverses);
    f->batch_invert(inverses, MAX_VALUES);
    for (size_t i = 0; i < MAX_VALUES; i++) {
        f->invert(values + i * f->bytes, left);
        check_equal(left, inverses + i * f->bytes, f->bytes, "an inverse of a batch is that of the value alone", i);
    }
}

void test_field(void) {
    static const field *const fields[] = {&fr_field, &fp_field};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        check_begin("field", fields[i]->name);
        known_answers(fields[i]);
        known_batches(fields[i]);
        identities(fields[i]);
    }
    /* 2^256 - 1 and 2^384 - 1 modulo the primes. */
    uint8_t largest[MAX_BYTES];
    fr_field.largest_to_montgomery_and_back(largest);
    check_hex("fdffffff0100000002480300fab78458f54fbcecef4f8c996f05c5ac59b12418", largest, "2^256 - 1", 0);
    fp_field.largest_to_montgomery_and_back(largest);
    check_hex("fcff02000000097602000cc40b00f4ebba58c7535798485f455752705358ce776dec56a2971a075c93e480fac35ef615", largest, "2^384 - 1", 0);
}

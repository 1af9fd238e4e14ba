#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_VALUE = 96 };

static const char *subject_now, *variant_now;
static unsigned checks, failures;

void check_begin(const char *subject, const char *variant) { subject_now = subject, variant_now = variant; }

static void count(int holds, const char *what, uint64_t index) {
    checks++;
    if (holds) return;
    failures++;
    printf("FAILED: %s, %s: %s %llu\n", subject_now, variant_now, what, (unsigned long long)index);
}

void check_true(int holds, const char *what) { count(holds, what, 0); }

void check_equal(const void *expected, const void *actual, size_t bytes, const char *what, uint64_t index) {
    count(bytes == 0 || memcmp(expected, actual, bytes) == 0, what, index);
}

static void print_hex(const char *name, const uint8_t *bytes, size_t count) {
    printf("  %s ", name);
    for (size_t i = 0; i < count; i++) printf("%02x", bytes[i]);
    printf("\n");
}

void check_hex(const char *expected, const uint8_t *actual, const char *what, uint64_t index) {
    uint8_t bytes[LONGEST_VALUE];
    size_t length = bytes_of_hex(expected, bytes);
    check_equal(bytes, actual, length, what, index);
    if (memcmp(bytes, actual, length) == 0) return;
    print_hex("expected", bytes, length);
    print_hex("actual  ", actual, length);
}

size_t bytes_of_hex(const char *hex, uint8_t *bytes) {
    size_t length = strlen(hex) / 2;
    if (length > LONGEST_VALUE) abort();
    for (size_t i = 0; i < length; i++) {
        unsigned value;
        if (sscanf(hex + 2 * i, "%2x", &value) != 1) abort();
        bytes[i] = (uint8_t)value;
    }
    return length;
}

int check_end(unsigned skipped_variants) {
    printf("native known answers: %u checks passed, %u failed, %u instruction sets skipped\n", checks - failures, failures, skipped_variants);
    return failures == 0 && checks > 0 ? 0 : 1;
}

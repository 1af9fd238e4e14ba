/* Counts comparisons and names those that fail. */
#ifndef LOTUSSEAL_TEST_CHECK_H
#define LOTUSSEAL_TEST_CHECK_H

#include <stddef.h>
#include <stdint.h>

/* Names what follows in messages: the subject and the instruction sets. */
void check_begin(const char *subject, const char *variant);

void check_true(int holds, const char *what);

/* Compares bytes with those of a string of hexadecimal digits; index tells which of several. */
void check_hex(const char *expected, const uint8_t *actual, const char *what, uint64_t index);

void check_equal(const void *expected, const void *actual, size_t bytes, const char *what, uint64_t index);

/* The bytes of a string of hexadecimal digits; returns their number. */
size_t bytes_of_hex(const char *hex, uint8_t *bytes);

/* Prints the totals; the exit status of the program. */
int check_end(unsigned skipped_variants);

#endif

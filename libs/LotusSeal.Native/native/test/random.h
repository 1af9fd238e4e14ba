/* Random values that are the same in every run. */
#ifndef LOTUSSEAL_TEST_RANDOM_H
#define LOTUSSEAL_TEST_RANDOM_H

#include <stddef.h>
#include <stdint.h>

uint64_t random_word(void);

void random_bytes(uint8_t *bytes, size_t count);

/* Canonical nodes. */
void random_nodes(uint8_t *nodes, size_t count);

#endif

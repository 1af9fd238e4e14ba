/* Buffers at any alignment between zones that nothing may touch: the address sanitizer watches them, and their bytes are compared at the end. */
#ifndef LOTUSSEAL_TEST_GUARDED_H
#define LOTUSSEAL_TEST_GUARDED_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint8_t *bytes; /* zero at first */
    size_t length, misalignment;
    uint8_t *block;
} guarded;

/* The buffer starts that many bytes after an address that is a multiple of 64. */
guarded guarded_new(size_t length, size_t misalignment);

/* Checks the zones and frees the buffer. */
void guarded_free(guarded *buffer);

#endif

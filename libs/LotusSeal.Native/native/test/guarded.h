/*
 * Buffers at any alignment between zones that nothing may touch. The address sanitizer watches the zones and their bytes are compared at the end;
 * since it does not see gathers, a page without access follows less than 64 bytes behind the buffer.
 */
#ifndef LOTUSSEAL_TEST_GUARDED_H
#define LOTUSSEAL_TEST_GUARDED_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint8_t *bytes; /* zero at first */
    size_t length;
    uint8_t *block, *front; /* all pages, and the first that may be accessed */
    size_t block_length, back_length;
} guarded;

/* The buffer starts that many bytes after an address that is a multiple of 64. */
guarded guarded_new(size_t length, size_t misalignment);

/* Checks the zones and frees the buffer. */
void guarded_free(guarded *buffer);

#endif

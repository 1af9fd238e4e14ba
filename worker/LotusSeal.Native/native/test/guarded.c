#include "guarded.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

/* A vector each side, and as much again as the misalignment. */
enum { ZONE = 128, ALIGNMENT = 64, PATTERN = 0xa5 };

static size_t front(const guarded *buffer) { return ZONE + buffer->misalignment; }

guarded guarded_new(size_t length, size_t misalignment) {
    guarded buffer = {.length = length, .misalignment = misalignment % ALIGNMENT};
    size_t size = front(&buffer) + length + ZONE;
    buffer.block = aligned_alloc(ALIGNMENT, (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    if (!buffer.block) {
        fprintf(stderr, "no %zu bytes of memory\n", size);
        exit(1);
    }
    memset(buffer.block, PATTERN, size);
    buffer.bytes = buffer.block + front(&buffer);
    memset(buffer.bytes, 0, length);
    ASAN_POISON_MEMORY_REGION(buffer.block, front(&buffer));
    ASAN_POISON_MEMORY_REGION(buffer.bytes + length, ZONE);
    return buffer;
}

static int is_pattern(const uint8_t *zone, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (zone[i] != PATTERN) return 0;
    return 1;
}

void guarded_free(guarded *buffer) {
    ASAN_UNPOISON_MEMORY_REGION(buffer->block, front(buffer));
    ASAN_UNPOISON_MEMORY_REGION(buffer->bytes + buffer->length, ZONE);
    check_true(is_pattern(buffer->block, front(buffer)), "nothing is written before a buffer");
    check_true(is_pattern(buffer->bytes + buffer->length, ZONE), "nothing is written behind a buffer");
    free(buffer->block);
    buffer->block = buffer->bytes = NULL;
}

#include "guarded.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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

enum { FRONT = 128, ALIGNMENT = 64, PATTERN = 0xa5 };

static void *reserve(size_t bytes) {
    void *block = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block != MAP_FAILED) return block;
    fprintf(stderr, "no %zu bytes of memory\n", bytes);
    exit(1);
}

/* Pages with the buffer near their end, between two that cannot be accessed. */
guarded guarded_new(size_t length, size_t misalignment) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE), inner = (FRONT + length + 2 * ALIGNMENT + page - 1) / page * page;
    guarded buffer = {.length = length, .block_length = inner + 2 * page};
    buffer.block = reserve(buffer.block_length);
    buffer.front = buffer.block + page;
    if (mprotect(buffer.front, inner, PROT_READ | PROT_WRITE) != 0) abort();
    memset(buffer.front, PATTERN, inner);
    size_t start = (inner - length - misalignment % ALIGNMENT) / ALIGNMENT * ALIGNMENT + misalignment % ALIGNMENT;
    buffer.bytes = buffer.front + start;
    buffer.back_length = inner - length - start;
    memset(buffer.bytes, 0, length);
    ASAN_POISON_MEMORY_REGION(buffer.front, start);
    ASAN_POISON_MEMORY_REGION(buffer.bytes + length, buffer.back_length);
    return buffer;
}

static int is_pattern(const uint8_t *zone, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (zone[i] != PATTERN) return 0;
    return 1;
}

void guarded_free(guarded *buffer) {
    size_t front_length = (size_t)(buffer->bytes - buffer->front);
    uint8_t *back = buffer->bytes + buffer->length;
    ASAN_UNPOISON_MEMORY_REGION(buffer->front, front_length);
    ASAN_UNPOISON_MEMORY_REGION(back, buffer->back_length);
    check_true(is_pattern(buffer->front, front_length), "nothing is written before a buffer");
    check_true(is_pattern(back, buffer->back_length), "nothing is written behind a buffer");
    munmap(buffer->block, buffer->block_length);
}

#include "random.h"

uint64_t random_word(void) {
    static uint64_t state = 88172645463325252u;
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return state;
}

void random_bytes(uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) bytes[i] = (uint8_t)(random_word() >> 32);
}

void random_nodes(uint8_t *nodes, size_t count) {
    random_bytes(nodes, 32 * count);
    for (size_t i = 0; i < count; i++) nodes[32 * i + 31] %= 0x73; /* the highest byte of r */
}

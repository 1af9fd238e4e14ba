/*
 * Sums with a common denominator, for the few additions that depend on each other. The including file defines FIELD, POINT, SUM, WEIGHTED_SUM and
 * SHIFT_AND_ADD.
 */
#include "curve/jacobian_template.h"

#define JOIN_NAMES(a, b) a##_##b
#define JOIN(a, b) JOIN_NAMES(a, b)
#define LOCAL(name) JOIN(SUM, name)

void WEIGHTED_SUM(const void *memory, uint64_t count, void *result) {
    const POINT *points = (const POINT *)memory;
    SUM running = {0}, sum = {0};
    for (uint64_t i = count; i-- > 0;) {
        LOCAL(add_point)(&running, &points[i]);
        LOCAL(add)(&sum, &running);
    }
    memcpy(result, &sum, sizeof sum);
}

void SHIFT_AND_ADD(void *memory, uint32_t doublings, const void *other) {
    SUM sum, added;
    memcpy(&sum, memory, sizeof sum);
    memcpy(&added, other, sizeof added);
    for (uint32_t i = 0; i < doublings; i++) LOCAL(double)(&sum);
    LOCAL(add)(&sum, &added);
    memcpy(memory, &sum, sizeof sum);
}

#undef JOIN_NAMES
#undef JOIN
#undef LOCAL
#undef FIELD
#undef POINT
#undef SUM
#undef WEIGHTED_SUM
#undef SHIFT_AND_ADD

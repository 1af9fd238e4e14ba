/* Domains: their tables, and the exports that work with them. */
#include <stdlib.h>

#include "common/cpu.h"
#include "common/platform.h"
#include "transform/transform.h"

/* The values of polynomials are looked at on a coset of this; it is no square, so its power of (r - 1) / 2^32 has order 2^32. */
#define GENERATOR 7u
#define LARGEST_ORDER 32

uint32_t reverse_bits(uint32_t value, uint32_t bits) {
    uint32_t reversed = 0;
    for (uint32_t i = 0; i < bits; i++) reversed |= (value >> i & 1) << (bits - 1 - i);
    return reversed;
}

static fr power_of(fr base, const uint64_t *exponent, int limbs) {
    fr result = fr_r1;
    for (int bit = 64 * limbs - 1; bit >= 0; bit--) {
        result = fr_mul(result, result);
        if (exponent[bit / 64] >> (bit % 64) & 1) result = fr_mul(result, base);
    }
    return result;
}

static fr small_power(fr base, uint64_t exponent) { return power_of(base, &exponent, 1); }

static fr root_of(uint32_t log) {
    /* r - 1 shifted by the 32 zeros at its end. */
    uint64_t exponent[FR_LIMBS];
    for (int i = 0; i < FR_LIMBS; i++) exponent[i] = (fr_modulus.limb[i] - (i == 0)) >> 32 | (i + 1 < FR_LIMBS ? fr_modulus.limb[i + 1] << 32 : 0);
    fr root = power_of(fr_to_montgomery((fr){{GENERATOR}}), exponent, FR_LIMBS);
    for (uint32_t i = log; i < LARGEST_ORDER; i++) root = fr_mul(root, root);
    return root;
}

/* first * step^i for i below count; null without memory. */
static fr *powers(fr first, fr step, uint64_t count) {
    fr *values = (fr *)malloc(count * sizeof *values);
    for (uint64_t i = 0; values && i < count; i++) {
        values[i] = first;
        first = fr_mul(first, step);
    }
    return values;
}

static void reverse_order(fr *values, uint32_t log) {
    for (uint32_t i = 0; values && i < 1u << log; i++) {
        uint32_t j = reverse_bits(i, log);
        fr kept = values[i];
        if (i < j) values[i] = values[j], values[j] = kept;
    }
}

static int make_roots(root_powers *roots, const lotusseal_domain *d, fr root) {
    uint64_t rows = 1ull << d->log_rows, columns = 1ull << d->log_columns;
    roots->low = powers(fr_r1, root, rows);
    roots->high = powers(fr_r1, small_power(root, rows), columns);
    roots->column_roots = powers(fr_r1, small_power(root, columns), rows / 2);
    return roots->low && roots->high && roots->column_roots;
}

static int make_cosets(lotusseal_domain *d) {
    uint64_t rows = 1ull << d->log_rows, columns = 1ull << d->log_columns;
    fr g = fr_to_montgomery((fr){{GENERATOR}}), inverse = fr_invert(g), vanishing = fr_sub(small_power(g, rows * columns), fr_r1);
    d->coset_low = powers(fr_r1, g, rows);
    d->coset_high = powers(d->by_size, small_power(g, rows), columns);
    d->uncoset_low = powers(fr_r1, inverse, rows);
    d->uncoset_high = powers(fr_mul(d->by_size, fr_invert(vanishing)), small_power(inverse, rows), columns);
    reverse_order(d->coset_high, d->log_columns);
    reverse_order(d->uncoset_high, d->log_columns);
    return d->coset_low && d->coset_high && d->uncoset_low && d->uncoset_high;
}

int32_t lotusseal_domain_create(uint32_t log2, lotusseal_domain **domain) {
    if (!domain) return LOTUSSEAL_BAD_ARGUMENT;
    *domain = NULL;
    if (log2 < LOTUSSEAL_MIN_DOMAIN || log2 > LOTUSSEAL_MAX_DOMAIN) return LOTUSSEAL_BAD_ARGUMENT;
    lotusseal_domain *d = (lotusseal_domain *)calloc(1, sizeof *d);
    if (!d) return LOTUSSEAL_NO_MEMORY;
    d->log_rows = log2 / 2;
    d->log_columns = log2 - d->log_rows;
    d->by_size = fr_invert(fr_to_montgomery((fr){{1ull << log2}}));
    fr root = root_of(log2);
    if (!make_roots(&d->forward, d, root) || !make_roots(&d->inverse, d, fr_invert(root)) || !make_cosets(d)) {
        lotusseal_domain_destroy(d);
        return LOTUSSEAL_NO_MEMORY;
    }
    *domain = d;
    return LOTUSSEAL_OK;
}

void lotusseal_domain_destroy(lotusseal_domain *d) {
    if (!d) return;
    free(d->forward.low), free(d->forward.high), free(d->forward.column_roots);
    free(d->inverse.low), free(d->inverse.high), free(d->inverse.column_roots);
    free(d->coset_low), free(d->coset_high), free(d->uncoset_low), free(d->uncoset_high);
    free(d);
}

static int is_of_columns(uint32_t step) {
    return step == LOTUSSEAL_INTERPOLATE_COLUMNS || step == LOTUSSEAL_COSET_COLUMNS || step == LOTUSSEAL_DIVIDE_COLUMNS;
}

uint64_t lotusseal_domain_lines(const lotusseal_domain *domain, uint32_t step) {
    return domain ? 1ull << (is_of_columns(step) ? domain->log_columns : domain->log_rows) : 0;
}

int32_t lotusseal_domain_step(uint32_t isa, const lotusseal_domain *domain, uint32_t step, uint64_t *a, uint64_t *b, uint64_t *c, uint64_t first,
                              uint64_t count) {
    if (!domain || step > LOTUSSEAL_DIVIDE_ROWS) return LOTUSSEAL_BAD_ARGUMENT;
    uint64_t lines = lotusseal_domain_lines(domain, step);
    if (first > lines || count > lines - first || (is_of_columns(step) && (first | count) % TILE_COLUMNS)) return LOTUSSEAL_BAD_ARGUMENT;
    if (count == 0) return LOTUSSEAL_OK;
    int needs_b = step == LOTUSSEAL_INTERPOLATE_ROWS || step >= LOTUSSEAL_DIVIDE_COLUMNS, needs_c = step == LOTUSSEAL_DIVIDE_COLUMNS;
    if (!a || (needs_b && !b) || (needs_c && !c)) return LOTUSSEAL_BAD_ARGUMENT;
    transform_work work = {domain, (fr *)a, (fr *)b, (fr *)c, first, count, NULL};
    if (is_of_columns(step)) {
        work.tile = (fr *)malloc((needs_c ? 3 : 1) * ((size_t)TILE_COLUMNS << domain->log_rows) * sizeof(fr));
        if (!work.tile) return LOTUSSEAL_NO_MEMORY;
    }
#if LOTUSSEAL_X86
    if (cpu_usable(isa) & LOTUSSEAL_ISA_ADX) transform_adx(&work, step);
    else
#endif
        transform_portable(&work, step);
    (void)isa;
    free(work.tile);
    return LOTUSSEAL_OK;
}

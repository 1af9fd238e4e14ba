/* The steps of a transform; the including file defines TRANSFORM, the function's name. */
#include "common/platform.h"
#include "transform/transform.h"

static inline void multiply(fr *c, const fr *a, const fr *b) {
    montgomery_multiply(FR_LIMBS, c->limb, a->limb, b->limb, fr_modulus.limb, fr_inverse);
}
static inline void add(fr *c, const fr *a, const fr *b) { modular_add(FR_LIMBS, c->limb, a->limb, b->limb, fr_modulus.limb); }
static inline void subtract(fr *c, const fr *a, const fr *b) { modular_subtract(FR_LIMBS, c->limb, a->limb, b->limb, fr_modulus.limb); }

/* Vectors of some width, one behind the other, from natural to reversed order: halves by sums and differences, then by halves again. */
INLINE void to_reversed(fr *values, uint32_t log, const uint32_t width, const fr *roots) {
    uint64_t size = 1ull << log;
    for (uint64_t half = size / 2, step = 1; half > 0; half /= 2, step *= 2) {
        for (uint64_t block = 0; block < size; block += 2 * half) {
            for (uint64_t j = 0; j < half; j++) {
                fr *low = values + (block + j) * width, *high = low + half * width, difference;
                for (uint32_t i = 0; i < width; i++) {
                    subtract(&difference, low + i, high + i);
                    add(low + i, low + i, high + i);
                    multiply(high + i, &difference, roots + j * step);
                }
            }
        }
    }
}

/* The way back. */
INLINE void from_reversed(fr *values, uint32_t log, const uint32_t width, const fr *roots) {
    uint64_t size = 1ull << log;
    for (uint64_t half = 1, step = size / 2; half < size; half *= 2, step /= 2) {
        for (uint64_t block = 0; block < size; block += 2 * half) {
            for (uint64_t j = 0; j < half; j++) {
                fr *low = values + (block + j) * width, *high = low + half * width, product;
                for (uint32_t i = 0; i < width; i++) {
                    multiply(&product, high + i, roots + j * step);
                    subtract(high + i, low + i, &product);
                    add(low + i, low + i, &product);
                }
            }
        }
    }
}

static void load_tile(const lotusseal_domain *d, fr *tile, const fr *values, uint64_t column) {
    for (uint64_t row = 0; row < 1ull << d->log_rows; row++)
        memcpy(tile + row * TILE_COLUMNS, values + (row << d->log_columns) + column, TILE_COLUMNS * sizeof *tile);
}

static void store_tile(const lotusseal_domain *d, const fr *tile, fr *values, uint64_t column) {
    for (uint64_t row = 0; row < 1ull << d->log_rows; row++)
        memcpy(values + (row << d->log_columns) + column, tile + row * TILE_COLUMNS, TILE_COLUMNS * sizeof *tile);
}

/* Multiplies element k of each column of a tile by w^(k * column) and, where there are such, by scales[k]. */
static void twist(const lotusseal_domain *d, const root_powers *roots, fr *tile, uint64_t column, const fr *scales) {
    uint64_t rows = 1ull << d->log_rows;
    for (uint64_t place = 0; place < rows; place++) {
        uint64_t k = reverse_bits((uint32_t)place, d->log_rows), power = k * column;
        fr factor;
        multiply(&factor, roots->low + (power & (rows - 1)), roots->high + (power >> d->log_rows));
        if (scales) multiply(&factor, &factor, scales + k);
        for (uint32_t i = 0; i < TILE_COLUMNS; i++) {
            fr *element = tile + place * TILE_COLUMNS + i;
            multiply(element, element, &factor);
            if (i + 1 < TILE_COLUMNS) multiply(&factor, &factor, roots->low + k);
        }
    }
}

static void columns_to_coefficients(const transform_work *w, fr *tile, uint64_t column, const fr *scales) {
    const lotusseal_domain *d = w->domain;
    to_reversed(tile, d->log_rows, TILE_COLUMNS, d->inverse.column_roots);
    twist(d, &d->inverse, tile, column, scales);
}

static void columns_to_values(const transform_work *w, fr *tile, uint64_t column) {
    const lotusseal_domain *d = w->domain;
    twist(d, &d->forward, tile, column, NULL);
    from_reversed(tile, d->log_rows, TILE_COLUMNS, d->forward.column_roots);
}

static void interpolate_columns(const transform_work *w, const fr *scales) {
    for (uint64_t column = w->first; column < w->first + w->count; column += TILE_COLUMNS) {
        load_tile(w->domain, w->tile, w->a, column);
        columns_to_coefficients(w, w->tile, column, scales);
        store_tile(w->domain, w->tile, w->a, column);
    }
}

/* Values of three polynomials on the coset to those of (a b - c), up to a factor, and on to the coefficients of the columns. */
static void divide_columns(const transform_work *w) {
    const lotusseal_domain *d = w->domain;
    uint64_t elements = (uint64_t)TILE_COLUMNS << d->log_rows;
    fr *a = w->tile, *b = a + elements, *c = b + elements;
    for (uint64_t column = w->first; column < w->first + w->count; column += TILE_COLUMNS) {
        load_tile(d, a, w->a, column);
        load_tile(d, b, w->b, column);
        load_tile(d, c, w->c, column);
        columns_to_values(w, a, column);
        columns_to_values(w, b, column);
        columns_to_values(w, c, column);
        for (uint64_t i = 0; i < elements; i++) {
            multiply(a + i, a + i, b + i);
            subtract(a + i, a + i, c + i);
        }
        columns_to_coefficients(w, a, column, d->uncoset_low);
        store_tile(d, a, w->a, column);
    }
}

/* Coefficients times those of the coset, and on to values of the rows. */
static void rows_to_coset(const transform_work *w) {
    const lotusseal_domain *d = w->domain;
    uint64_t columns = 1ull << d->log_columns;
    for (uint64_t row = w->first; row < w->first + w->count; row++) {
        fr *values = w->a + row * columns;
        to_reversed(values, d->log_columns, 1, d->inverse.high);
        for (uint64_t l = 0; l < columns; l++) multiply(values + l, values + l, d->coset_high + l);
        from_reversed(values, d->log_columns, 1, d->forward.high);
    }
}

/* The last step to coefficients, which go to their places in another array. */
static void rows_to_coefficients(const transform_work *w, const fr *scales) {
    const lotusseal_domain *d = w->domain;
    uint64_t columns = 1ull << d->log_columns;
    for (uint64_t row = w->first; row < w->first + w->count; row++) {
        fr *values = w->a + row * columns, *to = w->b + reverse_bits((uint32_t)row, d->log_rows);
        to_reversed(values, d->log_columns, 1, d->inverse.high);
        for (uint64_t l = 0; l < columns; l++)
            multiply(to + ((uint64_t)reverse_bits((uint32_t)l, d->log_columns) << d->log_rows), values + l, scales ? scales + l : &d->by_size);
    }
}

void TRANSFORM(const transform_work *work, uint32_t step) {
    const lotusseal_domain *d = work->domain;
    switch (step) {
    case LOTUSSEAL_INTERPOLATE_COLUMNS: interpolate_columns(work, NULL); break;
    case LOTUSSEAL_INTERPOLATE_ROWS: rows_to_coefficients(work, NULL); break;
    case LOTUSSEAL_COSET_COLUMNS: interpolate_columns(work, d->coset_low); break;
    case LOTUSSEAL_COSET_ROWS: rows_to_coset(work); break;
    case LOTUSSEAL_DIVIDE_COLUMNS: divide_columns(work); break;
    default: rows_to_coefficients(work, d->uncoset_high); break;
    }
}

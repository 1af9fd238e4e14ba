/*
 * Transforms over the powers of a root of unity w of order n = rows * columns (porep.md 9.2, 9.5), in steps that each read memory once.
 *
 * Element i of an array lies in row i / columns. A transform from values to coefficients is one of each column, a factor w^-(k * column) for element
 * k of its result, and one of each row; coefficient k + rows * l is then element l of the result of row k. The small transforms stay in the processor's
 * own cache and leave element k at the place with the bits of k in reverse; the way from coefficients to values is the same one backwards and begins
 * with that order, so that only a last result is ever put in order. Factors of a coset, g^(k + rows * l), are g^k for the row, which goes into the
 * factor after the columns, and (g^rows)^l.
 */
#ifndef LOTUSSEAL_TRANSFORM_TRANSFORM_H
#define LOTUSSEAL_TRANSFORM_TRANSFORM_H

#include "field/fr.h"
#include "lotusseal.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Columns that are worked on together: two cache lines. */
#define TILE_COLUMNS 4u

/* Powers of w or of its inverse. */
typedef struct {
    fr *low;          /* w^k for k below rows */
    fr *high;         /* w^(rows * k) for k below columns: the roots for a row */
    fr *column_roots; /* w^(columns * k) for k below rows / 2 */
} root_powers;

struct lotusseal_domain {
    uint32_t log_rows, log_columns;
    root_powers forward, inverse;
    fr *coset_low, *coset_high;     /* g^k; (g^rows)^l / n, l in the order of a row's result */
    fr *uncoset_low, *uncoset_high; /* g^-k; (g^rows)^-l / n / (g^n - 1), likewise */
    fr by_size;                     /* 1 / n */
};

/* What a step works on; checked by the caller. tile is room for three times rows * TILE_COLUMNS elements, or for one row. */
typedef struct {
    const lotusseal_domain *domain;
    fr *a, *b, *c;
    uint64_t first, count;
    fr *tile;
} transform_work;

typedef void transform_steps(const transform_work *work, uint32_t step);
transform_steps transform_portable, transform_adx;

uint32_t reverse_bits(uint32_t value, uint32_t bits);

#ifdef __cplusplus
}
#endif

#endif

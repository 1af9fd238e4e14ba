/*
 * The heavy arithmetic of sealing behind a small C ABI.
 *
 * Nodes are 32-byte little-endian field elements (porep.md 4.1). Every function works on the calling thread, keeps no state between calls
 * apart from what is built once, and is safe for concurrent calls on different memory. Byte buffers need no alignment, and
 * buffers may be null when count is 0.
 */
#ifndef LOTUSSEAL_H
#define LOTUSSEAL_H

#include <stdint.h>

#if defined(__GNUC__)
#define LOTUSSEAL_API __attribute__((visibility("default")))
#else
#define LOTUSSEAL_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Raised whenever a signature or a struct below changes; the caller refuses a library with another number. */
#define LOTUSSEAL_ABI_VERSION 5

#define LOTUSSEAL_OK 0
#define LOTUSSEAL_BAD_ARGUMENT 1
#define LOTUSSEAL_NO_MEMORY 2
#define LOTUSSEAL_STOPPED 3

/* Instruction sets a kernel may use; 0 means portable C only. A set the processor lacks is ignored. */
#define LOTUSSEAL_ISA_SHA_NI 1u
#define LOTUSSEAL_ISA_AVX2 2u /* with BMI2 */
#define LOTUSSEAL_ISA_AVX512 4u
#define LOTUSSEAL_ISA_AVX512_IFMA 8u
#define LOTUSSEAL_ISA_ADX 16u     /* with BMI2 */
#define LOTUSSEAL_ISA_ARM_SHA 32u /* SHA-256 of 64-bit Arm */
#define LOTUSSEAL_ISA_NEON 64u    /* its vectors */

/*
 * With the sets that lotusseal_label_range may use: four sectors are hashed together and not as two pairs, which pays where the SHA unit starts an
 * instruction in each cycle. No processor reports it.
 */
#define LOTUSSEAL_LABELS_BY_FOUR 0x80000000u

/* The groups of BLS12-381. */
#define LOTUSSEAL_G1 1u
#define LOTUSSEAL_G2 2u

/* Bits of a digit in lotusseal_scalars_split, and how many digits a scalar has. */
#define LOTUSSEAL_MIN_DIGIT_BITS 2u
#define LOTUSSEAL_MAX_DIGIT_BITS 16u
#define LOTUSSEAL_DIGITS(bits) ((256u + (bits)-1) / (bits))

#define LOTUSSEAL_MAX_NODES (1ull << 31)

/* How many sectors lotusseal_label_range hashes in one call. */
#define LOTUSSEAL_MAX_CHAINS 4u

/* What fixes a graph (porep.md 3.1). */
typedef struct {
    uint64_t nodes;           /* a power of two, 8 to 2^31 */
    uint64_t feistel_keys[3]; /* k0, k1, k2 */
    uint8_t drg_seed[28];
    uint32_t legacy; /* 1 for API 1.0.0: predecessor last, 32-bit truncation of the expander (porep.md 1.2) */
} lotusseal_graph_seeds;

/* A graph with the tables that make its parents cheap; read-only after creation. */
typedef struct lotusseal_graph lotusseal_graph;

/*
 * Where the labels of a layer lie: that of node i is at nodes[i % 2] + 32 i. Of a sector that has its memory alone both are the same. Two sectors
 * can lie side by side in two buffers, even nodes in one and odd nodes in the other, a line of 64 bytes a node; then nodes[1] is 32 bytes before its
 * buffer.
 */
typedef struct {
    uint8_t *nodes[2];
} lotusseal_labels;

/* One sector in lotusseal_label_range. */
typedef struct {
    const uint8_t *replica_id; /* 32 bytes */
    lotusseal_labels layer;    /* under work */
    lotusseal_labels previous; /* the layer below, nulls for layer 1 */
    uint32_t layer_number;     /* from 1; sectors that are hashed together need not agree in it */
} lotusseal_label_chain;

LOTUSSEAL_API int32_t lotusseal_abi_version(void);

/* The instruction sets of this processor, as a mask of LOTUSSEAL_ISA_*. */
LOTUSSEAL_API uint32_t lotusseal_cpu_isa(void);

LOTUSSEAL_API int32_t lotusseal_graph_create(uint32_t isa, const lotusseal_graph_seeds *seeds, lotusseal_graph **graph);
LOTUSSEAL_API void lotusseal_graph_destroy(lotusseal_graph *graph);

/* parents receives count * 14 values: 6 base, then 8 expander parents of each node (porep.md 3.2, 3.3). */
LOTUSSEAL_API int32_t lotusseal_graph_parents(uint32_t isa, const lotusseal_graph *graph, uint32_t first_node, uint64_t count, uint32_t *parents);

/* Labels nodes first_node .. first_node + count - 1 of a layer of each sector (porep.md 3.6); parents start with those of first_node. */
LOTUSSEAL_API int32_t lotusseal_label_range(uint32_t isa, const lotusseal_label_chain *chains, uint32_t chain_count, uint32_t first_node,
                                            uint64_t count, const uint32_t *parents);

/* digests[i] = sha254(nodes[2i] || nodes[2i + 1]) (porep.md 2.2). */
LOTUSSEAL_API int32_t lotusseal_hash_pairs(uint32_t isa, const uint8_t *nodes, uint8_t *digests, uint64_t count);

/* digests[i] = Poseidon of arity consecutive nodes, MerkleTree tag; arity 2, 4, 8 or 11 (porep.md 4.2). */
LOTUSSEAL_API int32_t lotusseal_poseidon_hash(uint32_t isa, uint32_t arity, const uint8_t *nodes, uint8_t *digests, uint64_t count);

/* digests[i] = Poseidon of layers[0][i] .. layers[layer_count - 1][i]; 2 or 11 layers. */
LOTUSSEAL_API int32_t lotusseal_poseidon_columns(uint32_t isa, const uint8_t *const *layers, uint32_t layer_count, uint8_t *digests, uint64_t count);

/* Writes the (8 + R_P) * (arity + 1) plain round constants, canonical, 32 bytes each (porep.md 4.4). */
LOTUSSEAL_API int32_t lotusseal_poseidon_round_constants(uint32_t arity, uint8_t *constants);

/* replica[i] = labels[i] + data[i] mod r; replica may be data (porep.md 3.7). */
LOTUSSEAL_API int32_t lotusseal_encode(const uint8_t *labels, const uint8_t *data, uint8_t *replica, uint64_t count);

/* data[i] = replica[i] - labels[i] mod r; data may be replica. */
LOTUSSEAL_API int32_t lotusseal_decode(const uint8_t *labels, const uint8_t *replica, uint8_t *data, uint64_t count);

/*
 * The arithmetic of Groth16 (porep.md 9). Scalars are four, coordinates six (G1) or twelve (G2) 64-bit words in Montgomery form, below the modulus;
 * their memory is aligned to 8 bytes. A point is two coordinates, both zero at infinity; a sum is three, (x / z^2, y / z^3), z zero at infinity.
 * Points are on their curve. Functions with stop return LOTUSSEAL_STOPPED some milliseconds after another thread made it other than zero; it may be
 * null.
 */

/* How many scalars are 1, and how many neither 0 nor 1. */
LOTUSSEAL_API int32_t lotusseal_scalars_count(const uint64_t *scalars, uint64_t count, uint64_t *ones, uint64_t *others);

/*
 * Lists the scalars that are 1, and those that are neither 0 nor 1, by their number plus first. The others are also written as digits: scalar =
 * sum over w of digit[w] * 2^(bits * w), -2^(bits - 1) <= digit[w] <= 2^(bits - 1); digit w of the i-th other is digits[w * stride + i]. A list
 * that gets nothing may be null.
 */
LOTUSSEAL_API int32_t lotusseal_scalars_split(const uint64_t *scalars, uint64_t count, uint32_t first, uint32_t bits, uint32_t *ones,
                                              uint32_t *others, int16_t *digits, uint64_t stride);

/*
 * sums[i], a point, is the sum of the points that the entries from ends[i - 1] (0 for the first) to ends[i] name: an entry is the number of a point,
 * with the highest bit set for its negative.
 */
LOTUSSEAL_API int32_t lotusseal_point_runs(uint32_t isa, uint32_t group, const uint64_t *points, const uint32_t *entries, const uint32_t *ends,
                                           uint64_t runs, uint64_t *sums, const volatile int32_t *stop);

/* sum = sum over i of digits[i] * points[indices[i]], for one digit of the others of lotusseal_scalars_split; count below 2^31. */
LOTUSSEAL_API int32_t lotusseal_point_window(uint32_t isa, uint32_t group, const uint64_t *points, const uint32_t *indices, const int16_t *digits,
                                             uint64_t count, uint32_t bits, uint64_t *sum, const volatile int32_t *stop);

/* The multiples of a point by the values of each digit, 1 to 2^(bits - 1): table has LOTUSSEAL_DIGITS(bits) rows of 2^(bits - 1) points. */
LOTUSSEAL_API int32_t lotusseal_point_table(uint32_t isa, uint32_t group, const uint64_t *point, uint32_t bits, uint64_t *table);

/* multiples[i], a point, is scalars[i] times the point of a table. */
LOTUSSEAL_API int32_t lotusseal_point_multiples(uint32_t isa, uint32_t group, const uint64_t *table, uint32_t bits, const uint64_t *scalars,
                                                uint64_t count, uint64_t *multiples, const volatile int32_t *stop);

/*
 * Points from their uncompressed form (porep.md 9.1), until one is none: a coordinate is p or more, a flag is set (infinity is refused too), or,
 * where on_curve is not 0, the point is not on the curve. decoded receives how many came before it.
 */
LOTUSSEAL_API int32_t lotusseal_point_decode(uint32_t isa, uint32_t group, const uint8_t *bytes, uint64_t count, int32_t on_curve, uint64_t *points,
                                             uint64_t *decoded);

/*
 * A compressed point of a proof (porep.md 9.1). is_point receives 0 when the bytes are none: a coordinate is p or more, a flag is wrong, it is
 * infinity, or it is not on the curve or not in the group of prime order.
 */
LOTUSSEAL_API int32_t lotusseal_point_read(uint32_t isa, uint32_t group, const uint8_t *bytes, uint64_t *point, int32_t *is_point);

/* Odd multiples of a known point, 1, 3, 5 ... 15 times, and digits of a number that it is multiplied by. */
#define LOTUSSEAL_KNOWN_MULTIPLES 8u
#define LOTUSSEAL_KNOWN_DIGITS 257u

/* sum = sum over points i and digits d of 2^d * digits[i][d] * point i, in G1; a digit is 0 or odd, at most 15 in size. */
LOTUSSEAL_API int32_t lotusseal_point_known_sum(uint32_t isa, const uint64_t *multiples, const int8_t *digits, uint64_t count, uint64_t *sum);

/*
 * The optimal ate pairing, to the third power. A line has three pairs of coordinates: the constant, what x is multiplied by, what y is. A value has
 * twelve coordinates, in the order of the tower over fp2 that porep.md 9.1 names.
 */
#define LOTUSSEAL_PAIRING_LINES 68u

/* The lines of a point of G2 that is not infinity. */
LOTUSSEAL_API int32_t lotusseal_pairing_lines(uint32_t isa, const uint64_t *point, uint64_t *lines);

/* The product of the pairings before the final exponentiation, of points that are not infinity; the lines of one follow those of the other. */
LOTUSSEAL_API int32_t lotusseal_pairing_loop(uint32_t isa, const uint64_t *points, const uint64_t *lines, uint64_t count, uint64_t *value);

/* The final exponentiation, in place. */
LOTUSSEAL_API int32_t lotusseal_pairing_power(uint32_t isa, uint64_t *value);

/* The powers of a root of unity of order 2^log2, with tables; read-only after creation. */
typedef struct lotusseal_domain lotusseal_domain;

#define LOTUSSEAL_MIN_DOMAIN 4u
#define LOTUSSEAL_MAX_DOMAIN 31u

/*
 * Transforms in steps over rows and columns; each step is done for all lines, by as many calls and threads as wanted, before the next begins.
 *
 *   values a to coefficients b:     INTERPOLATE_COLUMNS (a), INTERPOLATE_ROWS (a to b);
 *   the coefficients b of (a * b - c) / (x^n - 1), from values (porep.md 9.5): COSET_COLUMNS and COSET_ROWS (each of a, b, c as a),
 *                                   DIVIDE_COLUMNS (a, b, c to a), DIVIDE_ROWS (a to b).
 */
#define LOTUSSEAL_INTERPOLATE_COLUMNS 0u
#define LOTUSSEAL_INTERPOLATE_ROWS 1u
#define LOTUSSEAL_COSET_COLUMNS 2u
#define LOTUSSEAL_COSET_ROWS 3u
#define LOTUSSEAL_DIVIDE_COLUMNS 4u
#define LOTUSSEAL_DIVIDE_ROWS 5u

LOTUSSEAL_API int32_t lotusseal_domain_create(uint32_t log2, lotusseal_domain **domain);
LOTUSSEAL_API void lotusseal_domain_destroy(lotusseal_domain *domain);

/* How many lines a step has. */
LOTUSSEAL_API uint64_t lotusseal_domain_lines(const lotusseal_domain *domain, uint32_t step);

/* A step for some lines; of columns, first and count are multiples of 4. Arrays have 2^log2 scalars; those that a step does not name may be null. */
LOTUSSEAL_API int32_t lotusseal_domain_step(uint32_t isa, const lotusseal_domain *domain, uint32_t step, uint64_t *a, uint64_t *b, uint64_t *c,
                                            uint64_t first, uint64_t count);

#ifdef __cplusplus
}
#endif

#endif

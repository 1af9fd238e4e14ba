/* The tests by subject; those with an instruction set run once for each choice that the processor has. */
#ifndef LOTUSSEAL_TEST_TESTS_H
#define LOTUSSEAL_TEST_TESTS_H

#include <stdint.h>

void test_cpu(void);
void test_field(void);
void test_encode(void);
void test_arguments(void);
void test_scalars(void);

void test_pairs(uint32_t isa);
void test_graph(uint32_t isa);
void test_labels(uint32_t isa);
void test_poseidon(uint32_t isa);
void test_curve(uint32_t isa);
void test_pairing(uint32_t isa);
void test_proving(uint32_t isa);

#endif

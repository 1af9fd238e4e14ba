/*
 * The label loop with the SHA-256 instructions of 64-bit Arm. Their unit starts one a cycle on the processors of servers, and a kept block has 32
 * of them in a chain of 80 cycles: two chains nearly fill it, as they do on x86.
 */
#include "hash/arm_sha.h"
#include "label/label_sha_template.h"

DEFINE_LABEL_RANGE(label_range_arm_sha_1, 1)
DEFINE_LABEL_RANGE(label_range_arm_sha_2, 2)
DEFINE_LABEL_RANGE(label_range_arm_sha_4, 4)

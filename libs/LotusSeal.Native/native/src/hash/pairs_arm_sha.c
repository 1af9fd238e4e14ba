/* sha254 of pairs on the SHA-256 instructions of 64-bit Arm. */
#include "hash/arm_sha.h"

#define PAIRS hash_pairs_arm_sha
#include "hash/pairs_sha_template.h"

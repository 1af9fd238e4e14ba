/* sha254 of pairs on the SHA instructions of x86. */
#include "hash/sha_ni.h"

#define PAIRS hash_pairs_sha_ni
#include "hash/pairs_sha_template.h"

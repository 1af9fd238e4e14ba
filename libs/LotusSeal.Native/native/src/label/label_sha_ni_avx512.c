/* The label loop with SHA instructions, the message schedule partly with AVX-512, which leaves more of the SHA unit to the rounds. */
#include "hash/sha_ni.h"
#include "label/label_sha_template.h"

DEFINE_LABEL_RANGE(label_range_sha_ni_avx512_1, 1)
DEFINE_LABEL_RANGE(label_range_sha_ni_avx512_2, 2)
DEFINE_LABEL_RANGE(label_range_sha_ni_avx512_4, 4)

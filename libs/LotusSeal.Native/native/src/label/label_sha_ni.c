/* The label loop with the SHA instructions of x86 alone. */
#include "hash/sha_ni.h"
#include "label/label_sha_template.h"

DEFINE_LABEL_RANGE(label_range_sha_ni_1, 1)
DEFINE_LABEL_RANGE(label_range_sha_ni_2, 2)
DEFINE_LABEL_RANGE(label_range_sha_ni_4, 4)

/* The version that the caller compares with its own. */
#include "lotusseal.h"

int32_t lotusseal_abi_version(void) { return LOTUSSEAL_ABI_VERSION; }

/* Poseidon in portable C. */
#define POSEIDON poseidon_portable
#include "poseidon/poseidon_template.h"

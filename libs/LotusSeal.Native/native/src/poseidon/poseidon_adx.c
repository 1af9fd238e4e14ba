/* Poseidon with two carry chains. */
#define POSEIDON poseidon_adx
#include "poseidon/poseidon_template.h"

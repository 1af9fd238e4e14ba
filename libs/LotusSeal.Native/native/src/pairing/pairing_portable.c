/* Pairings, and the points of proofs, in portable C. */
#include "pairing/loop_template.h"
#include "pairing/points_template.h"

const pairing_kernel pairing_portable = {twist_lines, pairing_loop, pairing_power, read_g1, read_g2, sum_of_powers};

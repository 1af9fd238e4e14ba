/* Additions of pairs of points in both groups, in portable C. */
#define FIELD fp
#define POINT g1_point
#define ADD_PAIRS g1_add_pairs_portable
#include "curve/pairs_template.h"

#define FIELD fp2
#define POINT g2_point
#define ADD_PAIRS g2_add_pairs_portable
#include "curve/pairs_template.h"

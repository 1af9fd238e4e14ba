/* The sums that end a window, in both groups. They are few, so no instruction set has its own. */
#define FIELD fp
#define POINT g1_point
#define SUM g1_sum
#define WEIGHTED_SUM g1_weighted_sum
#define SHIFT_AND_ADD g1_shift_and_add
#include "curve/sums_template.h"

#define FIELD fp2
#define POINT g2_point
#define SUM g2_sum
#define WEIGHTED_SUM g2_weighted_sum
#define SHIFT_AND_ADD g2_shift_and_add
#include "curve/sums_template.h"

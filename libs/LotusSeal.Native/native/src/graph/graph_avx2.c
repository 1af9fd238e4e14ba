/* Graph arithmetic, 256 bits wide. */
#define LANE_BYTES 32
#define CHACHA_DRAWS chacha_draws_avx2
#define FEISTEL_TABLE feistel_table_avx2
#include "graph/graph_lanes.h"

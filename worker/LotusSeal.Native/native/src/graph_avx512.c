/* Graph arithmetic, 512 bits wide. */
#define LANE_BYTES 64
#define CHACHA_DRAWS chacha_draws_avx512
#define FEISTEL_TABLE feistel_table_avx512
#include "graph_lanes.h"

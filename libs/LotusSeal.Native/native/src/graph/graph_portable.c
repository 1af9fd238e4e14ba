/* Graph arithmetic, 128 bits wide. */
#define LANE_BYTES 16
#define CHACHA_DRAWS chacha_draws_portable
#define FEISTEL_TABLE feistel_table_portable
#include "graph/graph_lanes.h"

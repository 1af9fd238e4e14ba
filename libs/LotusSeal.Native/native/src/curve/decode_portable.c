/* Decoding of points in portable C. */
#define SUFFIX portable
#include "curve/decode_template.h"

/* Decoding of points with two carry chains. */
#define SUFFIX adx
#include "curve/decode_template.h"

/* Transforms in portable C. */
#define TRANSFORM transform_portable
#include "transform/transform_template.h"

/* Transforms with two carry chains. */
#define TRANSFORM transform_adx
#include "transform/transform_template.h"

// Brotli decoding of HTTP bodies, for FileFormats.
#ifndef WINNOW_CBROTLI_H
#define WINNOW_CBROTLI_H
#include <brotli/decode.h>
#endif

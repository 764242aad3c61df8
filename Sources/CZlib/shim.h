// Streaming gzip and deflate where whole buffers do not fit, for FileFormats.
#ifndef WINNOW_CZLIB_H
#define WINNOW_CZLIB_H
#include <zlib.h>

// inflateInit2 is a macro, which Swift does not import.
static inline int winnow_inflate_init(z_stream *stream, int window_bits) {
    return inflateInit2(stream, window_bits);
}
#endif

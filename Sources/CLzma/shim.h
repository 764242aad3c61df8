// xz streams, for FileFormats.
#ifndef WINNOW_CLZMA_H
#define WINNOW_CLZMA_H
#include <lzma.h>

// The initializer and the flag are macros that Swift does not import.
static inline lzma_ret winnow_lzma_begin(lzma_stream *stream, uint64_t memory) {
    lzma_stream empty = LZMA_STREAM_INIT;
    *stream = empty;
    return lzma_stream_decoder(stream, memory, LZMA_CONCATENATED);
}
#endif

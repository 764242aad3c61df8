// zstd compression, for FileFormats.
#ifndef WINNOW_CZSTD_H
#define WINNOW_CZSTD_H
#include <zstd.h>
#include <zstd_errors.h>
#endif

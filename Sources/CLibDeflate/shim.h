// Whole-buffer gzip and deflate, for FileFormats.
#ifndef WINNOW_CLIBDEFLATE_H
#define WINNOW_CLIBDEFLATE_H
#include <libdeflate.h>
#endif

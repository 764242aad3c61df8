// bzip2 streams, for FileFormats.
#ifndef WINNOW_CBZIP2_H
#define WINNOW_CBZIP2_H
#include <bzlib.h>
#endif

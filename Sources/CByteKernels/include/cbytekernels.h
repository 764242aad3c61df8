// C helpers that Swift inlines, and pinned tables.
#ifndef WINNOW_CBYTEKERNELS_H
#define WINNOW_CBYTEKERNELS_H
#include <stdint.h>
#include "cbk_ngrams.h"

extern const int cbk_unicode_version[2];
extern const uint8_t cbk_category_block[4352];
extern const uint8_t cbk_category_table[];

// The general category of a code point below 0x110000, by the two-stage table.
static inline __attribute__((always_inline)) uint8_t cbk_category(uint32_t scalar) {
    return cbk_category_table[((uint32_t)cbk_category_block[scalar >> 8] << 8) | (scalar & 255)];
}

static inline __attribute__((always_inline)) void cbk_prefetch(const void *p) {
    __builtin_prefetch(p, 0, 3);
}
#endif

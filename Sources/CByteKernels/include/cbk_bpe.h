// C helpers of byte-pair encoding: character classes and large zeroed tables.
#ifndef WINNOW_CBK_BPE_H
#define WINNOW_CBK_BPE_H
#include <stddef.h>
#include <stdint.h>
#include "cbytekernels.h"

// One bit per class that the split patterns in use tell apart.
enum {
    CBK_BPE_LOWER = 1,     // Ll
    CBK_BPE_UPPER = 2,     // Lu, Lt
    CBK_BPE_CASELESS = 4,  // Lm, Lo
    CBK_BPE_MARK = 8,      // M
    CBK_BPE_NUMBER = 16,   // N
    CBK_BPE_SPACE = 32,    // White_Space
    CBK_BPE_PUNCT = 64,    // P
    CBK_BPE_SYMBOL = 128,  // S, and every byte that is not valid UTF-8
};

// The class of a code point below 0x110000; 0 for controls, format characters and the unassigned.
static inline __attribute__((always_inline)) uint32_t cbk_bpe_class(uint32_t scalar) {
    static const uint8_t of_category[32] = {
        2, 1, 2, 4, 4, 8, 8, 8, 16, 16, 16, 64, 64, 64, 64, 64, 64, 64, 128, 128, 128, 128,
        32, 32, 32, 0, 0, 0, 0, 0, 0, 0};
    if (scalar < 0xA0)
        if ((scalar >= 9 && scalar <= 13) || scalar == 0x85) return CBK_BPE_SPACE;
    return of_category[cbk_category(scalar)];
}

// Decodes the character of two or more bytes at `p` (`left` >= 1 bytes are readable):
// class | width << 8. A byte that begins no valid UTF-8 is a symbol of width 1.
static inline uint32_t cbk_bpe_wide(const uint8_t *p, size_t left) {
    uint32_t a = p[0];
    if (a >= 0xC2 && a < 0xE0 && left >= 2 && (p[1] & 0xC0) == 0x80)
        return cbk_bpe_class((a & 31) << 6 | (p[1] & 63)) | 2 << 8;
    if (a >= 0xE0 && a < 0xF0 && left >= 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
        uint32_t c = (a & 15) << 12 | (uint32_t)(p[1] & 63) << 6 | (p[2] & 63);
        if (c >= 0x800 && (c < 0xD800 || c > 0xDFFF)) return cbk_bpe_class(c) | 3 << 8;
    }
    if (a >= 0xF0 && a < 0xF5 && left >= 4 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80 &&
        (p[3] & 0xC0) == 0x80) {
        uint32_t c = (a & 7) << 18 | (uint32_t)(p[1] & 63) << 12 | (uint32_t)(p[2] & 63) << 6 |
                     (p[3] & 63);
        if (c >= 0x10000 && c < 0x110000) return cbk_bpe_class(c) | 4 << 8;
    }
    return CBK_BPE_SYMBOL | 1 << 8;
}

// Class | width << 8 of the character at `p`.
static inline __attribute__((always_inline)) uint32_t cbk_bpe_char(const uint8_t *p, size_t left) {
    static const uint8_t ascii[128] = {
        0,   0,   0,   0,   0,   0,   0,   0,   0,   32,  32,  32,  32,  32,  0,   0,
        0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,
        32,  64,  64,  64,  128, 64,  64,  64,  64,  64,  64,  128, 64,  64,  64,  64,
        16,  16,  16,  16,  16,  16,  16,  16,  16,  16,  64,  64,  128, 128, 128, 64,
        64,  2,   2,   2,   2,   2,   2,   2,   2,   2,   2,   2,   2,   2,   2,   2,
        2,   2,   2,   2,   2,   2,   2,   2,   2,   2,   2,   64,  64,  64,  128, 64,
        128, 1,   1,   1,   1,   1,   1,   1,   1,   1,   1,   1,   1,   1,   1,   1,
        1,   1,   1,   1,   1,   1,   1,   1,   1,   1,   1,   64,  128, 64,  128, 0};
    if (*p < 0x80) return (uint32_t)ascii[*p] | 1 << 8;
    return cbk_bpe_wide(p, left);
}

// Zeroed memory straight from the system, in large pages where there are any; null when refused.
void *cbk_bpe_map(size_t bytes);
void cbk_bpe_unmap(void *memory, size_t bytes);
#endif

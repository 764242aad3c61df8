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

// For 64 bytes, which of them are what: one bit a byte, the first byte lowest.
typedef struct {
    uint64_t letter, upper, number, space, white, line, quote, slash, high;
    // Of characters of several bytes: Lm and Lo, M, all bytes but the first, the first bytes of
    // white space of two and of three bytes, and N.
    uint64_t caseless, mark, continuation, white2, white3, wide_number;
} cbk_bpe_window;

// Adds the characters of several bytes, the bytes of which are in `high`, to a window that
// begins with a character. `p` has 68 readable bytes.
void cbk_bpe_classify_wide(const uint8_t *p, cbk_bpe_window *window);

#if defined(__SSE2__)
#include <emmintrin.h>

// Whether each byte is in [first, first + count].
static inline __attribute__((always_inline)) uint64_t cbk_bpe_in(__m128i x, char first, char count) {
    __m128i offset = _mm_sub_epi8(x, _mm_set1_epi8(first));
    __m128i least = _mm_min_epu8(offset, _mm_set1_epi8(count));
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(offset, least));
}

static inline __attribute__((always_inline)) uint64_t cbk_bpe_is(__m128i x, char byte) {
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_set1_epi8(byte)));
}

static inline __attribute__((always_inline)) cbk_bpe_window cbk_bpe_classify(const uint8_t *p) {
    cbk_bpe_window w = {0};
    for (int i = 0; i < 64; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(p + i));
        w.letter |= cbk_bpe_in(_mm_or_si128(x, _mm_set1_epi8(0x20)), 'a', 25) << i;
        w.upper |= cbk_bpe_in(x, 'A', 25) << i;
        w.number |= cbk_bpe_in(x, '0', 9) << i;
        uint64_t space = cbk_bpe_is(x, ' ');
        w.space |= space << i;
        w.white |= (space | cbk_bpe_in(x, 9, 4)) << i;
        w.line |= (cbk_bpe_is(x, 10) | cbk_bpe_is(x, 13)) << i;
        w.quote |= cbk_bpe_is(x, 39) << i;
        w.slash |= cbk_bpe_is(x, '/') << i;
        w.high |= (uint64_t)(uint32_t)_mm_movemask_epi8(x) << i;
    }
    return w;
}
#else
static inline cbk_bpe_window cbk_bpe_classify(const uint8_t *p) {
    cbk_bpe_window w = {0};
    for (int i = 0; i < 64; i++) {
        uint64_t bit = (uint64_t)1 << i;
        uint8_t b = p[i];
        if ((uint8_t)((b | 0x20) - 'a') < 26) w.letter |= bit;
        if ((uint8_t)(b - 'A') < 26) w.upper |= bit;
        if ((uint8_t)(b - '0') < 10) w.number |= bit;
        if (b == ' ') w.space |= bit;
        if (b == ' ' || (uint8_t)(b - 9) < 5) w.white |= bit;
        if (b == 10 || b == 13) w.line |= bit;
        if (b == 39) w.quote |= bit;
        if (b == '/') w.slash |= bit;
        if (b > 127) w.high |= bit;
    }
    return w;
}
#endif

// The smallest of the first `count` keys and those after them up to a multiple of 8.
static inline __attribute__((always_inline)) int32_t cbk_bpe_least(const int32_t *keys, size_t count) {
#if defined(__SSE2__)
    __m128i least = _mm_set1_epi32(INT32_MAX);
    for (size_t i = 0; i < count; i += 8)
        for (size_t j = i; j < i + 8; j += 4) {
            __m128i x = _mm_loadu_si128((const __m128i *)(keys + j));
            __m128i larger = _mm_cmpgt_epi32(least, x);
            least = _mm_or_si128(_mm_and_si128(larger, x), _mm_andnot_si128(larger, least));
        }
    int32_t lanes[4];
    _mm_storeu_si128((__m128i *)lanes, least);
    int32_t a = lanes[0] < lanes[1] ? lanes[0] : lanes[1];
    int32_t b = lanes[2] < lanes[3] ? lanes[2] : lanes[3];
    return a < b ? a : b;
#else
    int32_t least = INT32_MAX;
    for (size_t i = 0; i < count; i++)
        if (keys[i] < least) least = keys[i];
    return least;
#endif
}

// Zeroed memory straight from the system, in large pages where there are any; null when refused.
void *cbk_bpe_map(size_t bytes);
void cbk_bpe_unmap(void *memory, size_t bytes);
#endif

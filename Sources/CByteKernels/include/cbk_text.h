// Text kernels: character classes, UTF-8 decoding, 16-byte masks and whole-buffer counts.
#ifndef WINNOW_CBK_TEXT_H
#define WINNOW_CBK_TEXT_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define CBK_TEXT_INLINE static inline __attribute__((always_inline))

extern const uint8_t cbk_text_class_block[4352];
extern const uint8_t cbk_text_class_table[];

// What a code point is to the text rules: flags in the low nibble and bit 7, kind in bits 4-6.
CBK_TEXT_INLINE uint8_t cbk_text_class(uint32_t scalar) {
    return scalar < 0x110000
        ? cbk_text_class_table[((uint32_t)cbk_text_class_block[scalar >> 8] << 8) | (scalar & 255)]
        : 0;
}

// The code point at p in bits 0-20 and its length in bytes above bit 24. A byte that starts no
// valid sequence is U+FFFD of length 1. Reads up to 4 bytes: the buffer is padded with zeros.
CBK_TEXT_INLINE uint32_t cbk_text_decode(const uint8_t *p) {
    uint32_t a = p[0];
    if (a < 0x80) return a | 1u << 24;
    uint32_t b = p[1] ^ 0x80u, bad = 0xFFFDu | 1u << 24;
    if (a < 0xC2 || b > 0x3F) return bad;
    if (a < 0xE0) return (a & 0x1F) << 6 | b | 2u << 24;
    uint32_t c = p[2] ^ 0x80u;
    if (c > 0x3F) return bad;
    if (a < 0xF0) {
        uint32_t s = (a & 0x0F) << 12 | b << 6 | c;
        return s < 0x800 || (s >> 11) == 0x1B ? bad : (s | 3u << 24);
    }
    uint32_t d = p[3] ^ 0x80u, s = (a & 0x07) << 18 | b << 12 | c << 6 | d;
    return a > 0xF4 || d > 0x3F || s < 0x10000 || s > 0x10FFFF ? bad : (s | 4u << 24);
}

CBK_TEXT_INLINE uint64_t cbk_text_load64(const uint8_t *p) {
    uint64_t v;
    memcpy(&v, p, 8);
    return v;
}

CBK_TEXT_INLINE uint32_t cbk_text_load32(const uint8_t *p) {
    uint32_t v;
    memcpy(&v, p, 4);
    return v;
}

CBK_TEXT_INLINE int cbk_text_equal(const uint8_t *a, const uint8_t *b, size_t n) {
    return memcmp(a, b, n) == 0;
}

// The offset of the first `byte`, n when there is none.
CBK_TEXT_INLINE size_t cbk_text_find(const uint8_t *p, size_t n, uint8_t byte) {
    const uint8_t *found = n ? (const uint8_t *)memchr(p, byte, n) : 0;
    return found ? (size_t)(found - p) : n;
}

CBK_TEXT_INLINE void cbk_text_copy16(uint8_t *to, const uint8_t *from) {
    memcpy(to, from, 16);
}

// Of 16 bytes: bit i is set where byte i is a control character, a space or not ASCII.
CBK_TEXT_INLINE uint32_t cbk_text_edge_mask(const uint8_t *p) {
#if defined(__SSE2__)
    __m128i x = _mm_loadu_si128((const __m128i *)p);
    return (uint32_t)_mm_movemask_epi8(_mm_cmplt_epi8(x, _mm_set1_epi8(0x21)));
#else
    uint32_t mask = 0;
    for (int i = 0; i < 16; i++) mask |= (uint32_t)((int8_t)p[i] < 0x21) << i;
    return mask;
#endif
}

// Of 16 bytes: bit i is set where byte i is an ASCII letter, digit or underscore; bit 16 + i
// where it is an ASCII letter.
CBK_TEXT_INLINE uint32_t cbk_text_word_mask(const uint8_t *p) {
#if defined(__SSE2__)
    __m128i x = _mm_loadu_si128((const __m128i *)p);
    __m128i l = _mm_sub_epi8(_mm_or_si128(x, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
    __m128i d = _mm_sub_epi8(x, _mm_set1_epi8('0'));
    __m128i letter = _mm_cmpeq_epi8(_mm_min_epu8(l, _mm_set1_epi8(25)), l);
    __m128i digit = _mm_cmpeq_epi8(_mm_min_epu8(d, _mm_set1_epi8(9)), d);
    __m128i line = _mm_cmpeq_epi8(x, _mm_set1_epi8('_'));
    uint32_t letters = (uint32_t)_mm_movemask_epi8(letter);
    uint32_t rest = (uint32_t)_mm_movemask_epi8(_mm_or_si128(digit, line));
    return letters << 16 | letters | rest;
#else
    uint32_t mask = 0;
    for (int i = 0; i < 16; i++) {
        uint32_t letter = (uint8_t)((p[i] | 0x20) - 'a') < 26;
        mask |= letter << (16 + i) | (letter | ((uint8_t)(p[i] - '0') < 10) | (p[i] == '_')) << i;
    }
    return mask;
#endif
}

// The classes of 64 ASCII bytes, bit i for byte i. Bytes that are not ASCII are in `high` alone.
typedef struct {
    uint64_t letters;
    uint64_t digits;
    uint64_t words;    // letters, digits and underscores
    uint64_t spaces;   // 09-0D and 1C-20
    uint64_t joiners;  // apostrophes and full stops
    uint64_t commas;
    uint64_t twins;    // the next byte is the same
    uint64_t high;
} cbk_text_block;

#if defined(__SSE2__)
// Whether bytes are `first` to `first + span`.
CBK_TEXT_INLINE __m128i cbk_text_within(__m128i x, char first, char span) {
    __m128i d = _mm_sub_epi8(x, _mm_set1_epi8(first));
    return _mm_cmpeq_epi8(_mm_min_epu8(d, _mm_set1_epi8(span)), d);
}

CBK_TEXT_INLINE uint64_t cbk_text_bits(__m128i x) { return (uint32_t)_mm_movemask_epi8(x); }
#endif

// Reads 65 bytes.
CBK_TEXT_INLINE cbk_text_block cbk_text_classify(const uint8_t *p) {
    cbk_text_block b = {0, 0, 0, 0, 0, 0, 0, 0};
#if defined(__SSE2__)
    for (int i = 0; i < 64; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(p + i));
        __m128i next = _mm_loadu_si128((const __m128i *)(p + i + 1));
        __m128i letter = cbk_text_within(_mm_or_si128(x, _mm_set1_epi8(0x20)), 'a', 25);
        __m128i digit = cbk_text_within(x, '0', 9);
        __m128i line = _mm_cmpeq_epi8(x, _mm_set1_epi8('_'));
        __m128i space = _mm_or_si128(
            cbk_text_within(x, 0x09, 4), cbk_text_within(x, 0x1C, 4));
        __m128i join = _mm_or_si128(
            _mm_cmpeq_epi8(x, _mm_set1_epi8('\'')), _mm_cmpeq_epi8(x, _mm_set1_epi8('.')));
        b.letters |= cbk_text_bits(letter) << i;
        b.digits |= cbk_text_bits(digit) << i;
        b.words |= cbk_text_bits(_mm_or_si128(letter, _mm_or_si128(digit, line))) << i;
        b.spaces |= cbk_text_bits(space) << i;
        b.joiners |= cbk_text_bits(join) << i;
        b.commas |= cbk_text_bits(_mm_cmpeq_epi8(x, _mm_set1_epi8(','))) << i;
        b.twins |= cbk_text_bits(_mm_cmpeq_epi8(x, next)) << i;
        b.high |= cbk_text_bits(x) << i;
    }
#else
    for (int i = 0; i < 64; i++) {
        uint8_t c = p[i];
        uint64_t bit = (uint64_t)1 << i;
        if ((uint8_t)((c | 0x20) - 'a') < 26) b.letters |= bit;
        if ((uint8_t)(c - '0') < 10) b.digits |= bit;
        if (c == '_') b.words |= bit;
        if ((uint8_t)(c - 0x09) < 5 || (uint8_t)(c - 0x1C) < 5) b.spaces |= bit;
        if (c == '\'' || c == '.') b.joiners |= bit;
        if (c == ',') b.commas |= bit;
        if (c == p[i + 1]) b.twins |= bit;
        if (c >= 0x80) b.high |= bit;
    }
    b.words |= b.letters | b.digits;
#endif
    return b;
}

// Bytes that continue no UTF-8 sequence: the number of code points of valid text.
size_t cbk_text_code_points(const uint8_t *p, size_t n);

// How often a needle occurs without overlap, from left to right; 0 for an empty one.
size_t cbk_text_count_matches(
    const uint8_t *p, size_t n, const uint8_t *needle, size_t needle_count);

// Writes the offsets of all line feeds and returns their number.
size_t cbk_text_line_feeds(const uint8_t *p, size_t n, uint32_t *offsets);

#endif

// Kernels and pinned tables of single rule sets: spaCy's classes, C4's phrases, personal data.
#ifndef WINNOW_CTR_TEXT_H
#define WINNOW_CTR_TEXT_H
#include "cbk_text.h"

extern const uint8_t ctr_spacy_block[4352];
extern const uint16_t ctr_spacy_table[];

// What spaCy's English patterns say to a code point; the bits are those of SpacyClass.
CBK_TEXT_INLINE uint16_t ctr_spacy_class(uint32_t scalar) {
    return scalar < 0x110000
        ? ctr_spacy_table[((uint32_t)ctr_spacy_block[scalar >> 8] << 8) | (scalar & 255)]
        : 0;
}

#if defined(__SSE2__)
// Where p begins with three letters, in either case; a few other bytes pass as letters.
CBK_TEXT_INLINE __m128i ctr_triple(__m128i x, __m128i y, __m128i z, char a, char b, char c) {
    return _mm_and_si128(
        _mm_cmpeq_epi8(x, _mm_set1_epi8(a)),
        _mm_and_si128(_mm_cmpeq_epi8(y, _mm_set1_epi8(b)), _mm_cmpeq_epi8(z, _mm_set1_epi8(c))));
}
#endif

// Of the 16 places from p on: bit i is set where one of C4's rare triples may begin ("ips",
// "jav", "rms", "vac", "oki", in either case), or where there is a '{'. Reads 18 bytes.
CBK_TEXT_INLINE uint32_t ctr_c4_mask(const uint8_t *p) {
#if defined(__SSE2__)
    __m128i x = _mm_loadu_si128((const __m128i *)p), low = _mm_set1_epi8(0x20);
    __m128i brace = _mm_cmpeq_epi8(x, _mm_set1_epi8('{'));
    x = _mm_or_si128(x, low);
    __m128i y = _mm_or_si128(_mm_loadu_si128((const __m128i *)(p + 1)), low);
    __m128i z = _mm_or_si128(_mm_loadu_si128((const __m128i *)(p + 2)), low);
    __m128i hit = _mm_or_si128(
        _mm_or_si128(
            _mm_or_si128(brace, ctr_triple(x, y, z, 'i', 'p', 's')),
            _mm_or_si128(
                ctr_triple(x, y, z, 'j', 'a', 'v'), ctr_triple(x, y, z, 'r', 'm', 's'))),
        _mm_or_si128(
            ctr_triple(x, y, z, 'v', 'a', 'c'), ctr_triple(x, y, z, 'o', 'k', 'i')));
    return (uint32_t)_mm_movemask_epi8(hit);
#else
    static const char triples[5][4] = {"ips", "jav", "rms", "vac", "oki"};
    uint32_t mask = 0;
    for (int i = 0; i < 16; i++) {
        uint32_t hit = p[i] == '{';
        for (int t = 0; t < 5; t++)
            hit |= (p[i] | 0x20) == triples[t][0] && (p[i + 1] | 0x20) == triples[t][1]
                && (p[i + 2] | 0x20) == triples[t][2];
        mask |= hit << i;
    }
    return mask;
#endif
}

// The number of bytes before the first that personal data may begin at or hang on: a digit, or
// one of "@:+-_JKz".
size_t ctr_pii_run(const uint8_t *p, size_t n);

// Counts over a whole buffer, which must be followed by 16 readable bytes of zeros.
typedef struct {
    uint64_t code_points;    // bytes that continue no sequence
    uint64_t hashes;         // '#'
    uint64_t line_feeds;
    uint64_t triple_dots;    // non-overlapping "..."
    uint64_t ellipses;       // U+2026
    uint64_t other_breaks;   // not 0: a line break other than LF occurs (may say so in error)
} ctr_counts;

void ctr_count(const uint8_t *p, size_t n, ctr_counts *counts);

// The number of bytes before the first that a text cleaner must look at: a control character, a
// byte at most `low`, DEL, or a byte that begins U+0080-U+00BF, U+1680, U+2000-U+2FFF, U+3000 or
// U+FEFF.
size_t ctr_clean_run(const uint8_t *p, size_t n, uint8_t low);

#endif

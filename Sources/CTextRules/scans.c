// Runs of bytes in which no personal data and nothing to clean can be.
#include "ctr_text.h"

static const uint8_t pii_marks[8] = {'@', ':', '+', '-', '_', 'J', 'K', 'z'};

static int is_pii_mark(uint8_t byte) {
    int hit = (uint8_t)(byte - '0') < 10;
    for (int k = 0; k < 8; k++) hit |= byte == pii_marks[k];
    return hit;
}

size_t ctr_pii_run(const uint8_t *p, size_t n) {
    size_t i = 0;
#if defined(__SSE2__)
    for (; i + 16 <= n; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(p + i));
        __m128i d = _mm_sub_epi8(x, _mm_set1_epi8('0'));
        __m128i hit = _mm_cmpeq_epi8(_mm_min_epu8(d, _mm_set1_epi8(9)), d);
        for (int k = 0; k < 8; k++)
            hit = _mm_or_si128(hit, _mm_cmpeq_epi8(x, _mm_set1_epi8((char)pii_marks[k])));
        uint32_t mask = (uint32_t)_mm_movemask_epi8(hit);
        if (mask) return i + (size_t)__builtin_ctz(mask);
    }
#endif
    while (i < n && !is_pii_mark(p[i])) i++;
    return i;
}

static int needs_look(uint8_t byte, uint8_t low) {
    return byte <= low || byte == 0x7F || byte == 0xC2 || byte == 0xE1 || byte == 0xE2
        || byte == 0xE3 || byte == 0xEF;
}

size_t ctr_clean_run(const uint8_t *p, size_t n, uint8_t low) {
    size_t i = 0;
#if defined(__SSE2__)
    const __m128i limit = _mm_set1_epi8((char)low);
    for (; i + 16 <= n; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(p + i));
        __m128i hit = _mm_cmpeq_epi8(_mm_min_epu8(x, limit), x);
        const uint8_t others[6] = {0x7F, 0xC2, 0xE1, 0xE2, 0xE3, 0xEF};
        for (int k = 0; k < 6; k++)
            hit = _mm_or_si128(hit, _mm_cmpeq_epi8(x, _mm_set1_epi8((char)others[k])));
        uint32_t mask = (uint32_t)_mm_movemask_epi8(hit);
        if (mask) return i + (size_t)__builtin_ctz(mask);
    }
#endif
    while (i < n && !needs_look(p[i], low)) i++;
    return i;
}

// Counts over whole buffers: code points, line feeds, occurrences.
#define _GNU_SOURCE
#include "cbk_text.h"

size_t cbk_text_code_points(const uint8_t *p, size_t n) {
    size_t points = 0;
    for (size_t i = 0; i < n; i++) points += (int8_t)p[i] > -65;
    return points;
}

size_t cbk_text_line_feeds(const uint8_t *p, size_t n, uint32_t *offsets) {
    size_t count = 0, i = 0;
#if defined(__SSE2__)
    for (; i + 16 <= n; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(p + i));
        uint32_t mask = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_set1_epi8('\n')));
        for (; mask; mask &= mask - 1) offsets[count++] = (uint32_t)(i + __builtin_ctz(mask));
    }
#endif
    for (; i < n; i++)
        if (p[i] == '\n') offsets[count++] = (uint32_t)i;
    return count;
}

// memmem takes linear time whatever the needle (two-way search).
size_t cbk_text_count_matches(
    const uint8_t *p, size_t n, const uint8_t *needle, size_t needle_count) {
    size_t found = 0;
    const uint8_t *end = p + n;
    while (needle_count > 0 && (size_t)(end - p) >= needle_count) {
        const uint8_t *hit = memmem(p, (size_t)(end - p), needle, needle_count);
        if (!hit) break;
        found++;
        p = hit + needle_count;
    }
    return found;
}

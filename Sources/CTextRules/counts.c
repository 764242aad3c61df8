// Counts of single characters over a whole text: 16 bytes a step where SSE2 is there.
#include "ctr_text.h"

// Byte-wide sums over at most 255 rounds keep the loop in byte lanes.
enum { block_size = 4080 };

static size_t count_plain(const uint8_t *p, size_t n, ctr_counts *c) {
    size_t points = 0, hashes = 0, feeds = 0;
    for (size_t i = 0; i < n; i++) {
        points += (int8_t)p[i] > -65;
        hashes += p[i] == '#';
        feeds += p[i] == '\n';
    }
    c->code_points += points;
    c->hashes += hashes;
    c->line_feeds += feeds;
    return n;
}

#if defined(__SSE2__)
static uint64_t sum(__m128i bytes) {
    __m128i s = _mm_sad_epu8(bytes, _mm_setzero_si128());
    return (uint64_t)_mm_cvtsi128_si64(s) + (uint64_t)_mm_cvtsi128_si64(_mm_srli_si128(s, 8));
}

static void count_block(const uint8_t *p, size_t n, ctr_counts *c) {
    __m128i points = _mm_setzero_si128(), hashes = points, feeds = points;
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(p + i));
        points = _mm_sub_epi8(points, _mm_cmpgt_epi8(x, _mm_set1_epi8(-65)));
        hashes = _mm_sub_epi8(hashes, _mm_cmpeq_epi8(x, _mm_set1_epi8('#')));
        feeds = _mm_sub_epi8(feeds, _mm_cmpeq_epi8(x, _mm_set1_epi8('\n')));
    }
    c->code_points += sum(points);
    c->hashes += sum(hashes);
    c->line_feeds += sum(feeds);
    count_plain(p + i, n - i, c);
}

// Not 0 where a 16-byte window holds a byte that the slow path must look at: "...", or a byte
// that starts U+2026 or a line break other than LF.
static int interesting(const uint8_t *p) {
    __m128i x = _mm_loadu_si128((const __m128i *)p);
    __m128i y = _mm_loadu_si128((const __m128i *)(p + 1));
    __m128i z = _mm_loadu_si128((const __m128i *)(p + 2));
    __m128i dot = _mm_set1_epi8('.');
    __m128i dots = _mm_and_si128(
        _mm_cmpeq_epi8(x, dot), _mm_and_si128(_mm_cmpeq_epi8(y, dot), _mm_cmpeq_epi8(z, dot)));
    __m128i v = _mm_sub_epi8(x, _mm_set1_epi8(0x0B)), f = _mm_sub_epi8(x, _mm_set1_epi8(0x1C));
    __m128i two = _mm_set1_epi8(2);
    __m128i breaks = _mm_or_si128(
        _mm_cmpeq_epi8(_mm_min_epu8(v, two), v), _mm_cmpeq_epi8(_mm_min_epu8(f, two), f));
    __m128i wide = _mm_or_si128(
        _mm_cmpeq_epi8(x, _mm_set1_epi8((char)0xC2)), _mm_cmpeq_epi8(x, _mm_set1_epi8((char)0xE2)));
    return _mm_movemask_epi8(_mm_or_si128(dots, _mm_or_si128(breaks, wide)));
}
#else
static void count_block(const uint8_t *p, size_t n, ctr_counts *c) { count_plain(p, n, c); }
static int interesting(const uint8_t *p) { (void)p; return 1; }
#endif

static size_t look(const uint8_t *p, ctr_counts *c) {
    if (p[0] == '.' && p[1] == '.' && p[2] == '.') { c->triple_dots++; return 3; }
    if (p[0] == 0xE2 && p[1] == 0x80) {
        if (p[2] == 0xA6) { c->ellipses++; return 3; }
        c->other_breaks += p[2] == 0xA8 || p[2] == 0xA9;
        return 1;
    }
    c->other_breaks += (uint8_t)(p[0] - 0x0B) < 3 || (uint8_t)(p[0] - 0x1C) < 3
        || (p[0] == 0xC2 && p[1] == 0x85);
    return 1;
}

void ctr_count(const uint8_t *p, size_t n, ctr_counts *counts) {
    memset(counts, 0, sizeof *counts);
    for (size_t i = 0; i < n; i += block_size)
        count_block(p + i, n - i < block_size ? n - i : block_size, counts);
    size_t at = 0;
    for (size_t i = 0; i < n; i += 16) {
        if (!interesting(p + i)) continue;
        if (at < i) at = i;
        size_t end = i + 16 < n ? i + 16 : n;
        while (at < end) at += look(p + at, counts);
    }
}

// Finds text that may need repair: one pass over the bytes, most of it 16 at a time.
#include "ctr_repair.h"

// States of the generated machine: it stays in `found`; `search` is where nothing has matched
// yet, `first` the same at the beginning of a line.
enum { found = 0, search = 1, first = 2 };
enum { word_class = 1, other_class = 2 };

static uint8_t table_class(uint32_t scalar) {
    return ctr_repair_class[(uint32_t)ctr_repair_block[scalar >> 8] << 8 | (scalar & 255)];
}

// A letter or digit of any script, by the text rules' table.
static uint8_t asked_class(uint32_t scalar) {
    enum { alphabetic = 8, kinds = 0x70, digit = 2 << 4, single = 4 << 4 };
    uint8_t known = cbk_text_class(scalar), kind = known & kinds;
    return known & alphabetic || kind == digit || kind == single ? word_class : other_class;
}

int ctr_repair_is_bad(const uint32_t *p, size_t n) {
    uint8_t state = first;
    for (size_t i = 0; i < n; i++) {
        uint8_t class = p[i] < 0x110000 ? table_class(p[i]) : other_class;
        if (!class) class = asked_class(p[i]);
        state = ctr_repair_next[state][class];
        if (state == found) return 1;
    }
    return 0;
}

int ctr_repair_find(uint32_t value) {
    int low = 0, high = ctr_repair_character_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (ctr_repair_characters[middle].value < value) low = middle + 1; else high = middle;
    }
    return low < ctr_repair_character_count && ctr_repair_characters[low].value == value ? low : -1;
}

static int is_alphanumeric(uint8_t byte) {
    return (uint8_t)((byte | 0x20) - 'a') < 26 || (uint8_t)(byte - '0') < 10;
}

// Whether a reference of HTML may begin at an ampersand.
static int is_reference(const uint8_t *p, size_t n) {
    size_t at = n > 1 && p[1] == '#' ? 2 : 1, start = at;
    while (at < n && at - start < 24 && is_alphanumeric(p[at])) at++;
    return at > start && at < n && p[at] == ';';
}

static int is_control(uint8_t byte, unsigned wanted) {
    if (byte == '\r') return (wanted & ctr_repair_optional) != 0;
    return byte == 0x7F || (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\f');
}

static int needs_look(const uint8_t *p, size_t n, unsigned wanted) {
    return is_control(*p, wanted)
        || (*p == '&' && wanted & ctr_repair_entities && is_reference(p, n));
}

static uint32_t decode(const uint8_t *p, size_t n) {
    if (n >= 4) return cbk_text_decode(p);
    uint8_t tail[4] = {0};
    memcpy(tail, p, n);
    return cbk_text_decode(tail);
}

// From a byte that is not ASCII on, until three bytes of ASCII follow one another. The result is
// where to go on; `*hit` says whether that is a place to look at.
static size_t walk(const uint8_t *p, size_t n, size_t at, unsigned wanted, int *hit) {
    size_t i = at, run = 0;
    // A sequence begins with at most two bytes of ASCII.
    while (at - i < 2 && i > 0 && p[i - 1] < 0x80 && p[i - 1] != '\n') i--;
    uint8_t state = i == 0 || p[i - 1] == '\n' ? first : search;
    *hit = 1;
    while (i < n) {
        if (p[i] < 0x80) {
            if (i > at && run == 2) break;
            if (i > at && needs_look(p + i, n - i, wanted)) return i;
            state = ctr_repair_next[state][table_class(p[i])];
            if (state == found) return i;
            run++;
            if (p[i++] == '\n') break;
            continue;
        }
        run = 0;
        uint32_t packed = decode(p + i, n - i), scalar = packed & 0x1FFFFF;
        size_t length = packed >> 24;
        uint8_t class = other_class;
        if (length > 1) {
            class = table_class(scalar);
        } else if (p[i] == 0xED) {
            return i;
        }
        if (!class) {
            i += length;
            if (state == search) continue;
            class = asked_class(scalar);
        } else {
            if (ctr_repair_flags[class] & wanted) return i;
            i += length;
        }
        state = ctr_repair_next[state][class];
        if (state == found) return i - length;
    }
    *hit = 0;
    return i;
}

static size_t plain_run(const uint8_t *p, size_t n, unsigned wanted) {
    size_t i = 0;
#if defined(__SSE2__)
    const __m128i cr = _mm_set1_epi8(wanted & ctr_repair_optional ? '\n' : '\r');
    const __m128i mark = _mm_set1_epi8(wanted & ctr_repair_entities ? '&' : 0x7F);
    for (; i + 16 <= n; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(p + i));
        __m128i allowed = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(x, cr)),
            _mm_or_si128(
                _mm_cmpeq_epi8(x, _mm_set1_epi8('\t')), _mm_cmpeq_epi8(x, _mm_set1_epi8('\f'))));
        __m128i low = _mm_andnot_si128(allowed, _mm_cmplt_epi8(x, _mm_set1_epi8(0x20)));
        __m128i marks = _mm_or_si128(
            _mm_cmpeq_epi8(x, mark), _mm_cmpeq_epi8(x, _mm_set1_epi8(0x7F)));
        uint32_t hits = (uint32_t)_mm_movemask_epi8(_mm_or_si128(low, marks));
        if (hits) return i + (size_t)__builtin_ctz(hits);
    }
#endif
    while (i < n && p[i] < 0x80 && p[i] != '&' && !is_control(p[i], wanted)) i++;
    return i;
}

size_t ctr_repair_scan(const uint8_t *p, size_t n, size_t at, unsigned wanted) {
    while (at < n) {
        at += plain_run(p + at, n - at, wanted);
        if (at >= n) return n;
        if (p[at] < 0x80) {
            if (needs_look(p + at, n - at, wanted)) return at;
            at++;
            continue;
        }
        if (wanted & ctr_repair_wide) return at;
        int hit = 0;
        at = walk(p, n, at, wanted, &hit);
        if (hit) return at;
    }
    return n;
}

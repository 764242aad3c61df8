// Hashes of words and shingles: 64 bytes a step over ASCII, code point by code point elsewhere.
#include "cbk_minhash.h"
#include "cbk_text.h"
#include "cbytekernels.h"
#include "minhash_lowercase.h"

static const uint64_t key_low = 0x2d358dccaa6c78a5u, key_high = 0x8bb84b93962eacc9u;

static inline uint64_t fold(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t step(uint64_t hash, uint64_t low, uint64_t high) {
    return fold(low ^ hash ^ key_low, high ^ key_high);
}

// Word bytes have bit 5 set once they are in lower case ('_' becomes DEL, which no word holds),
// and so does the space that fills the last chunk.
static const uint64_t lower = 0x2020202020202020u;

static uint64_t hash_long(const uint8_t *p, size_t n) {
    uint64_t hash = 0;
    for (; n > 16; p += 16, n -= 16)
        hash = step(hash, cbk_text_load64(p) | lower, cbk_text_load64(p + 8) | lower);
    uint8_t last[16] = {0};
    memcpy(last, p, n);
    return step(hash, cbk_text_load64(last) | lower, cbk_text_load64(last + 8) | lower);
}

#define BYTES(n) ((n) >= 8 ? ~(uint64_t)0 : ((uint64_t)1 << (8 * ((n) & 7))) - 1)
#define PAIR(n) {BYTES(n), (n) > 8 ? BYTES((n) - 8) : 0}
static const uint64_t masks[17][2] = {
    PAIR(0), PAIR(1), PAIR(2), PAIR(3), PAIR(4), PAIR(5), PAIR(6), PAIR(7), PAIR(8), PAIR(9),
    PAIR(10), PAIR(11), PAIR(12), PAIR(13), PAIR(14), PAIR(15), PAIR(16)};

// The hash of an ASCII word, of which 16 bytes can be read.
static inline uint64_t hash_word(const uint8_t *p, size_t n) {
    if (__builtin_expect(n > 16, 0)) return hash_long(p, n);
    uint64_t low = cbk_text_load64(p) & masks[n][0], high = cbk_text_load64(p + 8) & masks[n][1];
    return step(0, low | lower, high | lower);
}

// Bit i: byte i is an ASCII letter, digit or underscore. *high: bit i: it is not ASCII.
static inline uint64_t word_bits(const uint8_t *p, uint64_t *high) {
    uint64_t word = 0;
    *high = 0;
    for (int i = 0; i < 4; i++) {
        word |= (uint64_t)(cbk_text_word_mask(p + 16 * i) & 0xFFFF) << (16 * i);
#if defined(__SSE2__)
        *high |= (uint64_t)(uint32_t)_mm_movemask_epi8(
                     _mm_loadu_si128((const __m128i *)(p + 16 * i))) << (16 * i);
#else
        for (int k = 0; k < 16; k++) *high |= (uint64_t)(p[16 * i + k] >> 7) << (16 * i + k);
#endif
    }
    return word;
}

static void put(cbk_minhash_scan *s, uint32_t byte) {
    if (s->count == 16) {
        s->hash = step(s->hash, cbk_text_load64(s->chunk), cbk_text_load64(s->chunk + 8));
        s->count = 0;
    }
    if (s->count == 0) memset(s->chunk, 0x20, 16);
    s->chunk[s->count++] = (uint8_t)(byte < 0x80 ? byte | 0x20 : byte);
}

static void put_scalar(cbk_minhash_scan *s, uint32_t c) {
    if (c < 0x80) {
        put(s, c);
    } else if (c < 0x800) {
        put(s, 0xC0 | c >> 6);
        put(s, 0x80 | (c & 63));
    } else {
        if (c >= 0x10000) put(s, 0xF0 | c >> 18);
        put(s, c >= 0x10000 ? 0x80 | (c >> 12 & 63) : 0xE0 | c >> 12);
        put(s, 0x80 | (c >> 6 & 63));
        put(s, 0x80 | (c & 63));
    }
}

// Ends the word that is being composed; 0 when there is none.
static size_t take(cbk_minhash_scan *s, uint64_t *hash) {
    if (s->count == 0) return 0;
    *hash = step(s->hash, cbk_text_load64(s->chunk), cbk_text_load64(s->chunk + 8));
    s->hash = 0;
    s->count = 0;
    return 1;
}

static uint32_t decode(const uint8_t *p, size_t left) {
    uint8_t last[4] = {0};
    if (left >= 4) return cbk_text_decode(p);
    memcpy(last, p, left);
    return cbk_text_decode(last);
}

// Letters, marks and numbers, by general category.
static inline int is_word(uint32_t c) {
    return c < 0x80 ? ((c | 0x20) - 'a' < 26 || c - '0' < 10 || c == '_')
                    : 0x7FFu >> cbk_category(c) & 1;
}

// Scripts that are written without spaces between words: Thai, Lao, Myanmar, Khmer, Kana,
// Bopomofo, Yi, ideographs.
static inline int stands_alone(uint32_t c) {
    return c >= 0xE00
        && ((c < 0xF00) || (c >= 0x1000 && c < 0x10A0) || (c >= 0x1780 && c < 0x1800)
            || (c >= 0x2E80 && c < 0x3130) || (c >= 0x31A0 && c < 0xA4D0)
            || (c >= 0xF900 && c < 0xFB00) || (c >= 0x1B000 && c < 0x1B300)
            || (c >= 0x20000 && c < 0x32000));
}

// One code point of a run that is not ASCII alone; the run ends at an ASCII byte of no word.
static size_t compose(
    const uint8_t *text, size_t count, cbk_minhash_scan *s, uint64_t *hashes)
{
    uint32_t packed = decode(text + s->at, count - s->at), c = packed & 0x1FFFFF;
    s->at += packed >> 24;
    if (c >= 0x80 && stands_alone(c) && is_word(c)) {
        size_t found = take(s, hashes);
        put_scalar(s, c);
        return found + take(s, hashes + found);
    }
    if (is_word(c)) {
        put_scalar(s, cbk_lowercase(c));
        return 0;
    }
    s->composing = c >= 0x80;
    return take(s, hashes);
}

// The end of a word that fills a whole window. *high: a byte that is not ASCII ended it.
static size_t word_end(const uint8_t *text, size_t at, size_t count, int *high) {
    while (at < count && text[at] < 0x80 && is_word(text[at])) at++;
    *high = at < count && text[at] >= 0x80;
    return at;
}

static size_t long_word(
    const uint8_t *text, size_t count, cbk_minhash_scan *s, uint64_t *hashes)
{
    int high;
    size_t end = word_end(text, s->at, count, &high);
    s->composing = high;
    if (high) return 0;
    hashes[0] = hash_long(text + s->at, end - s->at);
    s->at = end;
    return 1;
}

// Where the run of set bits begins that ends at bit `last` or goes through it.
static inline size_t run_start(uint64_t run, size_t last) {
    uint64_t before = ~run & (((uint64_t)2 << last) - 1);
    return before ? 64 - (size_t)__builtin_clzll(before) : 0;
}

// The words of one window of 64 bytes. Stands at the start of the first word that it can't end.
static size_t window_words(
    const uint8_t *text, size_t count, cbk_minhash_scan *s, uint64_t *hashes)
{
    uint8_t last[80] = {0};
    size_t left = count - s->at, stop = left < 64 ? left : 64;
    const uint8_t *p = text + s->at;
    if (left < 80) p = memcpy(last, p, left);
    uint64_t high, run = word_bits(p, &high);
    run |= high;
    if (high) stop = run_start(run, (size_t)__builtin_ctzll(high));
    else if (run >> 63) stop = run_start(run, 63);
    if (stop == 0 && !high) return long_word(text, count, s, hashes);
    if (stop < 64) run &= ((uint64_t)1 << stop) - 1;
    uint64_t starts = run & ~(run << 1), ends = ~run & (run << 1);
    size_t found = 0;
    for (; ends; starts &= starts - 1, ends &= ends - 1) {
        size_t start = (size_t)__builtin_ctzll(starts), end = (size_t)__builtin_ctzll(ends);
        hashes[found++] = hash_word(p + start, end - start);
    }
    s->at += stop;
    s->composing = high != 0;
    return found;
}

size_t cbk_minhash_words(
    const uint8_t *text, size_t count, cbk_minhash_scan *scan, uint64_t *hashes, size_t capacity)
{
    size_t found = 0;
    while (scan->at < count && found + cbk_minhash_step <= capacity)
        found += scan->composing ? compose(text, count, scan, hashes + found)
                                 : window_words(text, count, scan, hashes + found);
    if (scan->at == count && found < capacity) found += take(scan, hashes + found);
    return found;
}

size_t cbk_minhash_characters(
    const uint8_t *text, size_t count, cbk_minhash_scan *scan, uint64_t *hashes, size_t capacity)
{
    size_t found = 0;
    while (scan->at < count && found + 2 <= capacity) {
        uint32_t packed = decode(text + scan->at, count - scan->at), c = packed & 0x1FFFFF;
        scan->at += packed >> 24;
        if (!is_word(c)) {
            scan->spaced = 1;
            continue;
        }
        if (scan->spaced) hashes[found++] = fold(0x20 ^ key_low, key_high);
        scan->spaced = 0;
        hashes[found++] = fold(cbk_lowercase(c) ^ key_low, key_high);
    }
    return found;
}

uint32_t cbk_lowercase(uint32_t c) {
    if (c < 0x80) return c - 'A' < 26 ? c | 0x20 : c;
    uint8_t category = cbk_category(c);
    if (category != 0 && category != 2 && category != 9 && category != 21) return c;
    size_t low = 0, high = cbk_lowercase_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (cbk_lowercase_table[middle].last < c) low = middle + 1;
        else high = middle;
    }
    if (low == cbk_lowercase_count || c < cbk_lowercase_table[low].first) return c;
    uint32_t offset = c - cbk_lowercase_table[low].first;
    return offset % cbk_lowercase_table[low].step ? c : c + (uint32_t)cbk_lowercase_table[low].delta;
}

// A polynomial over the words modulo 2^64 (Karp and Rabin, 1987), with an odd base.
static const uint64_t base = 0x9E3779B97F4A7C15u;

static inline uint32_t mix(uint64_t sum) {
    sum ^= sum >> 32;
    return (uint32_t)((sum * 0xD6E8FEB86659FD93u) >> 32);
}

size_t cbk_minhash_shingles(
    const uint64_t *words, size_t count, size_t n, cbk_minhash_window *window, uint32_t *shingles)
{
    uint64_t sum = window->sum, power = 1;
    for (size_t i = 0; i < n; i++) power *= base;
    for (size_t i = 0; i < count; i++) {
        sum = sum * base + words[i] - words[(ptrdiff_t)i - (ptrdiff_t)n] * power;
        shingles[i] = mix(sum);
    }
    uint64_t skipped = window->words >= n - 1 ? 0 : n - 1 - window->words;
    window->sum = sum;
    window->words += count;
    if (skipped == 0) return count;
    if (skipped >= count) return 0;
    memmove(shingles, shingles + skipped, (count - skipped) * sizeof *shingles);
    return count - skipped;
}

uint32_t cbk_minhash_short(const cbk_minhash_window *window) { return mix(window->sum); }

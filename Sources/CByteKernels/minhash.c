// Minima over permutations and bottom sketches, with AVX2 where the processor has it.
#include "cbk_minhash.h"
#include <string.h>

typedef uint32_t lanes __attribute__((vector_size(32), aligned(4)));

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2")))
int cbk_minhash_has_avx2(void) { return __builtin_cpu_supports("avx2") != 0; }
#else
#define AVX2
int cbk_minhash_has_avx2(void) { return 0; }
#endif
#define INLINE static inline __attribute__((always_inline))

// Seven vectors of minima and seven of factors stay in registers.
INLINE void update_tile(
    const uint32_t *shingles, size_t count, const uint32_t *factors, uint32_t *minima, int width)
{
    lanes f[7], m[7];
    for (int v = 0; v < width; v++) {
        memcpy(&f[v], factors + 8 * v, 32);
        memcpy(&m[v], minima + 8 * v, 32);
    }
    for (size_t i = 0; i < count; i++) {
        lanes x = shingles[i] - (lanes){};
#pragma clang loop unroll(full)
        for (int v = 0; v < width; v++) m[v] = __builtin_elementwise_min(m[v], f[v] * x);
    }
    for (int v = 0; v < width; v++) memcpy(minima + 8 * v, &m[v], 32);
}

INLINE void update_all(
    const uint32_t *shingles, size_t count, const uint32_t *factors, uint32_t *minima,
    size_t permutations)
{
    size_t at = 0;
    for (; at + 56 <= permutations; at += 56)
        update_tile(shingles, count, factors + at, minima + at, 7);
    for (; at < permutations; at += 8)
        update_tile(shingles, count, factors + at, minima + at, 1);
}

AVX2 static void update_avx2(
    const uint32_t *s, size_t n, const uint32_t *f, uint32_t *m, size_t p) { update_all(s, n, f, m, p); }

static void update_plain(
    const uint32_t *s, size_t n, const uint32_t *f, uint32_t *m, size_t p) { update_all(s, n, f, m, p); }

void cbk_minhash_update(
    const uint32_t *shingles, size_t count, const uint32_t *factors, uint32_t *minima,
    size_t permutations, int fast)
{
    (fast ? update_avx2 : update_plain)(shingles, count, factors, minima, permutations);
}

static const uint64_t mersenne61 = ((uint64_t)1 << 61) - 1;

INLINE void update64(
    const uint64_t *shingles, size_t count, const uint64_t *a, const uint64_t *b,
    uint64_t *minima, size_t permutations)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t x = shingles[i];
        for (size_t k = 0; k < permutations; k++) {
            uint64_t v = x * a[k] + b[k];
            v = (v & mersenne61) + (v >> 61);
            v = v >= mersenne61 ? v - mersenne61 : v;
            minima[k] = v < minima[k] ? v : minima[k];
        }
    }
}

AVX2 static void update64_avx2(
    const uint64_t *s, size_t n, const uint64_t *a, const uint64_t *b, uint64_t *m, size_t p)
{ update64(s, n, a, b, m, p); }

static void update64_plain(
    const uint64_t *s, size_t n, const uint64_t *a, const uint64_t *b, uint64_t *m, size_t p)
{ update64(s, n, a, b, m, p); }

void cbk_minhash_update64(
    const uint64_t *shingles, size_t count, const uint64_t *a, const uint64_t *b,
    uint64_t *minima, size_t permutations, int fast)
{
    (fast ? update64_avx2 : update64_plain)(shingles, count, a, b, minima, permutations);
}

size_t cbk_minhash_keep(
    const uint32_t *shingles, size_t count, uint64_t limit, uint32_t *kept, size_t *held,
    size_t capacity)
{
    size_t at = *held, room = capacity - at, n = count < room ? count : room;
    for (size_t i = 0; i < n; i++) {
        kept[at] = shingles[i];
        at += shingles[i] < limit;
    }
    *held = at;
    return n;
}

// Radix sort from the lowest 11 bits up: three passes.
static void sort(uint32_t *values, size_t count, uint32_t *spare) {
    uint32_t ends[3][2048] = {{0}};
    for (size_t i = 0; i < count; i++) {
        ends[0][values[i] & 2047]++;
        ends[1][values[i] >> 11 & 2047]++;
        ends[2][values[i] >> 22]++;
    }
    uint32_t *from = values, *to = spare;
    for (int pass = 0; pass < 3; pass++) {
        uint32_t start = 0;
        for (int k = 0; k < 2048; k++) {
            uint32_t size = ends[pass][k];
            ends[pass][k] = start;
            start += size;
        }
        for (size_t i = 0; i < count; i++)
            to[ends[pass][from[i] >> 11 * pass & 2047]++] = from[i];
        uint32_t *other = from;
        from = to;
        to = other;
    }
    memcpy(values, spare, count * sizeof *values);
}

// The same by 8 bits in four passes: less to clear for a few hundred values.
static void sort_some(uint32_t *values, size_t count, uint32_t *spare) {
    uint32_t ends[4][256] = {{0}};
    for (size_t i = 0; i < count; i++)
        for (int pass = 0; pass < 4; pass++) ends[pass][values[i] >> 8 * pass & 255]++;
    uint32_t *from = values, *to = spare;
    for (int pass = 0; pass < 4; pass++) {
        uint32_t start = 0;
        for (int k = 0; k < 256; k++) {
            uint32_t size = ends[pass][k];
            ends[pass][k] = start;
            start += size;
        }
        for (size_t i = 0; i < count; i++)
            to[ends[pass][from[i] >> 8 * pass & 255]++] = from[i];
        uint32_t *other = from;
        from = to;
        to = other;
    }
}

static void sort_few(uint32_t *values, size_t count) {
    for (size_t i = 1; i < count; i++) {
        uint32_t value = values[i];
        size_t at = i;
        for (; at > 0 && values[at - 1] > value; at--) values[at] = values[at - 1];
        values[at] = value;
    }
}

size_t cbk_minhash_distinct(uint32_t *values, size_t count, uint32_t *spare) {
    if (count == 0) return 0;
    if (count < 32) sort_few(values, count);
    else if (count < 2048) sort_some(values, count, spare);
    else sort(values, count, spare);
    size_t kept = 1;
    for (size_t i = 1; i < count; i++) {
        uint32_t value = values[i];
        int isNew = value != values[kept - 1];
        values[kept] = value;
        kept += isNew;
    }
    return kept;
}

static size_t count_within(const uint32_t *values, size_t count, uint64_t limit) {
    while (count > 0 && values[count - 1] > limit) count--;
    return count;
}

void cbk_minhash_overlap(
    const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count, uint64_t limit,
    uint64_t *both, uint64_t *either)
{
    a_count = count_within(a, a_count, limit);
    b_count = count_within(b, b_count, limit);
    size_t i = 0, j = 0, equal = 0;
    while (i < a_count && j < b_count) {
        uint32_t x = a[i], y = b[j];
        equal += x == y;
        i += x <= y;
        j += y <= x;
    }
    *both = equal;
    *either = a_count + b_count - equal;
}

static uint32_t rotate(uint32_t value, int count) { return value << count | value >> (32 - count); }

static void sha1_block(uint32_t *h, const uint8_t *p) {
    uint32_t w[80];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)p[4 * i] << 24 | p[4 * i + 1] << 16 | p[4 * i + 2] << 8 | p[4 * i + 3];
    for (int i = 16; i < 80; i++) w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (int i = 0; i < 80; i++) {
        uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 || i >= 60 ? b ^ c ^ d
                                                 : (b & c) | (b & d) | (c & d);
        static const uint32_t k[4] = {0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6};
        uint32_t t = rotate(a, 5) + f + e + k[i / 20] + w[i];
        e = d;
        d = c;
        c = rotate(b, 30);
        b = a;
        a = t;
    }
    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
    h[4] += e;
}

uint64_t cbk_sha1_64(const uint8_t *bytes, size_t count) {
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    size_t at = 0;
    for (; at + 64 <= count; at += 64) sha1_block(h, bytes + at);
    uint8_t last[128] = {0};
    size_t left = count - at, total = left < 56 ? 64 : 128;
    memcpy(last, bytes + at, left);
    last[left] = 0x80;
    for (int i = 0; i < 8; i++) last[total - 1 - i] = (uint8_t)((uint64_t)count * 8 >> 8 * i);
    sha1_block(h, last);
    if (total == 128) sha1_block(h, last + 64);
    return (uint64_t)__builtin_bswap32(h[1]) << 32 | __builtin_bswap32(h[0]);
}

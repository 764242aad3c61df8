// Classes of characters of several bytes; large zeroed tables for word caches and counters.
#define _GNU_SOURCE
#include "cbk_bpe.h"
#include <string.h>
#include <sys/mman.h>

enum { window_size = 64 };

// The class of every byte of a window's wide characters, 0 elsewhere.
typedef struct {
    uint8_t of[window_size + 4];
    uint64_t continuation;
    // First bytes of characters of three bytes.
    uint64_t three;
} wide_classes;

static inline void set_class(wide_classes *c, unsigned at, unsigned width, uint32_t class) {
    uint32_t all = class * 0x01010101u;
    memcpy(c->of + at, &all, 2);
    if (width == 3) c->of[at + 2] = (uint8_t)class;
    if (width == 4) memcpy(c->of + at, &all, 4);
}

// Whether the window's bytes of 0x80 and more are valid UTF-8; then all is filled in.
static int classify_valid(const uint8_t *p, uint64_t high, wide_classes *c) {
    uint64_t continuation = 0, three = 0, four = 0;
#if defined(__SSE2__)
    for (int i = 0; i < window_size; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(p + i));
        __m128i small = _mm_cmplt_epi8(x, _mm_set1_epi8((char)0xC0));
        __m128i large = _mm_cmpgt_epi8(x, _mm_set1_epi8((char)0xDF));
        __m128i huge = _mm_cmpgt_epi8(x, _mm_set1_epi8((char)0xEF));
        continuation |= (uint64_t)(uint32_t)_mm_movemask_epi8(small) << i;
        three |= (uint64_t)(uint32_t)_mm_movemask_epi8(large) << i;
        four |= (uint64_t)(uint32_t)_mm_movemask_epi8(huge) << i;
    }
#else
    for (int i = 0; i < window_size; i++) {
        continuation |= (uint64_t)(p[i] >= 0x80 && p[i] < 0xC0) << i;
        three |= (uint64_t)(p[i] >= 0xE0) << i;
        four |= (uint64_t)(p[i] >= 0xF0) << i;
    }
#endif
    three &= high;
    four &= high;
    uint64_t lead = high & ~continuation;
    if (continuation != (lead << 1 | three << 2 | four << 3)) return 0;
    unsigned at = 0, width = 0;
    for (uint64_t left = lead; left; left &= left - 1) {
        at = (unsigned)__builtin_ctzll(left);
        uint32_t a = p[at], scalar = p[at + 1] & 63;
        if (a < 0xE0) {
            scalar |= (a & 31) << 6;
            width = 2;
            if (scalar < 0x80) return 0;
        } else if (a < 0xF0) {
            scalar = (a & 15) << 12 | scalar << 6 | (p[at + 2] & 63);
            width = 3;
            if (scalar < 0x800 || (scalar & 0xF800) == 0xD800) return 0;
        } else {
            scalar = (a & 15) << 18 | scalar << 12 | (uint32_t)(p[at + 2] & 63) << 6 |
                     (p[at + 3] & 63);
            width = 4;
            if (scalar < 0x10000 || scalar >= 0x110000) return 0;
        }
        set_class(c, at, width, cbk_bpe_class(scalar));
    }
    // What is past the window was not looked at.
    if (at + width > window_size && cbk_bpe_wide(p + at, 4) >> 8 != width) return 0;
    c->continuation = continuation;
    c->three = three & ~four;
    return 1;
}

// By character, for bytes that may be anything.
static void classify_any(const uint8_t *p, uint64_t high, wide_classes *c) {
    memset(c, 0, sizeof *c);
    for (uint64_t left = high; left;) {
        unsigned at = (unsigned)__builtin_ctzll(left);
        uint32_t character = cbk_bpe_wide(p + at, 4);
        unsigned width = character >> 8;
        uint64_t first = (uint64_t)1 << at;
        uint64_t bits = at + width >= window_size ? ~(first - 1) : (first << width) - first;
        memset(c->of + at, (uint8_t)character, width);
        c->continuation |= bits & ~first;
        if (width == 3) c->three |= first;
        left &= ~bits;
    }
}

// Which bytes have a bit.
static inline uint64_t bytes_with(const wide_classes *c, uint8_t mask) {
    uint64_t found = 0;
#if defined(__SSE2__)
    for (int i = 0; i < window_size; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(c->of + i));
        x = _mm_cmpeq_epi8(_mm_and_si128(x, _mm_set1_epi8((char)mask)), _mm_setzero_si128());
        found |= (uint64_t)(uint32_t)_mm_movemask_epi8(x) << i;
    }
    return ~found;
#else
    for (int i = 0; i < window_size; i++) found |= (uint64_t)((c->of[i] & mask) != 0) << i;
    return found;
#endif
}

void cbk_bpe_classify_wide(const uint8_t *p, cbk_bpe_window *w) {
    wide_classes c;
    memset(c.of, 0, sizeof c.of);
    if (!classify_valid(p, w->high, &c)) classify_any(p, w->high, &c);
    w->letter |= bytes_with(&c, CBK_BPE_LOWER | CBK_BPE_UPPER | CBK_BPE_CASELESS);
    w->upper |= bytes_with(&c, CBK_BPE_UPPER);
    w->caseless = bytes_with(&c, CBK_BPE_CASELESS);
    w->mark = bytes_with(&c, CBK_BPE_MARK);
    w->wide_number = bytes_with(&c, CBK_BPE_NUMBER);
    w->number |= w->wide_number;
    uint64_t white = bytes_with(&c, CBK_BPE_SPACE);
    w->white |= white;
    w->white3 = white & c.three;
    w->white2 = white & ~c.continuation & ~c.three;
    w->continuation = c.continuation;
}

static const size_t large_page = (size_t)2 << 20;

// Tables of several large pages begin at one, since only whole ones count.
void *cbk_bpe_map(size_t bytes) {
    size_t slack = bytes >= large_page ? large_page : 0;
    char *memory = mmap(0, bytes + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return 0;
    if (slack == 0) return memory;
    size_t before = (large_page - (size_t)memory % large_page) % large_page;
    if (before > 0) munmap(memory, before);
    if (before < slack) munmap(memory + before + bytes, slack - before);
    memory += before;
#ifdef MADV_HUGEPAGE
    madvise(memory, bytes, MADV_HUGEPAGE);
#endif
    return memory;
}

void cbk_bpe_unmap(void *memory, size_t bytes) {
    if (memory) munmap(memory, bytes);
}

// n-grams of characters to rows of a fastText model: a hash, a remainder and a look-up each.
#include "cbk_ngrams.h"

#define INLINE static inline __attribute__((always_inline))

// fastText's FNV-1a, which extends the sign of bytes above 127.
INLINE uint32_t add(uint32_t hash, uint8_t byte)
{
    return (hash ^ (uint32_t)(int8_t)byte) * 16777619u;
}

INLINE int is_inside(uint8_t byte) { return (byte & 0xC0) == 0x80; }

// x % buckets by two multiplications (Lemire, Kaser and Kurz 2019).
INLINE uint32_t bucket_of(uint32_t hash, const cbk_ngram_table *table)
{
    uint64_t fraction = table->magic * (uint64_t)hash;
    return (uint32_t)(((__uint128_t)fraction * table->buckets) >> 64);
}

INLINE size_t put(
    uint32_t bucket, const cbk_ngram_table *table, const cbk_kept_buckets *kept, int32_t *row)
{
    if (!kept->bits) {
        *row = (int32_t)((uint32_t)table->first + bucket);
        return 1;
    }
    uint64_t bits = kept->bits[bucket >> 6], bit = 1ull << (bucket & 63);
    if (!(bits & bit)) return 0;
    uint32_t rank = kept->before[bucket >> 6] + (uint32_t)__builtin_popcountll(bits & (bit - 1));
    uint32_t own = kept->rows ? (uint32_t)kept->rows[rank] : rank;
    *row = (int32_t)((uint32_t)table->first + own);
    return 1;
}

size_t cbk_ngram_rows(
    const uint8_t *word, size_t count, const cbk_ngram_table *table, const cbk_kept_buckets *kept,
    int32_t *rows, size_t *tried)
{
    const cbk_ngram_table own = *table;
    const cbk_kept_buckets own_kept = *kept;
    size_t found = 0, all = 0;
    for (size_t start = 0; start < count; start++) {
        if (is_inside(word[start])) continue;
        uint32_t hash = 2166136261u;
        size_t end = start;
        for (int32_t characters = 1; characters <= own.maximum && end < count; characters++) {
            do hash = add(hash, word[end++]);
            while (end < count && is_inside(word[end]));
            if (characters < own.minimum) continue;
            if (characters == 1 && (start == 0 || end == count)) continue;
            all++;
            found += put(bucket_of(hash, &own), &own, &own_kept, rows + found);
        }
    }
    *tried = all;
    return found;
}

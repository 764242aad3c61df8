// The rows that fastText gives to a word's n-grams of characters.
#ifndef WINNOW_CBK_NGRAMS_H
#define WINNOW_CBK_NGRAMS_H
#include <stddef.h>
#include <stdint.h>

// The buckets that a pruned model kept: a bit for each, the number kept before each 64, and the
// kept ones' rows in the order of the buckets, or null where they count up from 0.
typedef struct {
    const uint64_t *bits;
    const uint32_t *before;
    const int32_t *rows;
} cbk_kept_buckets;

typedef struct {
    int32_t minimum, maximum;
    uint32_t buckets;
    // 2^64 / buckets, rounded up.
    uint64_t magic;
    // The row of the first bucket.
    int32_t first;
} cbk_ngram_table;

// Writes the rows of all n-grams of whole characters, but for the first and the last byte alone;
// returns how many, and in `tried` how many n-grams there are. Every bucket is kept where
// `kept->bits` is null. `rows` has room for every n-gram.
size_t cbk_ngram_rows(
    const uint8_t *word, size_t count, const cbk_ngram_table *table, const cbk_kept_buckets *kept,
    int32_t *rows, size_t *tried);
#endif

// MinHash kernels: word hashes, shingles, permutations and bottom sketches.
#ifndef WINNOW_CBK_MINHASH_H
#define WINNOW_CBK_MINHASH_H
#include <stddef.h>
#include <stdint.h>

// Where a scan of a text stands: the next byte, and the word that is being composed there.
typedef struct {
    size_t at;
    uint64_t hash;      // of the word's whole chunks of 16 bytes
    uint8_t chunk[16];  // the bytes after them
    uint32_t count;     // how many
    uint32_t composing; // not 0: inside a run that is not ASCII alone
    uint32_t spaced;    // characters only: not 0 after white space or punctuation
} cbk_minhash_scan;

// The most words that a call may find in one step; `capacity` is larger.
enum { cbk_minhash_step = 64 };

// Hashes of the words of a text from scan->at on, until `capacity` may be exceeded or the text
// ends (scan->at == count and nothing left). A word is a run of letters, marks, digits and
// underscores in lower case; a character of a script without spaces is a word by itself. Bytes
// that are not UTF-8 separate words. Returns how many hashes were written.
size_t cbk_minhash_words(
    const uint8_t *text, size_t count, cbk_minhash_scan *scan, uint64_t *hashes, size_t capacity);

// The same for characters: letters, marks and digits in lower case; whatever is between them
// counts as one space.
size_t cbk_minhash_characters(
    const uint8_t *text, size_t count, cbk_minhash_scan *scan, uint64_t *hashes, size_t capacity);

// The lower case of a code point by its simple mapping.
uint32_t cbk_lowercase(uint32_t scalar);

// A window of n words that slides over a text.
typedef struct {
    uint64_t sum;
    uint64_t words; // seen so far
} cbk_minhash_window;

// 32-bit hashes of the shingles that end in each of `count` words; words[-n] to words[-1] are
// those before (zeros before the first). Returns how many: fewer than `count` at the beginning.
size_t cbk_minhash_shingles(
    const uint64_t *words, size_t count, size_t n, cbk_minhash_window *window, uint32_t *shingles);

// The hash of the words seen, when they are fewer than a shingle.
uint32_t cbk_minhash_short(const cbk_minhash_window *window);

// Whether a call may use AVX2 here.
int cbk_minhash_has_avx2(void);

// minima[i] = min(minima[i], factors[i] * shingle mod 2^32) over all shingles; `permutations` is
// a multiple of 8. `fast` not 0: with AVX2. The result is the same.
void cbk_minhash_update(
    const uint32_t *shingles, size_t count, const uint32_t *factors, uint32_t *minima,
    size_t permutations, int fast);

// minima[i] = min(minima[i], (shingle * a[i] + b[i] mod 2^64) mod (2^61 - 1)).
void cbk_minhash_update64(
    const uint64_t *shingles, size_t count, const uint64_t *a, const uint64_t *b,
    uint64_t *minima, size_t permutations, int fast);

// Appends the shingles below `limit` to kept[*held...]; returns how many were read before
// `capacity` was reached.
size_t cbk_minhash_keep(
    const uint32_t *shingles, size_t count, uint64_t limit, uint32_t *kept, size_t *held,
    size_t capacity);

// Sorts, removes what is equal, and returns how many are left. `spare` is as large as `values`.
size_t cbk_minhash_distinct(uint32_t *values, size_t count, uint32_t *spare);

// How many values of two sorted lists without repetition are at most `limit`: in both, in either.
void cbk_minhash_overlap(
    const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count, uint64_t limit,
    uint64_t *both, uint64_t *either);

// The first 8 bytes of SHA-1 (RFC 3174) as a little-endian number.
uint64_t cbk_sha1_64(const uint8_t *bytes, size_t count);

#endif

// Sums over rows of floats, with AVX2 where the processor has it. Products are rounded before they
// are added, so that every processor gives the same sums.
#include "cbk_vectors.h"
#include <string.h>

#pragma STDC FP_CONTRACT OFF

typedef float lanes __attribute__((vector_size(32), aligned(4)));
#define INLINE static inline __attribute__((always_inline))
// Rows ahead that are asked for; they are anywhere in a matrix larger than the caches.
enum { lookahead = 16, floats_per_line = 16 };

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2")))
static int has_avx2(void) { return __builtin_cpu_supports("avx2") != 0; }
#else
#define AVX2
static int has_avx2(void) { return 0; }
#endif

// `width` vectors of a mean stay in registers over all rows.
INLINE void mean_tile(
    const float *matrix, size_t stride, const int32_t *rows, size_t count, float scale, float *mean,
    int width)
{
    lanes sums[4] = {{0}, {0}, {0}, {0}};
    for (size_t i = 0; i < count; i++) {
        if (i + lookahead < count) {
            const float *ahead = matrix + stride * (size_t)rows[i + lookahead];
            for (int at = 0; at < 8 * width; at += floats_per_line) __builtin_prefetch(ahead + at);
        }
        const float *row = matrix + stride * (size_t)rows[i];
#pragma clang loop unroll(full)
        for (int v = 0; v < width; v++) {
            lanes part;
            memcpy(&part, row + 8 * v, sizeof part);
            sums[v] += part;
        }
    }
    for (int v = 0; v < width; v++) {
        lanes part = sums[v] * scale;
        memcpy(mean + 8 * v, &part, sizeof part);
    }
}

INLINE void mean_all(
    const float *matrix, size_t stride, const int32_t *rows, size_t count, float scale, float *mean)
{
    size_t at = 0;
    for (; at + 32 <= stride; at += 32)
        mean_tile(matrix + at, stride, rows, count, scale, mean + at, 4);
    for (; at < stride; at += 8)
        mean_tile(matrix + at, stride, rows, count, scale, mean + at, 1);
}

// Four parts of two columns each: eight columns of a row.
INLINE void coded_lanes(const float *centroids, const uint8_t *codes, lanes *eight)
{
    typedef double pairs __attribute__((vector_size(32)));
    double pair[4];
#pragma clang loop unroll(full)
    for (int p = 0; p < 4; p++) memcpy(pair + p, centroids + 2 * (256 * p + codes[p]), sizeof *pair);
    pairs all = {pair[0], pair[1], pair[2], pair[3]};
    memcpy(eight, &all, sizeof *eight);
}

INLINE float length_of(const cbk_coded_rows *m, int32_t row)
{
    return m->length_codes ? m->lengths[m->length_codes[row]] : 1;
}

// Columns `first` to `first` + 8 * `width`, of parts of two columns.
INLINE void coded_tile(
    const cbk_coded_rows *m, size_t first, const int32_t *rows, size_t count, float scale,
    float *mean, int width)
{
    lanes sums[4] = {{0}, {0}, {0}, {0}};
    size_t parts = m->columns / 2;
    const uint8_t *codes = m->codes + first / 2;
    const float *centroids = m->centroids + 256 * first;
    for (size_t i = 0; i < count; i++) {
        if (i + lookahead < count) __builtin_prefetch(codes + parts * (size_t)rows[i + lookahead]);
        const uint8_t *row = codes + parts * (size_t)rows[i];
        float length = length_of(m, rows[i]);
#pragma clang loop unroll(full)
        for (int v = 0; v < width; v++) {
            lanes eight;
            coded_lanes(centroids + 256 * 8 * v, row + 4 * v, &eight);
            sums[v] += eight * length;
        }
    }
    for (int v = 0; v < width; v++) {
        lanes part = sums[v] * scale;
        memcpy(mean + first + 8 * v, &part, sizeof part);
    }
}

INLINE void coded_pairs(
    const cbk_coded_rows *m, const int32_t *rows, size_t count, float scale, float *mean)
{
    size_t at = 0;
    for (; at + 32 <= m->columns; at += 32) coded_tile(m, at, rows, count, scale, mean, 4);
    for (; at < m->columns; at += 8) coded_tile(m, at, rows, count, scale, mean, 1);
}

// Parts of any width.
static void coded_parts(
    const cbk_coded_rows *m, const int32_t *rows, size_t count, float scale, float *mean)
{
    size_t parts = (m->columns + m->width - 1) / m->width;
    for (size_t c = 0; c < m->columns; c++) mean[c] = 0;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *codes = m->codes + parts * (size_t)rows[i];
        float length = length_of(m, rows[i]);
        for (size_t p = 0; p < parts; p++) {
            size_t first = p * m->width, left = m->columns - first;
            size_t width = left < m->width ? left : m->width;
            const float *centroid = m->centroids + 256 * first + width * codes[p];
            for (size_t c = 0; c < width; c++) mean[first + c] += centroid[c] * length;
        }
    }
    for (size_t c = 0; c < m->columns; c++) mean[c] *= scale;
}

// `width` blocks at a time hide the latency of additions.
INLINE void product_tile(
    const float *matrix, size_t columns, const float *vector, float *products, int width)
{
    lanes sums[4] = {{0}, {0}, {0}, {0}};
    for (size_t c = 0; c < columns; c++) {
#pragma clang loop unroll(full)
        for (int b = 0; b < width; b++) {
            lanes weights;
            memcpy(&weights, matrix + 8 * (columns * (size_t)b + c), sizeof weights);
            sums[b] += weights * vector[c];
        }
    }
    for (int b = 0; b < width; b++) memcpy(products + 8 * b, &sums[b], sizeof sums[b]);
}

INLINE void products_all(
    const float *matrix, size_t columns, size_t blocks, const float *vector, float *products)
{
    size_t block = 0;
    for (; block + 4 <= blocks; block += 4)
        product_tile(matrix + 8 * columns * block, columns, vector, products + 8 * block, 4);
    for (; block < blocks; block++)
        product_tile(matrix + 8 * columns * block, columns, vector, products + 8 * block, 1);
}

AVX2 static void mean_avx2(
    const float *m, size_t s, const int32_t *r, size_t n, float k, float *out) { mean_all(m, s, r, n, k, out); }

static void mean_plain(
    const float *m, size_t s, const int32_t *r, size_t n, float k, float *out) { mean_all(m, s, r, n, k, out); }

void cbk_vectors_mean(
    const float *matrix, size_t stride, const int32_t *rows, size_t count, float scale, float *mean)
{
    (has_avx2() ? mean_avx2 : mean_plain)(matrix, stride, rows, count, scale, mean);
}

AVX2 static void products_avx2(
    const float *m, size_t c, size_t b, const float *v, float *out) { products_all(m, c, b, v, out); }

static void products_plain(
    const float *m, size_t c, size_t b, const float *v, float *out) { products_all(m, c, b, v, out); }

void cbk_vectors_products(
    const float *matrix, size_t columns, size_t blocks, const float *vector, float *products)
{
    (has_avx2() ? products_avx2 : products_plain)(matrix, columns, blocks, vector, products);
}

AVX2 static void coded_avx2(
    const cbk_coded_rows *m, const int32_t *r, size_t n, float k, float *out) { coded_pairs(m, r, n, k, out); }

static void coded_plain(
    const cbk_coded_rows *m, const int32_t *r, size_t n, float k, float *out) { coded_pairs(m, r, n, k, out); }

void cbk_vectors_coded_mean(
    const cbk_coded_rows *matrix, const int32_t *rows, size_t count, float scale, float *mean)
{
    int is_pairs = matrix->width == 2 && matrix->columns % 8 == 0;
    (!is_pairs ? coded_parts : has_avx2() ? coded_avx2 : coded_plain)(matrix, rows, count, scale, mean);
}

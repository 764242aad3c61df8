// Sums over rows of floats, with AVX2 where the processor has it. Products are rounded before they
// are added, so that every processor gives the same sums.
#include "avx2.h"
#include "cbk_vectors.h"
#include <string.h>

#pragma STDC FP_CONTRACT OFF

typedef float lanes __attribute__((vector_size(32), aligned(4)));
// Rows ahead that are asked for; they are anywhere in a matrix larger than the caches.
enum { lookahead = 16, floats_per_line = 16 };

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

// Sums over rows of floats, eight at a time, each sum added up in the order given.
#ifndef WINNOW_CBK_VECTORS_H
#define WINNOW_CBK_VECTORS_H
#include <stddef.h>
#include <stdint.h>

// `mean` becomes `scale` times the sum of the named rows, first to last, column by column.
// Rows are `stride` floats, a multiple of 8.
void cbk_vectors_mean(
    const float *matrix, size_t stride, const int32_t *rows, size_t count, float scale, float *mean);

// The dot product of `vector` with each of 8 * `blocks` rows, column after column. The rows lie in
// blocks of eight, in a block column by column.
void cbk_vectors_products(
    const float *matrix, size_t columns, size_t blocks, const float *vector, float *products);
#endif

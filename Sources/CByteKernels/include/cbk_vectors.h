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

// Rows of floats coded by product quantisation: a byte for every `width` columns names one of 256
// centroids, and a byte a row the length that they are multiplied by, where there are lengths.
typedef struct {
    const uint8_t *codes;
    // Part after part; in a part centroid after centroid. The last part may be narrower.
    const float *centroids;
    const uint8_t *length_codes;
    const float *lengths;
    size_t columns, width;
} cbk_coded_rows;

// As `cbk_vectors_mean`, of coded rows; `mean` has a float a column.
void cbk_vectors_coded_mean(
    const cbk_coded_rows *matrix, const int32_t *rows, size_t count, float scale, float *mean);
#endif

// Sums of complete decision trees over whole numbers, for several rows at once.
#ifndef WINNOW_CBK_TREES_H
#define WINNOW_CBK_TREES_H
#include <stddef.h>
#include <stdint.h>

enum { cbk_trees_depth = 5, cbk_trees_rows = 16 };

// Adds to each sum the leaves that its row falls to. `columns` holds for each feature the values of
// the 16 rows. A tree has 31 splits, a feature in the lower half and a threshold in the upper, which
// a greater value goes right of; split `i` has the children `2i + 1` and `2i + 2`; then 32 leaves.
void cbk_trees_add(
    const int16_t *columns, const uint32_t *splits, const int16_t *leaves, size_t trees,
    int32_t *sums);
#endif

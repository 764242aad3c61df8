// Sums of decision trees, with AVX2 where the processor has it. All splits of a tree are decided, and
// the leaves chosen among from below: for many rows at once that is less work than to go down.
#include "avx2.h"
#include "cbk_trees.h"
#include <string.h>

typedef int16_t lanes __attribute__((vector_size(2 * cbk_trees_rows)));
typedef int32_t wide __attribute__((vector_size(4 * cbk_trees_rows)));
enum { leaves_per_tree = 1 << cbk_trees_depth, splits_per_tree = leaves_per_tree - 1 };

// Replaces the lanes whose values are past a split's threshold.
INLINE void choose(lanes *left, const lanes *right, const int16_t *columns, uint32_t split)
{
    lanes values;
    memcpy(&values, columns + (size_t)cbk_trees_rows * (split & 0xFFFF), sizeof values);
    lanes is_right = values > (int16_t)(split >> 16);
    *left = (*right & is_right) | (*left & ~is_right);
}

// The leaves under split `at` of each level.
INLINE void level4(lanes *leaf, const int16_t *c, const uint32_t *s, const int16_t *l, int at)
{
    lanes right = (lanes){0} + l[2 * at + 1];
    *leaf = (lanes){0} + l[2 * at];
    choose(leaf, &right, c, s[15 + at]);
}
INLINE void level3(lanes *leaf, const int16_t *c, const uint32_t *s, const int16_t *l, int at)
{
    lanes right;
    level4(leaf, c, s, l, 2 * at);
    level4(&right, c, s, l, 2 * at + 1);
    choose(leaf, &right, c, s[7 + at]);
}
INLINE void level2(lanes *leaf, const int16_t *c, const uint32_t *s, const int16_t *l, int at)
{
    lanes right;
    level3(leaf, c, s, l, 2 * at);
    level3(&right, c, s, l, 2 * at + 1);
    choose(leaf, &right, c, s[3 + at]);
}
INLINE void level1(lanes *leaf, const int16_t *c, const uint32_t *s, const int16_t *l, int at)
{
    lanes right;
    level2(leaf, c, s, l, 2 * at);
    level2(&right, c, s, l, 2 * at + 1);
    choose(leaf, &right, c, s[1 + at]);
}
INLINE void level0(lanes *leaf, const int16_t *c, const uint32_t *s, const int16_t *l, int at)
{
    lanes right;
    level1(leaf, c, s, l, 2 * at);
    level1(&right, c, s, l, 2 * at + 1);
    choose(leaf, &right, c, s[0 + at]);
}

INLINE void add_all(
    const int16_t *c, const uint32_t *s, const int16_t *l, size_t trees, int32_t *sums)
{
    wide all;
    memcpy(&all, sums, sizeof all);
    for (; trees > 0; trees--, s += splits_per_tree, l += leaves_per_tree) {
        lanes leaf;
        level0(&leaf, c, s, l, 0);
        all += __builtin_convertvector(leaf, wide);
    }
    memcpy(sums, &all, sizeof all);
}

AVX2 static void add_avx2(
    const int16_t *c, const uint32_t *s, const int16_t *l, size_t n, int32_t *out) { add_all(c, s, l, n, out); }

static void add_plain(
    const int16_t *c, const uint32_t *s, const int16_t *l, size_t n, int32_t *out) { add_all(c, s, l, n, out); }

void cbk_trees_add(
    const int16_t *columns, const uint32_t *splits, const int16_t *leaves, size_t trees,
    int32_t *sums)
{
    (has_avx2() ? add_avx2 : add_plain)(columns, splits, leaves, trees, sums);
}

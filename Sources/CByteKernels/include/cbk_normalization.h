// The pinned tables of Unicode normalization.
#ifndef WINNOW_CBK_NORMALIZATION_H
#define WINNOW_CBK_NORMALIZATION_H
#include <stdint.h>

extern const uint8_t cbk_normal_block[4352];
extern const uint8_t cbk_normal_flags[];
extern const int cbk_canonical_count, cbk_compatible_count, cbk_combining_count, cbk_composed_count;
extern const uint32_t cbk_canonical_keys[], cbk_canonical_data[];
extern const uint16_t cbk_canonical_starts[];
extern const uint32_t cbk_compatible_keys[], cbk_compatible_data[];
extern const uint16_t cbk_compatible_starts[];
extern const uint32_t cbk_combining_keys[];
extern const uint8_t cbk_combining_classes[];
extern const uint64_t cbk_composed_keys[];
extern const uint32_t cbk_composed_values[];

// One bit per form (NFC 1, NFD 2, NFKC 4, NFKD 8) in which the character may change or join what
// is before it; 16 for a character that Unicode 9.0 did not have.
static inline __attribute__((always_inline)) uint8_t cbk_normal_flag(uint32_t scalar) {
    return cbk_normal_flags[(uint32_t)cbk_normal_block[scalar >> 8] << 8 | (scalar & 255)];
}

// The place of `key` in sorted `keys`, or -1.
static inline int cbk_find32(const uint32_t *keys, int count, uint32_t key) {
    int low = 0, high = count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (keys[middle] < key) low = middle + 1; else high = middle;
    }
    return low < count && keys[low] == key ? low : -1;
}

// The canonical combining class.
static inline uint8_t cbk_combining_class(uint32_t scalar) {
    int at = cbk_find32(cbk_combining_keys, cbk_combining_count, scalar);
    return at < 0 ? 0 : cbk_combining_classes[at];
}

// The full decomposition in `*data`, its length returned; 0 when there is none (Hangul included).
static inline int cbk_decomposition(uint32_t scalar, int compatible, const uint32_t **data) {
    if (compatible) {
        int at = cbk_find32(cbk_compatible_keys, cbk_compatible_count, scalar);
        if (at >= 0) {
            *data = cbk_compatible_data + cbk_compatible_starts[at];
            return cbk_compatible_starts[at + 1] - cbk_compatible_starts[at];
        }
    }
    int at = cbk_find32(cbk_canonical_keys, cbk_canonical_count, scalar);
    if (at < 0) return 0;
    *data = cbk_canonical_data + cbk_canonical_starts[at];
    return cbk_canonical_starts[at + 1] - cbk_canonical_starts[at];
}

// The primary composite of two characters (Hangul left out), or 0.
static inline uint32_t cbk_composed(uint32_t first, uint32_t second) {
    uint64_t key = (uint64_t)first << 32 | second;
    int low = 0, high = cbk_composed_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (cbk_composed_keys[middle] < key) low = middle + 1; else high = middle;
    }
    return low < cbk_composed_count && cbk_composed_keys[low] == key ? cbk_composed_values[low] : 0;
}
#endif

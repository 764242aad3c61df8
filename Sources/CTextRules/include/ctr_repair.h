// Kernels and pinned tables of text repair: sequences that betray a mixed-up encoding.
#ifndef WINNOW_CTR_REPAIR_H
#define WINNOW_CTR_REPAIR_H
#include "cbk_text.h"

// A character beyond ASCII that one of ten one-byte encodings has.
typedef struct {
    uint32_t value;
    uint16_t encodings;  // bit i: encoding i has it
    uint8_t marks;       // what it may stand for in mojibake: ctr_repair_first_of_2 and so on
    uint8_t bytes[10];   // its byte in each encoding
} ctr_repair_character;

enum {
    ctr_repair_first_of_2 = 1,
    ctr_repair_first_of_3 = 2,
    ctr_repair_first_of_4 = 4,
    ctr_repair_continuation = 8,
    ctr_repair_strict = 16,
};

// What ctr_repair_scan looks for, besides bad sequences and surrogates. The first two are also
// the flags of a character class.
enum {
    ctr_repair_removed = 1,   // control characters
    ctr_repair_optional = 2,  // curly quotes, ligatures, full-width forms, line breaks
    ctr_repair_entities = 4,
    ctr_repair_wide = 8,      // anything that is not ASCII
};

extern const uint8_t ctr_repair_block[4352];
extern const uint8_t ctr_repair_class[];
extern const uint8_t ctr_repair_flags[256];
extern const uint8_t ctr_repair_next[][128];
extern const uint16_t ctr_repair_windows[32];
extern const int ctr_repair_character_count;
extern const ctr_repair_character ctr_repair_characters[];

// The first byte at `at` or later that may need repair; n when there is none. Says so in error
// at times, but misses nothing within a line.
size_t ctr_repair_scan(const uint8_t *p, size_t n, size_t at, unsigned wanted);

// Whether a line of code points holds a sequence that occurs in mojibake only.
int ctr_repair_is_bad(const uint32_t *p, size_t n);

// The number of an encoded character, or -1.
int ctr_repair_find(uint32_t value);

CBK_TEXT_INLINE const ctr_repair_character *ctr_repair_row(int number) {
    return &ctr_repair_characters[number];
}

CBK_TEXT_INLINE uint32_t ctr_repair_windows1252(uint32_t control) {
    return ctr_repair_windows[control & 31];
}
#endif

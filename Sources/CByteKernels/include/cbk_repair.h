// Kernels and pinned tables of text repair: sequences that betray a mixed-up encoding.
#ifndef WINNOW_CBK_REPAIR_H
#define WINNOW_CBK_REPAIR_H
#include "cbk_text.h"

// A character beyond ASCII that one of ten one-byte encodings has.
typedef struct {
    uint32_t value;
    uint16_t encodings;  // bit i: encoding i has it
    uint8_t marks;       // what it may stand for in mojibake: cbk_repair_first_of_2 and so on
    uint8_t bytes[10];   // its byte in each encoding
} cbk_repair_character;

enum {
    cbk_repair_first_of_2 = 1,
    cbk_repair_first_of_3 = 2,
    cbk_repair_first_of_4 = 4,
    cbk_repair_continuation = 8,
    cbk_repair_strict = 16,
};

// What cbk_repair_scan looks for, besides bad sequences and surrogates. The first two are also
// the flags of a character class.
enum {
    cbk_repair_removed = 1,   // control characters
    cbk_repair_optional = 2,  // curly quotes, ligatures, full-width forms, line breaks
    cbk_repair_entities = 4,
    cbk_repair_wide = 8,      // anything that is not ASCII
};

extern const uint8_t cbk_repair_block[4352];
extern const uint8_t cbk_repair_class[];
extern const uint8_t cbk_repair_flags[256];
extern const uint8_t cbk_repair_next[][128];
extern const uint16_t cbk_repair_windows[32];
extern const int cbk_repair_character_count;
extern const cbk_repair_character cbk_repair_characters[];

// The first byte at `at` or later that may need repair; n when there is none. Says so in error
// at times, but misses nothing within a line.
size_t cbk_repair_scan(const uint8_t *p, size_t n, size_t at, unsigned wanted);

// Whether a line of code points holds a sequence that occurs in mojibake only.
int cbk_repair_is_bad(const uint32_t *p, size_t n);

// The number of an encoded character, or -1.
int cbk_repair_find(uint32_t value);

CBK_TEXT_INLINE const cbk_repair_character *cbk_repair_row(int number) {
    return &cbk_repair_characters[number];
}

CBK_TEXT_INLINE uint32_t cbk_repair_windows1252(uint32_t control) {
    return cbk_repair_windows[control & 31];
}
#endif

// The models that ship with the program, as bytes.
#ifndef WINNOW_CMODELS_H
#define WINNOW_CMODELS_H
#include <stddef.h>

// Each returns where a model's or its card's bytes are, and how many in *size.
const unsigned char *cmodels_language(size_t *size);
const unsigned char *cmodels_toxicity(size_t *size);
const unsigned char *cmodels_language_card(size_t *size);
const unsigned char *cmodels_toxicity_card(size_t *size);
#endif

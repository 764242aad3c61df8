// Puts the models and their cards beside this one into the program, so that it finds them wherever it is run.
#include "cmodels.h"
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char language[] = {
#embed "language.ftz"
};

static const unsigned char toxicity[] = {
#embed "toxicity.ftz"
};

static const unsigned char language_card[] = {
#embed "language.md"
};

static const unsigned char toxicity_card[] = {
#embed "toxicity.md"
};

const unsigned char *cmodels_language_card(size_t *size) {
    *size = sizeof language_card;
    return language_card;
}

const unsigned char *cmodels_toxicity_card(size_t *size) {
    *size = sizeof toxicity_card;
    return toxicity_card;
}

const unsigned char *cmodels_language(size_t *size) {
    *size = sizeof language;
    return language;
}

const unsigned char *cmodels_toxicity(size_t *size) {
    *size = sizeof toxicity;
    return toxicity;
}

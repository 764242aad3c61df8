// Puts the model files beside this one into the program, so that it finds them wherever it is run.
#include "cmodels.h"
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char language[] = {
#embed "language.ftz"
};

static const unsigned char toxicity[] = {
#embed "toxicity.ftz"
};

const unsigned char *cmodels_language(size_t *size) {
    *size = sizeof language;
    return language;
}

const unsigned char *cmodels_toxicity(size_t *size) {
    *size = sizeof toxicity;
    return toxicity;
}

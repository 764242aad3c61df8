// SHA-256 of files, for FileFormats.
#ifndef WINNOW_CCRYPTO_H
#define WINNOW_CCRYPTO_H
#include <openssl/evp.h>
#endif

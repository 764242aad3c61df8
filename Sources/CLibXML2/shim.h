// libxml2's HTML parser, for HTMLText.
#ifndef WINNOW_CLIBXML2_H
#define WINNOW_CLIBXML2_H
#include <libxml/xmlversion.h>
// Debian's headers would pull in ICU's, which clash with the ICU inside Foundation. Only the
// tail of a struct that is never touched here depends on it.
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

// A global function pointer in C, which Swift 6 refuses to read as shared mutable state.
static inline void winnow_xml_free(void *p) { xmlFree(p); }
#endif

// Large zeroed tables for the word cache and the word counter.
#define _GNU_SOURCE
#include "cbk_bpe.h"
#include <sys/mman.h>

void *cbk_bpe_map(size_t bytes) {
    void *memory = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return 0;
#ifdef MADV_HUGEPAGE
    if (bytes >= (size_t)4 << 20) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
    return memory;
}

void cbk_bpe_unmap(void *memory, size_t bytes) {
    if (memory) munmap(memory, bytes);
}

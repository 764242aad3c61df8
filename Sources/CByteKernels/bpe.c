// Large zeroed tables for the word cache and the word counter.
#define _GNU_SOURCE
#include "cbk_bpe.h"
#include <sys/mman.h>

static const size_t large_page = (size_t)2 << 20;

// Tables of several large pages begin at one, since only whole ones count.
void *cbk_bpe_map(size_t bytes) {
    size_t slack = bytes >= large_page ? large_page : 0;
    char *memory = mmap(0, bytes + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return 0;
    if (slack == 0) return memory;
    size_t before = (large_page - (size_t)memory % large_page) % large_page;
    if (before > 0) munmap(memory, before);
    if (before < slack) munmap(memory + before + bytes, slack - before);
    memory += before;
#ifdef MADV_HUGEPAGE
    madvise(memory, bytes, MADV_HUGEPAGE);
#endif
    return memory;
}

void cbk_bpe_unmap(void *memory, size_t bytes) {
    if (memory) munmap(memory, bytes);
}

// What the allocator gives back to the system.
#include "cbk_memory.h"

#include <malloc.h>

void cbk_keep_freed_memory(int block, int kept, int heaps) {
    mallopt(M_MMAP_THRESHOLD, block);
    mallopt(M_TRIM_THRESHOLD, kept);
    mallopt(M_ARENA_MAX, heaps);
}

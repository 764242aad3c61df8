// The process's memory.
#ifndef CBK_MEMORY_H
#define CBK_MEMORY_H

// Blocks of up to `block` bytes are taken from what was freed before, and up to `kept` freed bytes
// at the end of the heap stay with the process. The threads share `heaps` heaps: what one has freed
// is there for the next, where each would else keep its own.
void cbk_keep_freed_memory(int block, int kept, int heaps);

#endif

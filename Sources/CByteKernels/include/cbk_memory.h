// The process's memory.
#ifndef CBK_MEMORY_H
#define CBK_MEMORY_H

// Blocks of up to `block` bytes are taken from what was freed before, and up to `kept` freed bytes
// at the end of the heap stay with the process.
void cbk_keep_freed_memory(int block, int kept);

#endif

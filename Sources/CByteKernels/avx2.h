// Code that is compiled twice: for every processor, and with AVX2 for those that have it.
#ifndef AVX2_H
#define AVX2_H

#define INLINE static inline __attribute__((always_inline))

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2")))
static int has_avx2(void) { return __builtin_cpu_supports("avx2") != 0; }
#else
#define AVX2
static int has_avx2(void) { return 0; }
#endif
#endif

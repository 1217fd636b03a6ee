// SPDX-License-Identifier: Apache-2.0
// Pretends another processor to a library whose CPUID instructions were made undefined ones of the same length (UD2): preloaded, it answers them as the real one would, but for the
// vendor, which is Intel, and the caches, whose sizes in KiB stand in CPUID_SHIM ("L1,L2,L3"). On exit the number of questions about caches goes to the file in CPUID_SHIM_TOLD.
// Linked with -z initfirst, since libraries ask while they are loaded.
#define _GNU_SOURCE
#include <cpuid.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

static unsigned cache_bytes[4];  // L1 data, L1 instructions, L2, L3
static int asked;

static void read_sizes(void) {
  unsigned l1, l2, l3;
  const char *sizes = getenv("CPUID_SHIM");
  if (!sizes || sscanf(sizes, "%u,%u,%u", &l1, &l2, &l3) != 3) abort();
  cache_bytes[0] = cache_bytes[1] = l1 << 10, cache_bytes[2] = l2 << 10, cache_bytes[3] = l3 << 10;
}

static void answer_caches(unsigned number, unsigned *a, unsigned *b, unsigned *c, unsigned *d) {
  static const unsigned type[] = {1, 2, 3, 3}, level[] = {1, 1, 2, 3}, shared_by[] = {1, 1, 1, 2};
  const unsigned ways = 8, line = 64;
  *a = *b = *c = *d = 0;
  if (asked++ == 0) read_sizes();
  if (number > 3) return;
  *a = type[number] | level[number] << 5 | (shared_by[number] - 1) << 14 | 1u << 26;
  *b = (line - 1) | (ways - 1) << 22;
  *c = cache_bytes[number] / ways / line - 1;
}

static void answer(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)info;
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  const unsigned char *at = (const unsigned char *)registers[REG_RIP];
  if (at[0] != 0x0f || at[1] != 0x0b) abort();
  const unsigned leaf = (unsigned)registers[REG_RAX], number = (unsigned)registers[REG_RCX];
  unsigned a, b, c, d;
  __cpuid_count(leaf, number, a, b, c, d);
  if (leaf == 0) a = 0x16, b = 0x756e6547, d = 0x49656e69, c = 0x6c65746e;  // GenuineIntel
  if (leaf == 4) answer_caches(number, &a, &b, &c, &d);
  if (leaf == 0xb) {  // two cores of one thread each
    a = number == 1, b = number == 0 ? 1 : number == 1 ? 2 : 0, d = 0;
    c = number | (number < 2 ? number + 1 : 0) << 8;
  }
  registers[REG_RAX] = a, registers[REG_RBX] = b, registers[REG_RCX] = c, registers[REG_RDX] = d;
  registers[REG_RIP] += 2;
}

static void tell(void) {
  const char *file = getenv("CPUID_SHIM_TOLD");
  FILE *out = file ? fopen(file, "w") : NULL;
  if (!out) return;
  fprintf(out, "%d\n", asked);
  fclose(out);
}

__attribute__((constructor(101))) static void begin(void) {  // too early for getenv
  struct sigaction action = {0};
  action.sa_sigaction = answer;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  sigaction(SIGILL, &action, NULL);
  atexit(tell);
}

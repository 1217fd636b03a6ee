// SPDX-License-Identifier: Apache-2.0
// A digest of oneDNN's products of many shapes, transposed or not, packed or not, each added to what is there or not; with one thread, as anbn calls it.
#include <oneapi/dnnl/dnnl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 88172645463325252u;

static uint64_t next(void) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return state >> 11;
}

static float *numbers(long count) {
  float *x = malloc(sizeof *x * (size_t)count);
  for (long i = 0; i < count; ++i) x[i] = (float)next() / 9007199254740992.0f - 0.5f;
  return x;
}

int main(void) {
  static const long sizes[] = {1,   2,   3,   7,   16,  20,  31,  48,  64,  100,  128,  192, 256,
                               282, 300, 384, 385, 500, 512, 768, 1000, 1056, 1537, 2048, 3072};
  const uint64_t kinds = sizeof sizes / sizeof *sizes, prime = 1099511628211u;
  uint64_t digest = 1469598103934665603u;
  for (int i = 0; i < 400; ++i) {
    const long m = sizes[next() % kinds], n = sizes[next() % kinds], k = sizes[next() % kinds];
    const int ta = (int)(next() % 2), tb = (int)(next() % 2);
    const long pad = next() % 2 ? 5 : 0;
    if ((double)m * (double)n * (double)k > 2e8) continue;
    const long lda = (ta ? m : k) + pad, ldb = (tb ? k : n) + pad, ldc = n + pad;
    float *a = numbers(lda * (ta ? k : m)), *b = numbers(ldb * (tb ? n : k)), *c = numbers(ldc * m);
    if (dnnl_sgemm(ta ? 'T' : 'N', tb ? 'T' : 'N', m, n, k, 1, a, lda, b, ldb, (float)(next() % 2), c,
                   ldc) != dnnl_success)
      return 1;
    for (long row = 0; row < m; ++row)
      for (long col = 0; col < n; ++col) {
        uint32_t bits;
        memcpy(&bits, &c[row * ldc + col], sizeof bits);
        digest = (digest ^ bits) * prime;
      }
    free(a), free(b), free(c);
  }
  printf("%016llx\n", (unsigned long long)digest);
  return 0;
}

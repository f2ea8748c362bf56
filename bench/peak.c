/*
 * The most float32 multiply-adds that the processor does in a second of its own time, on one core: independent chains of
 * fused multiply-adds in as many vectors as it has registers for, in nothing but registers.
 * Prints, in 10^9 floating point operations a second, the best of some rounds.
 */
#include <stdio.h>
#include <time.h>

#if defined(__AVX512F__)
#define LANES 16
#elif defined(__AVX__)
#define LANES 8
#else
#define LANES 4
#endif
typedef float vector __attribute__((vector_size(4 * LANES)));

#define CHAINS 12
#define STEPS 20000000L
#define ROUNDS 7

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

int main(void) {
  double best = 0;
  for (int round = 0; round < ROUNDS; round++) {
    vector factor = {0}, chain[CHAINS];
    factor += 0.999999f;
    for (int i = 0; i < CHAINS; i++) chain[i] = factor * (float)i;
    double start = seconds();
    for (long step = 0; step < STEPS; step++) {
#pragma GCC unroll 12
      for (int i = 0; i < CHAINS; i++) chain[i] = chain[i] * factor + factor;
    }
    double rate = 2.0 * LANES * CHAINS * STEPS / (seconds() - start) / 1e9;
    if (rate > best) best = rate;
    /* Or there would be nothing to compute. */
    vector sum = chain[0];
    for (int i = 1; i < CHAINS; i++) sum += chain[i];
    if (sum[0] == 0.5f) puts("");
  }
  printf("%.1f\n", best);
  return 0;
}

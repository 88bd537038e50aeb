/* Random numbers. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

/* The next number from 0 to below 1.
 *
 * Steele, Lea, Flood: Fast splittable pseudorandom number generators. OOPSLA 2014. */
static inline double next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1.0p-53;
}

#endif

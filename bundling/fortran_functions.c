/* What NumPy's OpenBLAS takes from Fortran's library, as libgfortran computes it. */

void _gfortran_concat_string(unsigned long length, char *target, unsigned long first_length,
                             const char *first, unsigned long second_length, const char *second) {
  for (unsigned long i = 0; i < length; i++) {
    unsigned long j = i - first_length;
    target[i] = i < first_length ? first[i] : j < second_length ? second[j] : ' ';
  }
}

/* Only LAPACK's stopwatch asks. */
float _gfortran_etime(void *times) { return 0; }

#define POWER(name, real)                                                    \
  real name(real base, long exponent) {                                      \
    real power = 1;                                                          \
    unsigned long left = exponent < 0 ? -(unsigned long)exponent : exponent; \
    if (exponent < 0) base = 1 / base;                                       \
    for (; left; left >>= 1, base *= base)                                   \
      if (left & 1) power *= base;                                           \
    return power;                                                            \
  }

POWER(_gfortran_pow_r4_i8, float)
POWER(_gfortran_pow_r8_i8, double)

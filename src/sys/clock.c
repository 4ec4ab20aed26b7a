/* The kernel's clocks. */
#include "sys/clock.h"

#include "base/die.h"

#include <sys/resource.h>
#include <time.h>

static int64_t clock_us(clockid_t id)
{
	struct timespec t;

	die_if(clock_gettime(id, &t) < 0);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

struct instant clock_now(void)
{
	return (struct instant){ clock_us(CLOCK_REALTIME) };
}

struct span clock_mono(void)
{
	return (struct span){ clock_us(CLOCK_MONOTONIC) };
}

static struct span of_timeval(struct timeval t)
{
	return (struct span){ (int64_t)t.tv_sec * 1000000 + t.tv_usec };
}

struct clock_cpu clock_cpu(void)
{
	struct rusage u;

	die_if(getrusage(RUSAGE_SELF, &u) < 0);
	return (struct clock_cpu){ of_timeval(u.ru_utime), of_timeval(u.ru_stime) };
}

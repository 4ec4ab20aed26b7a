/* sys/memfd.h in a simulated world: the real one, whose making can fail. The linker sends the
 * program here (--wrap). */
#include "sys/memfd.h"

#include "world.h"

int __real_memfd_new(struct str content, struct err *err);
int __wrap_memfd_new(struct str content, struct err *err);

int __wrap_memfd_new(struct str content, struct err *err)
{
	if (world_fails("memfd_new"))
		return err_set(err, ERR_SYS, "memory for %zu octets: too many open files",
			       content.n);
	return __real_memfd_new(content, err);
}

/* Prints the settings that a manual page lists, from the tables that read them: manual conf|lists
 */
#include "base/buf.h"
#include "conf/lists.h"
#include "conf/netizen_conf.h"

#include <stdio.h>
#include <string.h>

enum { MANUAL_MAX = 1 << 20 };

int main(int argc, char **argv)
{
	struct buf AUTO(buf_done) out;
	int bad;

	buf_init(&out, MANUAL_MAX);
	if (argc == 2 && strcmp(argv[1], "conf") == 0)
		netizen_conf_manual(&out);
	else if (argc == 2 && strcmp(argv[1], "lists") == 0)
		lists_manual(&out);
	bad = out.full || out.n == 0 || fwrite(out.p, 1, out.n, stdout) != out.n;
	return bad ? 1 : 0;
}

/* The machine's resolvers: what counts as one, and what is passed over. */
#include "unit.h"

#include "sys/file.h"
#include "sys/resolv.h"

#include <stdio.h>
#include <unistd.h>

static void write_file(const char *path, const char *text)
{
	struct err err;

	if (file_save(str_of(path), str_of(text), &err) < 0)
		fail_msg("%s", err.text);
}

static void nameservers_in_order(void **state)
{
	char path[] = "/tmp/netizen-resolv-XXXXXX";
	struct endpoint got[3];
	struct err err;
	size_t n;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	write_file(path, "# ours\nsearch example.com\n nameserver\t192.0.2.53 \r\n"
			 "nameserver fe80::1%eth0\nnameserver nonsense\nnameservers 192.0.2.1\n"
			 "nameserver 2001:db8::53\nnameserver");
	assert_int_equal(resolv_load(str_of(path), got, 3, &n, &err), 0);
	assert_int_equal(n, 2);
	assert_true(ip_eq(got[0].ip, ip4(192, 0, 2, 53)));
	assert_int_equal(got[0].port, 53);
	assert_int_equal(got[1].ip.len, 16);
	assert_int_equal(resolv_load(str_of(path), got, 1, &n, &err), 0);
	assert_int_equal(n, 1);
	unlink(path);
	assert_int_equal(resolv_load(str_of(path), got, 3, &n, &err), 0);
	assert_int_equal(n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nameservers_in_order),
	};

	return cmocka_run_group_tests_name("sys/resolv", tests, NULL, NULL);
}

/* Disks of other machines are told by number; a folder that is none is named. */
#include "unit.h"

#include "sys/disk.h"

static void shared_ones_are_known(void **state)
{
	(void)state;
	assert_string_equal(disk_remote(0x6969), "NFS");
	assert_string_equal(disk_remote(0xff534d42), "CIFS");
	assert_string_equal(disk_remote(0x65735546), "FUSE");
	assert_null(disk_remote(0xef53));     /* ext4 */
	assert_null(disk_remote(0x01021994)); /* tmpfs */
	assert_null(disk_remote(0x9123683e)); /* btrfs */
	assert_null(disk_remote(0x58465342)); /* XFS */
}

static void folders_are_looked_at(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(disk_is_local(STR("/dev"), &err), 0);
	assert_int_equal(disk_is_local(STR("/dev/null"), &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "/dev/null"));
	assert_int_equal(disk_is_local(STR("/no/such/place"), &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
}

static void room_is_told(void **state)
{
	struct disk_room room;
	struct err err;

	(void)state;
	assert_int_equal(disk_room(STR("/"), &room, &err), 0);
	assert_true(room.size > 0 && room.free <= room.size);
	assert_int_equal(disk_room(STR("/no/such/place"), &room, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(room_is_told),
		cmocka_unit_test(shared_ones_are_known),
		cmocka_unit_test(folders_are_looked_at),
	};
	return cmocka_run_group_tests_name("sys/disk", tests, NULL, NULL);
}

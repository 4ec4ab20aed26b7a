/* The mappings that ship with us, on exports as the programs write them. */
#include "base/buf.h"
#include "conf/import_csv.h"
#include "conf/mapping.h"
#include "unit.h"

static struct arena mem;

static int read_file(const char *mapping, const char *text, struct import *in)
{
	struct str own = unit_exact(str_of(text));
	struct mapping m;
	struct err err;
	int rc;

	if (mapping_load(&mem, str_of(mapping), &m, &err) < 0)
		fail_msg("%s", err.text);
	import_init(in, &mem);
	rc = import_csv(in, &(struct import_source){ STR("x.csv"), own, NULL, &m });
	free((void *)own.p);
	return rc;
}

static void tell_row(const struct import_row *row, struct buf *out)
{
	char text[RANGE_TEXT_MAX + 1];

	switch (row->kind) {
	case INV_MACHINE:
		buf_fmt(out, "machine %.*s\n", STR_ARG(row->machine.name));
		break;
	case INV_CUSTOMER:
		buf_fmt(out, "customer %.*s\n", STR_ARG(row->customer.customer));
		break;
	case INV_PREFIX:
		buf_fmt(out, "prefix %s %s\n", range_text(row->prefix.range, text),
			use_name(row->prefix.use));
		break;
	case INV_TENANCY:
		buf_fmt(out, "%s is %.*s's on %.*s %s\n", range_text(row->tenancy.range, text),
			STR_ARG(row->tenancy.customer), STR_ARG(row->tenancy.machine),
			use_name(row->tenancy.use));
		break;
	case INV_HOLDING:
		buf_fmt(out, "%s %.*s is %.*s's on %.*s\n", holding_kind_name(row->holding.kind),
			STR_ARG(row->holding.name), STR_ARG(row->holding.customer),
			STR_ARG(row->holding.machine));
		break;
	case INV_KINDS:
		break;
	}
}

static const struct {
	const char *mapping, *text, *want;
} export[] = {
	{"netbox-ip-addresses",
         "IP Address,VRF,Status,Role,Tenant,Assigned,DNS name,Description\n"
	  "192.0.2.10/24,Global,Active,,Acme,True,mx.acme.example,\n"
	  "192.0.2.11/24,Global,Deprecated,,Acme,True,,old\n"
	  "192.0.2.12/24,Global,Active,VIP,Beta,False,,\n"
	  "2001:db8::10/64,Global,Active,,\xe2\x80\x94,True,,\n",	  "customer Acme\n192.0.2.10 is Acme's on  \ncustomer Acme\ncustomer Beta\n"
	  "192.0.2.12 is Beta's on  shared\n"                                },
	{ "netbox-ip-addresses",
         "\"IP "
	  "Address\",\"Tenant\",\"Status\",\"Device/VM\"\r\n\"192.0.2.10/24\",\"Acme\",\"Active\","
	  "\"web1\"\r\n",						  "customer Acme\nmachine web1\n192.0.2.10 is Acme's on web1 \n"     },
	{ "netbox-prefixes",
         "Prefix,Status,Children,VRF,Utilization,Tenant,Site,VLAN,Role,Description\n"
	  "192.0.2.0/24,Container,2,Global,10,Acme,fra,,,all of it\n"
	  "192.0.2.0/28,Active,0,Global,10,Acme,fra,,Shared,\n"
	  "192.0.2.16/28,Deprecated,0,Global,10,Acme,fra,,Shared,\n"
	  "2001:db8::/48,Active,0,Global,0,,fra,,Customers,\n",	    "customer Acme\nprefix 192.0.2.0/24 \ncustomer Acme\nprefix 192.0.2.0/28 shared\n"
	  "192.0.2.0/28 is Acme's on  \ncustomer Acme\nprefix 2001:db8::/48 \n"},
	{ "whmcs-products",
         "id,userid,packageid,server,regdate,domain,domainstatus,username,dedicatedip,"
	  "assignedips\n"
	  "1,7,3,2,2025-01-05T00:00:00Z,shop.example,Active,shopex,192.0.2.20,\"192.0.2.21\r\n"
	  "192.0.2.22\"\n"
	  "2,8,3,0,2025-01-05T00:00:00Z,vps.example,Suspended,root,192.0.2.30,\n"
	  "3,9,3,2,0000-00-00,gone.example,Terminated,gone,192.0.2.40,\n", "customer 7\nmachine 2\n192.0.2.20 is 7's on 2 \n192.0.2.21 is 7's on 2 \n192.0.2.22 is "
	  "7's on 2 \ndomain shop.example is 7's on 2\nuser shopex is 7's on 2\n"
	  "customer 8\n192.0.2.30 is 8's on  \nmachine 2\n"         },
};

static void exports_become_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(export); i++) {
		struct buf AUTO(buf_done) got;
		struct import in;

		buf_init(&got, 4000);
		if (read_file(export[i].mapping, export[i].text, &in) < 0)
			fail_msg("%s: line %u: %.*s", export[i].mapping, in.errors.error[0].at.line,
				 STR_ARG(in.errors.error[0].text));
		for (size_t k = 0; k < in.rows; k++)
			tell_row(&in.row[k], &got);
		assert_str(buf_str(&got), export[i].want);
		import_done(&in);
	}
}

static const struct {
	const char *mapping, *text, *want;
} bad[] = {
	{"netbox-prefixes",  "Network,Status,Tenant\n",
         "x.csv:1:1: mapping \"netbox-prefixes\" wants a column \"Prefix\""                 },
	{ "netbox-prefixes", "Prefix,Tenant\n192.0.2.1/24,Acme\n",
         "x.csv:2:1: prefix: \"192.0.2.1/24\" has host bits set; the prefix is 192.0.2.0/24"},
	{ "netbox-prefixes", "Prefix,Tenant\n192.0.2.0/24\n",
         "x.csv:2:1: 1 cells where the header has 2"                                        },
	{ "whmcs-products",
         "userid,server,regdate,domain,domainstatus,username,dedicatedip,assignedips\n"
	  "7,2,2025-01-05,,Active,,192.0.2.20,\n",					      "x.csv:2:5: from: \"2025-01-05\" has no time zone: write it with Z or an offset such as "
	  "+01:00"			},
	{ "whmcs-products",  "userid,server,regdate,domain,username,dedicatedip,assignedips\n",
         "x.csv:1:1: mapping \"whmcs-products\" wants a column \"domainstatus|Status\""     },
};

static void what_does_not_fit_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(bad); i++) {
		struct buf AUTO(buf_done) got;
		struct import in;

		buf_init(&got, 1000);
		assert_int_equal(read_file(bad[i].mapping, bad[i].text, &in), -1);
		import_error_fmt(&got, &in.errors.error[0]);
		assert_str(buf_str(&got), bad[i].want);
		import_done(&in);
	}
}

static int clean(void **state)
{
	(void)state;
	arena_done(&mem);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exports_become_rows),
		cmocka_unit_test(what_does_not_fit_is_named),
	};

	return cmocka_run_group_tests_name("conf/import_mapped", tests, NULL, clean);
}

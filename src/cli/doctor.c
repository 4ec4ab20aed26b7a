/* netizen doctor: all checks in order, then the first three steps that they ask for. */
#include "cli/doctor.h"

#include "base/die.h"
#include "base/jout.h"
#include "cli/option.h"
#include "cli/wrap.h"

#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 3, ROOM_FIRST = 64, JSON_OCTETS = 1 << 18 };

static const char *const level_name[] = { "ok", "note", "warning", "failed" };

void doctor_note(struct doctor *d, enum doctor_level level, const char *what, struct str text,
		 const char *step)
{
	if (d->n == d->room) {
		d->room = d->room ? 2 * d->room : ROOM_FIRST;
		d->finding = mem_grow(d->finding, d->room, sizeof(*d->finding));
	}
	d->finding[d->n++] =
		(struct doctor_finding){ level, what, text, step ? str_of(step) : STR("") };
}

/* One step may answer several findings. */
static void add_step(struct str step[STEPS], size_t *n, struct str text)
{
	for (size_t i = 0; i < *n; i++)
		if (str_eq(step[i], text))
			return;
	if (*n < STEPS)
		step[(*n)++] = text;
}

/* The gravest first; of one level in the order they were found. */
static size_t steps_of(const struct doctor *d, struct str step[STEPS])
{
	size_t n = 0;

	for (int level = DOCTOR_FAIL; level >= DOCTOR_OK; level--)
		for (size_t i = 0; i < d->n; i++)
			if ((int)d->finding[i].level == level && d->finding[i].step.n)
				add_step(step, &n, d->finding[i].step);
	return n;
}

static void show_json(const struct doctor *d, const struct str *step, size_t steps)
{
	struct buf AUTO(buf_done) text;
	struct jout j;

	buf_init(&text, JSON_OCTETS);
	j = jout_to(&text);
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("doctor"));
	jout_open(&j, "findings", '[');
	for (size_t i = 0; i < d->n; i++) {
		const struct doctor_finding *f = &d->finding[i];

		jout_open(&j, NULL, '{');
		jout_str(&j, "what", str_of(f->what));
		jout_str(&j, "level", str_of(level_name[f->level]));
		jout_str(&j, "text", f->text);
		jout_str(&j, "step", f->step.n ? f->step : (struct str){ NULL, 0 });
		jout_close(&j, '}');
		cli_out(buf_str(&text));
		buf_clear(&text);
	}
	jout_close(&j, ']');
	jout_open(&j, "next", '[');
	for (size_t i = 0; i < steps; i++)
		jout_str(&j, NULL, step[i]);
	jout_close(&j, ']');
	jout_close(&j, '}');
	buf_byte(&text, '\n');
	cli_out(buf_str(&text));
}

static void show_text(struct doctor *d, const struct str *step, size_t steps)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct doctor_finding *f = &d->finding[i];

		wrap_out(d->cli, arena_fmt(&d->cli->arena, "%-8s %-10s %.*s", level_name[f->level],
					   f->what, STR_ARG(f->text)));
	}
	printf(steps ? "\nNext:\n" : "\nNothing is left to do.\n");
	for (size_t i = 0; i < steps; i++)
		wrap_out(d->cli, arena_fmt(&d->cli->arena, "%zu. %.*s", i + 1, STR_ARG(step[i])));
}

static int finish(struct doctor *d)
{
	struct str step[STEPS];
	size_t steps = steps_of(d, step);
	bool failed = false;

	if (d->cli->json)
		show_json(d, step, steps);
	else
		show_text(d, step, steps);
	for (size_t i = 0; i < d->n; i++)
		failed |= d->finding[i].level == DOCTOR_FAIL;
	return failed ? CLI_FAILED : CLI_OK;
}

static int run_doctor(struct cli *cli, int argc, char **argv)
{
	const struct option_set set = { &cmd_doctor, NULL, 0 };
	struct doctor d = { .cli = cli };
	struct option_list operands;
	struct err err;
	int code = option_read(cli, &set, argc, argv, &operands);

	if (code >= 0)
		return code;
	if (operands.n)
		return cli_usage(cli, "\"%.*s\" is no option of doctor", STR_ARG(operands.item[0]));
	if (state_find(cli->state, &d.state, &err) < 0)
		return cli_fail(cli, &err);
	doctor_settings(&d);
	doctor_places(&d);
	doctor_rights(&d);
	doctor_resolver(&d);
	doctor_hub(&d);
	code = finish(&d);
	lists_done(&d.lists);
	free(d.finding);
	return code;
}

const struct command cmd_doctor = { "doctor", "", "checks everything, and says what to do next",
				    run_doctor };

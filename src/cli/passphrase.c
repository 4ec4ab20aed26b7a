/* Passphrases: the first line of a file, or typed and typed again. */
#include "cli/passphrase.h"

#include "sys/file.h"
#include "sys/secret.h"
#include "sys/terminal.h"

static int from_file(struct str file, struct buf *out, struct err *err)
{
	struct str text, line;

	if (file_load(file, out, err) < 0)
		return err_in(err, "--passphrase-file");
	text = buf_str(out);
	if (!str_cut(&text, '\n', &line) || str_trim(text).n > 0)
		return err_set(err, ERR_INPUT, "--passphrase-file: %.*s: one line is wanted",
			       STR_ARG(file));
	out->n = line.n && line.p[line.n - 1] == '\r' ? line.n - 1 : line.n;
	return 0;
}

static int from_terminal(const struct passphrase_ask *ask, struct buf *out, struct err *err)
{
	struct buf again AUTO(buf_done);
	bool same;

	buf_init(&again, out->max);
	if (terminal_secret("Passphrase of the keys: ", out, err) < 0)
		return -1;
	if (!ask->twice)
		return 0;
	if (terminal_secret("Once more: ", &again, err) < 0)
		return -1;
	same = str_eq(buf_str(out), buf_str(&again));
	if (again.n)
		secret_wipe(again.p, again.n);
	return same ? 0 : err_set(err, ERR_INPUT, "the two passphrases differ");
}

int passphrase_get(const struct passphrase_ask *ask, struct buf *out, struct err *err)
{
	int r;

	if (ask->file.n == 0 && !terminal_is_there())
		return err_set(
			err, ERR_INPUT,
			"the keys need a passphrase, and there is no terminal to ask at: give "
			"--passphrase-file FILE, %s",
			ask->instead);
	r = ask->file.n ? from_file(ask->file, out, err) : from_terminal(ask, out, err);
	if (r == 0 && out->n < SECRET_PASSPHRASE_MIN)
		return err_set(err, ERR_INPUT, "a passphrase of %zu octets: at least %d are needed",
			       out->n, SECRET_PASSPHRASE_MIN);
	return r;
}

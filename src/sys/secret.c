/* argon2id and secretstream, by libsodium.
 *
 * A magic line, u32 passes, u32 KiB of memory, the salt, the stream's header; then pieces, each
 * but the last of the same size and tagged as such, so that none can be left out.
 */
#include "sys/secret.h"

#include "base/die.h"
#include "base/wire.h"

#include <sodium.h>
#include <string.h>

#define MAGIC STR("netizen sealed 1\n")
#define PIECE (64u << 10)
#define EXTRA crypto_secretstream_xchacha20poly1305_ABYTES
#define HEADER crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define KEY crypto_secretstream_xchacha20poly1305_KEYBYTES
#define SALT crypto_pwhash_SALTBYTES
#define PASSES crypto_pwhash_OPSLIMIT_MODERATE
#define MEMORY_KIB (crypto_pwhash_MEMLIMIT_MODERATE / 1024)

typedef crypto_secretstream_xchacha20poly1305_state stream_state;

struct head {
	uint32_t passes, memory_kib;
	struct str salt, header;
};

static void start(void)
{
	die_if(sodium_init() < 0);
}

static int make_key(unsigned char key[KEY], struct str passphrase, const struct head *h,
		    struct err *err)
{
	if (crypto_pwhash(key, KEY, passphrase.p, passphrase.n, (const unsigned char *)h->salt.p,
			  h->passes, (size_t)h->memory_kib * 1024,
			  crypto_pwhash_ALG_ARGON2ID13) != 0)
		return err_set(err, ERR_LATER, "%u KiB of memory are needed to make the key",
			       h->memory_kib);
	return 0;
}

static int check_passphrase(struct str passphrase, struct err *err)
{
	if (passphrase.n < SECRET_PASSPHRASE_MIN)
		return err_set(err, ERR_INPUT, "a passphrase of %zu octets: at least %d are needed",
			       passphrase.n, SECRET_PASSPHRASE_MIN);
	if (passphrase.n > SECRET_PASSPHRASE_MAX)
		return err_set(err, ERR_INPUT, "a passphrase of %zu octets: at most %d are taken",
			       passphrase.n, SECRET_PASSPHRASE_MAX);
	return 0;
}

static void push_all(stream_state *s, struct str plain, struct buf *sealed)
{
	bool last;

	do {
		struct str piece = str_sub(plain, 0, PIECE);
		unsigned char *to = (unsigned char *)buf_room(sealed, piece.n + EXTRA);

		last = piece.n == plain.n;
		die_if(!to);
		crypto_secretstream_xchacha20poly1305_push(
			s, to, NULL, (const unsigned char *)piece.p, piece.n, NULL, 0,
			last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
		sealed->n += piece.n + EXTRA;
		plain = str_sub(plain, piece.n, plain.n);
	} while (!last);
}

int secret_seal(struct str plain, struct str passphrase, struct buf *sealed, struct err *err)
{
	unsigned char key[KEY], header[HEADER], salt[SALT];
	struct head h = {
		PASSES, MEMORY_KIB, {(const char *)salt, SALT},
                  { NULL,              0   }
	};
	stream_state s;

	start();
	if (plain.n > SECRET_PLAIN_MAX)
		return err_set(err, ERR_INPUT, "%zu octets are to be sealed: at most %u can be",
			       plain.n, SECRET_PLAIN_MAX);
	randombytes_buf(salt, sizeof(salt));
	if (check_passphrase(passphrase, err) < 0 || make_key(key, passphrase, &h, err) < 0)
		return -1;
	crypto_secretstream_xchacha20poly1305_init_push(&s, header, key);
	secret_wipe(key, sizeof(key));
	buf_add(sealed, MAGIC);
	wire_put_u32(sealed, h.passes);
	wire_put_u32(sealed, h.memory_kib);
	buf_add(sealed, h.salt);
	buf_add(sealed, (struct str){ (const char *)header, HEADER });
	push_all(&s, plain, sealed);
	secret_wipe(&s, sizeof(s));
	die_if(sealed->full);
	return 0;
}

static bool read_head(struct str *sealed, struct head *h)
{
	const size_t n = MAGIC.n + 8 + SALT + HEADER;
	struct wire_in in;

	if (sealed->n < n || !str_starts(*sealed, MAGIC))
		return false;
	in = wire_of(str_sub(*sealed, MAGIC.n, 8));
	h->passes = wire_get_u32(&in);
	h->memory_kib = wire_get_u32(&in);
	h->salt = str_sub(*sealed, MAGIC.n + 8, SALT);
	h->header = str_sub(*sealed, MAGIC.n + 8 + SALT, HEADER);
	*sealed = str_sub(*sealed, n, sealed->n);
	return h->passes >= 1 && h->passes <= SECRET_OPS_MAX &&
	       h->memory_kib >= crypto_pwhash_MEMLIMIT_MIN / 1024 &&
	       h->memory_kib <= SECRET_MEMORY_MAX / 1024;
}

/* False: changed, cut, or another key. */
static bool pull_all(stream_state *s, struct str sealed, struct buf *plain)
{
	unsigned char tag = 0;

	while (sealed.n > 0) {
		struct str piece = str_sub(sealed, 0, PIECE + EXTRA);
		unsigned char *to;

		if (piece.n < EXTRA || tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL)
			return false;
		to = (unsigned char *)buf_room(plain, piece.n - EXTRA);
		if (!to || crypto_secretstream_xchacha20poly1305_pull(
				   s, to, NULL, &tag, (const unsigned char *)piece.p, piece.n, NULL,
				   0) != 0)
			return false;
		plain->n += piece.n - EXTRA;
		sealed = str_sub(sealed, piece.n, sealed.n);
	}
	return tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
}

int secret_open(struct str sealed, struct str passphrase, struct buf *plain, struct err *err)
{
	unsigned char key[KEY];
	struct head h;
	stream_state s;
	bool fine;

	start();
	if (!read_head(&sealed, &h))
		return err_set(err, ERR_INPUT, "this was not sealed by netizen, or is damaged");
	if (check_passphrase(passphrase, err) < 0 || make_key(key, passphrase, &h, err) < 0)
		return -1;
	fine = crypto_secretstream_xchacha20poly1305_init_pull(
		       &s, (const unsigned char *)h.header.p, key) == 0 &&
	       pull_all(&s, sealed, plain);
	secret_wipe(key, sizeof(key));
	secret_wipe(&s, sizeof(s));
	if (!fine)
		return err_set(err, ERR_INPUT, "the passphrase is not the one it was sealed with");
	return 0;
}

void secret_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

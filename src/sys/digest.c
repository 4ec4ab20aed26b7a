/* SHA-256, by libsodium. */
#include "sys/digest.h"

#include <sodium.h>

static crypto_hash_sha256_state *state(struct digest *d)
{
	_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(d->state), "room for the state");
	return (crypto_hash_sha256_state *)(void *)d->state;
}

void digest_init(struct digest *d)
{
	crypto_hash_sha256_init(state(d));
}

void digest_add(struct digest *d, struct str s)
{
	if (s.n > 0)
		crypto_hash_sha256_update(state(d), (const unsigned char *)s.p, s.n);
}

void digest_text(struct digest *d, char text[DIGEST_TEXT_MAX + 1])
{
	unsigned char sum[crypto_hash_sha256_BYTES];

	crypto_hash_sha256_final(state(d), sum);
	sodium_bin2hex(text, DIGEST_TEXT_MAX + 1, sum, sizeof(sum));
	digest_init(d);
}

/* Sealing octets under a passphrase, and opening them again.
 *
 * The key is made of the passphrase by argon2id, which costs time and memory on purpose; the
 * octets are encrypted and authenticated in pieces (XChaCha20-Poly1305). What was changed, cut or
 * sealed under another passphrase does not open.
 */
#pragma once

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#define SECRET_PASSPHRASE_MIN 8
#define SECRET_PASSPHRASE_MAX 1024
#define SECRET_PLAIN_MAX (32u << 20)              /* octets that are sealed at once */
#define SECRET_SEALED_MAX (SECRET_PLAIN_MAX << 1) /* no sealed ones are longer */
#define SECRET_OPS_MAX 10                         /* that opening may be made to cost: passes */
#define SECRET_MEMORY_MAX (1u << 30)              /* and octets of memory */

/* ERR_INPUT: the passphrase is too short or too long, or too much is to be sealed. ERR_LATER:
 * there is not memory enough. */
NODISCARD int secret_seal(struct str plain, struct str passphrase, struct buf *sealed,
			  struct err *err);

/* ERR_INPUT: not sealed by us, damaged, or under another passphrase. */
NODISCARD int secret_open(struct str sealed, struct str passphrase, struct buf *plain,
			  struct err *err);

/* Overwrites what was secret. */
void secret_wipe(void *p, size_t n);

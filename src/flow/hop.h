/* Where a message was handed on to: the same message still, under another id. */
#pragma once

#include "flow/mail_log.h"

/* Whether the address is one that only programs of the same machine are reached at. */
bool hop_own_machine(struct str address);

/* Looks whether it was handed to this machine again, as the message `child`. Only a server of this
 * machine is believed: any other could name a message that is not its own. */
bool hop_handed_on(struct mail_log *log, struct mail *m, struct str child);

/* Logins that mailbox servers log: of Dovecot and Courier. */
#pragma once

#include "flow/logins.h"
#include "proto/log_head.h"

/* False if it is of another program. out->times is 0 if the line tells of no login; its time is
 * left as it is. */
bool login_line_read(const struct log_head *head, struct login_seen *out);

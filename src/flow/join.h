/* The joins of the two mail servers' lines; mail_log hands them their lines. */
#pragma once

#include "flow/mail_log.h"
#include "proto/log_head.h"

void join_postfix(struct mail_log *log, const struct log_head *head);
void join_exim(struct mail_log *log, const struct log_head *head);

/* Lines of spam filters and of PHP; false if it is none of them. */
bool join_sensor(struct mail_log *log, const struct log_head *head);

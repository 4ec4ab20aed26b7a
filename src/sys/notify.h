/* Telling the service manager how we are, by its one-datagram protocol. */
#pragma once

/* "READY=1", "STOPPING=1", "STATUS=..."; nothing happens where nobody wants to know. */
void notify_manager(const char *state);

"""Mail servers in hosts of the rig: Debian's Postfix and Exim, with what a provider sets up around
them. The test's own parts (a content filter, clients that log in) run in the yard or in the
host's network."""

import io
import json
import os
import pathlib
import smtplib
import subprocess
import sys
import tarfile
import time

import servers
import yard

USERS = {"web1": 2001, "web2": 2002, "vera": 2003, "alice": 2004}  # of every server
MAIL = "From: {sender}\r\nTo: {to}\r\nSubject: A mail\r\nMessage-ID: <{id}>\r\n\r\nText\r\n"
PHP_INI = "[mail]\nmail.add_x_header = On\nmail.log = /var/log/php/mail.log\n" \
    'sendmail_path = "/usr/sbin/sendmail -t -i"\n'


def wait(what, condition, patience=120.0):
    """Until it is so, however slow the machine is."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"{what}: not within {patience:g} s")
        time.sleep(0.1)


class Server:
    """A host with users, from whose addresses on the street others are reached as well."""

    def __init__(self, host, root, address, dns, more=()):
        self.host, self.address, self.name = host, address, f"{host}.example"
        servers.rig("up", host, "--root", root, "--dns", dns,
                    *(w for a in (address, *more) for w in ("--addr", a + "/24")))

    def set_up(self, files, script):
        """Files (path: text), users and a script, all in one go: each call costs a start of Python."""
        users = "".join(f"echo {u}:x:{n}:{n}::/home/{u}:/bin/sh >> /etc/passwd; echo {u}:x:{n}: >> /etc/group\n"
                        f"mkdir -p /home/{u} && chown -R {n}:{n} /home/{u}\n" for u, n in USERS.items())
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            for path, text in (files | {"/etc/mailname": self.name + "\n", "/tmp/set-up": users + script}).items():
                entry = tarfile.TarInfo(path.lstrip("/"))
                entry.size, entry.mode = len(text.encode()), 0o755 if text.startswith("#!") else 0o644
                tar.addfile(entry, io.BytesIO(text.encode()))
        subprocess.run([str(servers.RIG), "enter", self.host, "sh", "-ec", "tar xf - -C /; sh -e /tmp/set-up"],
                       input=packed.getvalue(), check=True, stdout=sys.stderr)

    def run(self, script, user="root", text=None):
        return servers.rig("enter", "--user", user, self.host, "sh", "-ec", script, text=text)

    def filter(self, *ports, to):
        """A content filter on ports of the host's loopback that hands on to another."""
        program = str(pathlib.Path(__file__).with_name("mail_filter.py"))
        if os.fork() == 0:
            yard.go_into(self.host, yard.NETWORK)  # our own ids stay: they may read the program
            os.execv(sys.executable, [sys.executable, program, str(to), *map(str, ports)])
        for port in ports:
            yard.wait_port(self.host, port, 60)

    def fetch(self, path, to):
        """A copy of a file for the programs of the yard."""
        with open(to, "wb") as f:
            subprocess.run([str(servers.RIG), "enter", self.host, "cat", path], stdout=f, check=True)
        return to


class Client:
    """A connection to a server from an address of the yard, logged in where a login is given."""

    def __init__(self, server, port, login=None, source="10.77.0.1"):
        self.smtp = smtplib.SMTP(server.address, port, "client.example", timeout=120, source_address=(source, 0))
        self.smtp.ehlo()
        if login:
            self.smtp.login(login, "secret")

    def send(self, sender, to, number):
        """One mail to one or several; its Message-ID is made of the number."""
        to = [to] if isinstance(to, str) else to
        text = MAIL.format(sender=sender, to=", ".join(to), id=f"{number}@client.example")
        return self.smtp.sendmail(sender, to, text)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.smtp.close() if error[0] else self.smtp.quit()


# --- Postfix -------------------------------------------------------------------------------------

MAIN = """compatibility_level = 3.6
myhostname = {name}
mydestination = $myhostname, localhost
mynetworks = 127.0.0.0/8 {networks}
inet_protocols = ipv4
alias_maps = hash:/etc/aliases
home_mailbox = Maildir/
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated reject_unauth_destination
smtp_tls_security_level = none
smtp_bind_address = {address}
header_checks = regexp:/etc/postfix/header_checks
sender_dependent_default_transport_maps = hash:/etc/postfix/leaving
in_flow_delay = 0
smtpd_error_sleep_time = 0
"""
MASTER = """smtp inet n - n - - smtpd
pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
587 inet n - n - - smtpd
  -o syslog_name=postfix/submission -o smtpd_sasl_auth_enable=yes
588 inet n - n - - smtpd
  -o syslog_name=postfix/submission -o smtpd_sasl_auth_enable=yes -o content_filter=scan:[127.0.0.1]:10025
589 inet n - n - - smtpd
  -o syslog_name=postfix/submission -o smtpd_sasl_auth_enable=yes -o content_filter=plain:[127.0.0.1]:10024
scan unix - - n - - smtp
  -o smtp_send_xforward_command=yes -o smtp_bind_address=127.0.0.1 -o disable_dns_lookups=yes
plain unix - - n - - smtp
  -o smtp_bind_address=127.0.0.1 -o disable_dns_lookups=yes
127.0.0.1:10026 inet n - n - - smtpd
  -o content_filter= -o smtpd_authorized_xforward_hosts=127.0.0.0/8 -o myhostname=filtered.{name}
"""
DOVECOT = """protocols = imap
listen = *
ssl = no
auth_mechanisms = plain login
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:/var/mail/%u
passdb {
  driver = passwd-file
  args = scheme=PLAIN /etc/dovecot/users
}
userdb {
  driver = static
  args = uid=mail gid=mail home=/var/mail/%u
}
first_valid_uid = 1
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  unix_listener /var/spool/postfix/private/auth {
    mode = 0666
  }
}
"""
RSYSLOG = """module(load="imuxsock")
global(workDirectory="/var/spool/rsyslog")
mail.* action(type="omfile" file="/var/log/mail.log" template="RSYSLOG_FileFormat")
mail.* action(type="omfile" file="/var/log/mail.classic" template="RSYSLOG_TraditionalFileFormat")
"""


class Postfix(Server):
    """Logins by Dovecot: 587 plainly, 588 and 589 through a content filter that is told or not
    whose mail it is. `leaving`: sender -> (transport, address it leaves by)."""

    def __init__(self, host, address, dns, leaving=None, users=(), networks="", own_log=None, files={}):
        leaving = leaving or {}
        super().__init__(host, "postfix", address, dns, sorted({a for _, a in leaving.values()} - {address}))
        own = f"maillog_file = {own_log}\n" if own_log else ""
        bound = "".join(f"{t} unix - - n - - smtp\n  -o syslog_name=postfix/{t} -o smtp_bind_address={a}\n"
                        for t, a in dict(leaving.values()).items())
        self.set_up({
            "/etc/postfix/main.cf": MAIN.format(name=self.name, address=address, networks=networks) + own,
            "/etc/postfix/master.cf": MASTER.format(name=self.name) + bound,
            "/etc/postfix/leaving": "".join(f"{s} {t}:\n" for s, (t, _) in leaving.items()),
            "/etc/postfix/header_checks": "/^X-PHP-Originating-Script:/ INFO\n",
            "/etc/dovecot/dovecot.conf": DOVECOT,
            "/etc/dovecot/users": "".join(f"{u}:{{PLAIN}}secret\n" for u in users),
            "/etc/rsyslog.conf": RSYSLOG,
            "/etc/php/8.2/cli/conf.d/90-mail.ini": PHP_INI,
        } | files, "newaliases; postmap /etc/postfix/leaving; cp /etc/services /var/spool/postfix/etc/\n"
            "mkdir -p /var/spool/rsyslog /var/log/php; install -m 666 /dev/null /var/log/php/mail.log\n")
        servers.rig("spawn", host, "rsyslogd", "rsyslogd", "-n", "-iNONE")
        self.run("until test -S /dev/log; do sleep 0.05; done")
        servers.rig("spawn", host, "dovecot", "dovecot", "-F")
        servers.rig("spawn", host, "postfix", "postfix", "start-fg")
        for port in (25, 143, 587, 588, 589, 10026):
            yard.wait_port(host, port, 60)

    def queued(self):
        """The messages that wait, by the queue they are in."""
        counts = {}
        for line in self.run("find /var/spool/postfix/maildrop -type f -printf '{\"queue_name\":\"maildrop\"}\\n'; "
                             "postqueue -j").splitlines():
            queue = json.loads(line)["queue_name"]
            counts[queue] = counts.get(queue, 0) + 1
        return counts

    def settle(self):
        """Until all that can be delivered is; twice the same, since messages move while one looks."""
        quiet = [0]

        def idle():
            quiet[0] = quiet[0] + 1 if set(self.queued()) <= {"deferred"} else 0
            return quiet[0] > 1
        wait(f"{self.host} delivers", idle)

    def again(self):
        self.run("postqueue -f")


# --- Exim ----------------------------------------------------------------------------------------

EXIM = """primary_hostname = {name}
domainlist ours = $primary_hostname
daemon_smtp_ports = 25 : 587 : 588 : 10026
local_interfaces = 0.0.0.0
disable_ipv6
host_lookup =
rfc1413_query_timeout = 0s
untrusted_set_sender = *
acl_smtp_rcpt = recipient
auth_advertise_hosts = *
tls_advertise_hosts =
log_file_path = /var/log/exim4/%slog
log_selector = {selector}

begin acl
recipient:
  accept hosts = : 127.0.0.1
  accept authenticated = *
  accept domains = +ours
  deny message = relay not permitted

begin routers
filter:
  driver = manualroute
  condition = ${{if eq{{$received_port}}{{588}}}}
  transport = filter
  route_list = * 127.0.0.1
  self = send
{routers}
outside:
  driver = dnslookup
  domains = !+ours
  transport = outside
  no_more
forward:
  driver = redirect
  check_local_user
  file = $home/.forward
  pipe_transport = pipe
  no_verify
user:
  driver = accept
  check_local_user
  transport = maildir

begin transports
outside:
  driver = smtp
  interface = {address}
filter:
  driver = smtp
  port = 10025
  allow_localhost
{transports}
pipe:
  driver = pipe
  return_fail_output
maildir:
  driver = appendfile
  directory = $home/Maildir
  maildir_format

begin retry
{retry}

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_set_id = $auth2
  server_condition = ${{if eq{{$auth3}}{{secret}}}}
"""
LEAVES = """{t}:
  driver = dnslookup
  domains = !+ours
  senders = {s}
  transport = {t}
  no_more
"""


SMART = """smart:
  driver = manualroute
  domains = !+ours
  transport = outside
  route_list = * {smart}
  no_more
"""


class Exim(Server):
    """Logins of any name: 587 plainly, 588 through a content filter. `leaving` as with Postfix; `smart`
    is the server that all goes through."""

    def __init__(self, host, address, dns, leaving=None, selector="", files={}, smart=None):
        leaving = leaving or {}
        super().__init__(host, "exim", address, dns, sorted({a for _, a in leaving.values()} - {address}))
        self.text = EXIM.format(
            name=self.name, address=address, selector=selector, retry="* * F,2h,1h",
            routers=(SMART.format(smart=smart) if smart else "") + "".join(LEAVES.format(s=s, t=t) for s, (t, _) in leaving.items()),
            transports="".join(f"{t}:\n  driver = smtp\n  interface = {a}\n" for t, a in dict(leaving.values()).items()))
        self.set_up(files | {"/etc/exim4/exim4.conf": self.text,
                             "/etc/php/8.2/cli/conf.d/90-mail.ini": PHP_INI},
                    "mkdir -p /var/log/php; install -m 666 /dev/null /var/log/php/mail.log\n")
        self.start()

    def start(self):
        servers.rig("spawn", self.host, "exim", "exim4", "-bdf", "-q1h")
        for port in (25, 587, 588, 10026):
            yard.wait_port(self.host, port, 60)

    def settle(self):
        """Until only the daemon is left: who delivers is a process of its own."""
        self.run("until [ $(pgrep -c 'exim4|sendmail') = 1 ]; do sleep 0.1; done")

    def again(self):
        """Tries all that waits once more, whatever its time."""
        self.run("exim4 -qff")

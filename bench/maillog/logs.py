#!/usr/bin/python3
"""Writes a mail log such as a busy server's: logs.py postfix|exim MESSAGES > FILE. Always the same."""

import random
import sys

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
USERS = [f"user{i}@cust{i % 300}.example" for i in range(3000)]


def word(rng, n):
    return "".join(rng.choices(BASE62, k=n))


def who(rng):
    """An account and where it sends from: one of a few places of its own, now and then from anywhere."""
    n = rng.randrange(len(USERS))
    place = n * 3 + rng.randrange(3) if rng.randrange(20) else rng.randrange(65536)
    return USERS[n], f"198.51.{place // 256}.{place % 256}"


def postfix(rng, i):
    t, user, ip = i // 40, *who(rng)
    head = f"Nov {1 + t // 86400:2} {t // 3600 % 24:02}:{t // 60 % 60:02}:{t % 60:02} mx1 postfix/"
    smtpd, q = f"{head}smtpd[{1000 + i % 90}]: ", f"{rng.getrandbits(40):010X}"
    client = f"host-{i % 777}.example[{ip}]"
    fate = "dsn=2.0.0, status=sent (250 2.0.0 OK 1539154772 az9-v6si5976496plb.190)" if i % 12 else \
        "dsn=5.1.1, status=bounced (host mx.example[192.0.2.7] said: 550 5.1.1 No such account here)"
    return (f"{smtpd}connect from {client}\n"
            f"{smtpd}{q}: client={client}, sasl_method=PLAIN, sasl_username={user}\n"
            f"{head}cleanup[{2000 + i % 50}]: {q}: message-id=<{i}.{q}@cust.example>\n"
            f"{head}qmgr[900]: {q}: from=<{user}>, size={1000 + i % 9000}, nrcpt=1 (queue active)\n"
            f"{smtpd}disconnect from {client} ehlo=2 starttls=1 auth=1 mail=1 rcpt=1 data=1 quit=1 commands=8\n"
            f"{head}smtp[{3000 + i % 90}]: {q}: to=<rcpt{i % 5000}@dest{i % 900}.example>, "
            f"relay=mx.dest{i % 900}.example[192.0.2.{i % 250}]:25, delay=1.7, delays=0.02/0/1.7/0.06, {fate}\n"
            f"{head}qmgr[900]: {q}: removed\n")


def exim(rng, i):
    t, user, ip = i // 40, *who(rng)
    head = f"2026-11-{1 + t // 86400:02} {t // 3600 % 24:02}:{t // 60 % 60:02}:{t % 60:02} " \
        f"1r{word(rng, 4)}-{word(rng, 6)}-{word(rng, 2)} "
    to = f"rcpt{i % 5000}@dest{i % 900}.example"
    server = f"H=mx.dest{i % 900}.example [192.0.2.{i % 250}]"
    fate = f"=> {to} R=dnslookup T=remote_smtp {server} X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=yes " \
        'C="250 2.0.0 OK 1539154772 az9"' if i % 12 else \
        f"** {to} R=dnslookup T=remote_smtp {server}: SMTP error from remote mail server after " \
        f"RCPT TO:<{to}>: 550 5.1.1 No such account here"
    return (f"{head}<= {user} H=host-{i % 777}.example (helo.example) [{ip}] P=esmtpsa "
            f"X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=no A=plain:{user} S={1000 + i % 9000} id={i}@cust.example\n"
            f"{head}{fate}\n"
            f"{head}Completed\n")


def main():
    rng = random.Random(5)
    make = {"postfix": postfix, "exim": exim}[sys.argv[1]]
    for i in range(int(sys.argv[2])):
        sys.stdout.write(make(rng, i))


main()

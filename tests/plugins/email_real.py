#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""The email plugin against servers that others wrote: Postfix and aiosmtpd.

Each with TLS and a certificate made here, on a port of the kernel's choice,
in folders of its own.
"""
import email
import email.policy
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import time

BUILD, SOURCE = os.environ.get("BUILDDIR", "."), os.environ.get("SRCDIR", ".")
HEADLINE = "Kunde Ærø gav 3"
done = []


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(what, seconds=20):
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            sys.exit("waited in vain")
        time.sleep(0.02)


def answers(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


def send(folder, port, target, n=1):
    settings = {"server": f"smtp://localhost:{port}", "from": "Loopbell <bot@nordlys.example>",
                "hello": "bot.example", "timeout": "10s"}
    start = time.monotonic()
    out = subprocess.run([BUILD + "/tests/plugins/mail_send", json.dumps(settings),
                          f"{folder}/ca.pem", str(n), target],
                         stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    return out, n / (time.monotonic() - start)


def check_mail(raw):
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert mail["Subject"] == HEADLINE, mail["Subject"]
    assert mail["Message-ID"].endswith("@nordlys.example>"), mail["Message-ID"]
    assert "> For dyrt\n> .\n> From æøå\n" in mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def test_aiosmtpd(folder):
    try:
        from aiosmtpd.controller import Controller
    except ImportError:
        return "aiosmtpd (python3-aiosmtpd) is not installed"
    got = []

    class Handler:
        async def handle_RCPT(self, server, session, envelope, address, options):
            if address.startswith("nobody"):
                return "550 no such user"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):
            got.append(envelope.content)
            return "250 OK"

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/good.pem")
    controller = Controller(Handler(), hostname="127.0.0.1", port=free_port(),
                            tls_context=context, require_starttls=True)
    controller.start()
    try:
        out, rate = send(folder, controller.port, "anna@x.example", 20)
        assert out == [f"done <REAL{i}@nordlys.example>" for i in range(20)], out
        assert len(got) == 20
        check_mail(got[0])
        out, _ = send(folder, controller.port, "nobody@x.example")
        assert out[0].startswith("2 ") and "550 no such user" in out[0], out
    finally:
        controller.stop()
    done.append(f"aiosmtpd: {rate:.0f} mails/s, one TLS session each")
    return None


MAIN = """\
compatibility_level = 3.6
queue_directory = {d}/queue
data_directory = {d}/data
mail_owner = postfix
setgid_group = postdrop
command_directory = /usr/sbin
daemon_directory = {daemons}
myhostname = real.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
relay_domains = x.example
virtual_mailbox_domains = x.example
virtual_mailbox_maps = inline:{{anna@x.example=anna/}}
virtual_mailbox_base = {d}/mail
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{uid}
virtual_minimum_uid = 1
smtpd_tls_chain_files = {d}/smtpd.pem
smtpd_tls_security_level = encrypt
smtpd_tls_session_cache_database =
smtp_tls_session_cache_database =
maillog_file = {d}/log
maillog_file_prefixes = /tmp, {d}
"""

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def write_postfix(folder, port):
    import pwd
    owner = pwd.getpwnam("postfix")
    config = pathlib.Path(folder, "postfix")
    daemons = next(p for p in ("/usr/lib/postfix/sbin", "/usr/libexec/postfix") if os.path.isdir(p))
    for sub in ("postfix", "queue", "data", "mail"):
        pathlib.Path(folder, sub).mkdir()
    for sub in ("data", "mail"):
        os.chown(f"{folder}/{sub}", owner.pw_uid, owner.pw_gid)
    # the key stands first, as Postfix wants it
    pathlib.Path(folder, "smtpd.pem").write_bytes(
        b"".join(pathlib.Path(folder, "good." + e).read_bytes() for e in ("key", "crt")))
    config.joinpath("main.cf").write_text(MAIN.format(d=folder, uid=owner.pw_uid, daemons=daemons))
    config.joinpath("master.cf").write_text(MASTER.format(port=port))
    return str(config)


def test_postfix(folder):
    if not os.path.exists("/usr/sbin/postfix"):
        return "Postfix (postfix) is not installed"
    if os.geteuid() != 0:
        return "Postfix can be started by root only"
    os.chmod(folder, 0o755)
    port = free_port()
    config = write_postfix(folder, port)
    with open(folder + "/postfix.out", "wb") as out:
        if subprocess.run(["/usr/sbin/postfix", "-c", config, "start"], stdout=out, stderr=out).returncode:
            print(pathlib.Path(folder, "postfix.out").read_text())
            return sys.exit("Postfix does not start")
    new = pathlib.Path(folder, "mail/anna/new")
    try:
        wait_for(lambda: answers(port))
        sent, rate = send(folder, port, "anna@x.example", 50)
        assert sent == [f"done <REAL{i}@nordlys.example>" for i in range(50)], sent
        wait_for(lambda: new.is_dir() and len(list(new.iterdir())) == 50)
        check_mail(next(new.iterdir()).read_bytes())
        sent, _ = send(folder, port, "nobody@x.example")
        assert sent[0].startswith("2 ") and " 550 " in sent[0], sent
    except BaseException:
        print(pathlib.Path(folder, "log").read_text()[-3000:])
        raise
    finally:
        subprocess.run(["/usr/sbin/postfix", "-c", config, "stop"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    done.append(f"Postfix: {rate:.0f} mails/s, one TLS session each")
    return None


def main():
    skipped = []
    for test in (test_aiosmtpd, test_postfix):
        with tempfile.TemporaryDirectory(prefix="loopbell-real-") as folder:
            subprocess.run(["sh", SOURCE + "/tests/fake/certificates.sh", folder], check=True)
            why = test(folder)
            if why:
                skipped.append(why)
    for line in done:
        print(line)
    for why in skipped:
        print("SKIP: " + why)
    return 77 if skipped else 0


sys.exit(main())

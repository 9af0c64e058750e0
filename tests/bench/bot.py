# SPDX-License-Identifier: ISC
"""bot.py - the real bot in a folder of its own, asked over its socket."""
import json
import os
import socket
import subprocess
import time

PATIENCE_S = 60

CONFIG = """\
company: Nordlys Software
language: da
timezone: Europe/Copenhagen
store: loopbell.db
socket: control
default_owner: kundechef@nordlys.example
providers:
  interviews: {{plugin: csv, folder: "{folder}/in", settle: 0, every: 1s,
    channel: phone, since: {since}}}
directories:
  accounts: {{plugin: accounts_csv, file: "{folder}/accounts.csv"}}
notifiers:
  slack: {{plugin: slack, token: xoxb-bench, api: "{sink}/api/", rate: {rate}}}
  mail: {{plugin: email, server: "smtp://127.0.0.1:25",
    from: "Loopbell <loopbell@nordlys.example>"}}
routes:
  - name: escalate
    when: {{category: detractor}}
    send: [{{to: slack, target: "#kunderedning", mention: owner}}]
    case: {{deadline: 48h}}
  - name: celebrate
    when: {{category: promoter}}
    send: [{{to: slack, target: "#kundeglaede"}}]
"""


def pss_kib(pid):
    """None where the system does not tell, or the process has gone."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as rollup:
            for line in rollup:
                if line.startswith("Pss:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return None


def cpu_s(pid):
    """What it has used so far; 0 where the system does not tell."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Bot:
    """One run of the daemon, from exec to its end."""

    def __init__(self, program, folder, sink, since, rate):
        self.folder = folder
        self.config = os.path.join(folder, "loopbell.yaml")
        self.peaks = {}
        os.makedirs(os.path.join(folder, "in"), exist_ok=True)
        with open(self.config, "w", encoding="utf-8") as out:
            out.write(CONFIG.format(
                folder=folder, sink=sink, since=since, rate=rate))
        self.program = program

    def __enter__(self):
        log = os.path.join(self.folder, "log")
        self.began = time.monotonic()
        with open(log, "ab") as out:
            self.process = subprocess.Popen(
                [self.program, "run", "--config", self.config], stderr=out)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE_S)

    def elapsed(self):
        return time.monotonic() - self.began

    def cpu(self):
        """The core's, in seconds."""
        return cpu_s(self.process.pid)

    def status(self):
        """None while nobody answers."""
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(PATIENCE_S)
            try:
                s.connect(os.path.join(self.folder, "control"))
            except OSError:
                return None
            s.sendall(b'{"op":"status"}\n')
            return json.loads(s.makefile("rb").readline())

    def wait(self, is_so, every_s=0.02):
        """Asks until is_so(status) is true; returns the status."""
        deadline = time.monotonic() + PATIENCE_S
        last = None
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise SystemExit("the bot ended: see " + self.folder + "/log")
            status = self.status()
            if status is not None:
                if is_so(status):
                    return status
                if status["totals"] != last:
                    deadline = time.monotonic() + PATIENCE_S
                    last = status["totals"]
            time.sleep(every_s)
        raise SystemExit("the bot stands still: see " + self.folder + "/log")

    def memory(self, status):
        """PSS in KiB by name: each instance's process and the core's."""
        pids = {i["name"]: i["pid"] for i in status["instances"] if i["pid"]}
        pids["core"] = self.process.pid
        sizes = {name: pss_kib(pid) for name, pid in pids.items()}
        sizes = {name: n for name, n in sizes.items() if n is not None}
        sizes["all"] = sum(sizes.values())
        for name, n in sizes.items():
            self.peaks[name] = max(n, self.peaks.get(name, 0))
        return sizes


def is_ready(status):
    return all(i["state"] in ("ready", "working")
               for i in status["instances"])


def n_stored(status):
    totals = status["totals"]
    return sum(totals[c] for c in ("promoters", "passives", "detractors"))

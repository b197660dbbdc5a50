"""Compiles a seccomp profile of Docker's format into one BPF program for each architecture, in base64, as JSON.

Usage: compile-filter.py PROFILE. Needs libseccomp's Python module (Debian: python3-seccomp). The program is for
processes without capabilities: rules that a capability opens are left out.
"""

import base64
import errno
import json
import os
import sys
import tempfile

import seccomp

ARCHITECTURES = {"x64": ("amd64", seccomp.Arch.X86_64), "arm64": ("arm64", seccomp.Arch.AARCH64)}
OPERATORS = {
    "SCMP_CMP_EQ": seccomp.EQ,
    "SCMP_CMP_NE": seccomp.NE,
    "SCMP_CMP_MASKED_EQ": seccomp.MASKED_EQ,
    "SCMP_CMP_GE": seccomp.GE,
    "SCMP_CMP_GT": seccomp.GT,
    "SCMP_CMP_LE": seccomp.LE,
    "SCMP_CMP_LT": seccomp.LT,
}


def action_of(rule):
    if rule["action"] == "SCMP_ACT_ALLOW":
        return seccomp.ALLOW
    if rule["action"] == "SCMP_ACT_ERRNO":
        return seccomp.ERRNO(rule.get("errnoRet") or errno.EPERM)
    raise SystemExit(f"the profile has an action that is not known here: {rule['action']}")


def applies(rule, architecture):
    includes, excludes = rule.get("includes") or {}, rule.get("excludes") or {}
    if includes.get("caps"):
        return False
    if includes.get("arches") and architecture not in includes["arches"]:
        return False
    return architecture not in (excludes.get("arches") or [])


def argument_of(condition):
    values = [condition["value"]]
    if condition["op"] == "SCMP_CMP_MASKED_EQ":
        values.append(condition.get("valueTwo", 0))
    return seccomp.Arg(condition["index"], OPERATORS[condition["op"]], *values)


def compile_for(profile, architecture, seccomp_architecture):
    program = seccomp.SyscallFilter(seccomp.ERRNO(profile.get("defaultErrnoRet") or errno.EPERM))
    if seccomp_architecture != seccomp.Arch():
        program.remove_arch(seccomp.Arch.NATIVE)
        program.add_arch(seccomp_architecture)
    for rule in profile["syscalls"]:
        if not applies(rule, architecture):
            continue
        arguments = [argument_of(condition) for condition in rule.get("args") or []]
        for name in rule["names"]:
            try:
                program.add_rule(action_of(rule), name, *arguments)
            except (RuntimeError, ValueError, OSError):
                # A call that this libseccomp does not know, or one that the default refuses anyway: it stays refused.
                print(f"{architecture}: no rule for {name}", file=sys.stderr)
    with tempfile.TemporaryFile() as file:
        program.export_bpf(file)
        file.seek(0)
        return base64.b64encode(os.read(file.fileno(), 1 << 20)).decode()


with open(sys.argv[1], encoding="utf-8") as file:
    content = json.load(file)
print(json.dumps({name: compile_for(content, *of) for name, of in ARCHITECTURES.items()}))

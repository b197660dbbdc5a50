"""Finds out which packages a feedstock asks for, and installs those that the runner's environment lacks.

Runs in a sandbox, with the runner's own Python. `resolve` executes nothing of the author's and of no package: it writes
`overlay.txt`, fully pinned, with hashes. `install` installs that file into a folder. With `build` it may build packages
from source, which executes their code.

usage: python make_environment.py ORDER.json
The last line of the output is a JSON object with `status` "completed" and `environment`.
"""

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

RUNNER, BEAM = "pangeo-forge-runner", "apache-beam"
# What the locks hold and has no wheel. It is installed already, and need not be built to resolve what the author asks for.
SOURCE_ONLY = ("crcmod", "dill", "docopt", "google-apitools", "hdfs")
TOOLS = re.compile(r"(?:pre[-_]commit|ruff|black|pytest)\b", re.I)
SCRIPT_BLOCK = re.compile(r"(?m)^# /// script$\s(?P<content>(^#(| .*)$\s)+)^# ///$")


def main():
    order = json.loads(Path(sys.argv[1]).read_text())
    answer = {"resolve": resolve, "install": install}[order["step"]](order)
    print(json.dumps({"status": "completed", "message": answer["outcome"], "environment": answer}), flush=True)


# What the author asks for


class Unreadable(Exception):
    """A file of the author's, and what is wrong with it."""

    def __init__(self, file, said):
        super().__init__(file, said)
        self.file, self.said = file, said


def find_requirements(order):
    """(file, text) of the first of the files that say it; None when there is none."""
    folder, root = Path(order["folder"]) / order["subdir"], Path(order["folder"])
    checkout(order, root)
    readers = {
        "uv.lock": lambda file: export_lock(order, file.parent) if (file.parent / "pyproject.toml").exists() else None,
        "pyproject.toml": lambda file: dependencies_of_project(file.read_text(encoding="utf-8-sig")),
        "environment.yml": pip_part,
        "environment.yaml": pip_part,
    }
    places = [(folder / "requirements.txt", lambda file: file.read_text(encoding="utf-8-sig").splitlines())]
    places += [(file, dependencies_of_block) for file in sorted(folder.glob("*.py"))]
    places += [(place / name, read) for name, read in readers.items() for place in dict.fromkeys((folder, root))]
    for file, read in places:
        try:
            lines = read(file) if file.exists() else None
        except (ValueError, TypeError, AttributeError, YAMLError, subprocess.CalledProcessError) as error:
            raise Unreadable(file.name, said(getattr(error, "stderr", None) or str(error))) from error
        if lines is not None:
            return file.name, "\n".join(lines)
    return None


def checkout(order, root):
    root.mkdir(parents=True, exist_ok=True)
    archive = ["git", "--git-dir", order["repository"], "archive", "--format=tar", order["sha"]]
    with subprocess.Popen(archive, stdout=subprocess.PIPE) as made:
        subprocess.run(["tar", "-x", "-C", str(root)], stdin=made.stdout, check=True)
    if made.returncode != 0:
        raise RuntimeError("git could not read the files of the commit")


def dependencies_of_block(file):
    """Of the header of a Python file (PEP 723); None where it has none."""
    block = SCRIPT_BLOCK.search(file.read_text(encoding="utf-8-sig", errors="replace"))
    if not block:
        return None
    lines = block.group("content").splitlines()
    content = "\n".join(line[2:] if line.startswith("# ") else line[1:] for line in lines)
    return tomllib.loads(content).get("dependencies", [])


def dependencies_of_project(text):
    """Tools of development are no packages of the recipe."""
    return [line for line in tomllib.loads(text).get("project", {}).get("dependencies", []) if not TOOLS.match(line)]


def export_lock(order, place):
    """Reads the lock as it is: nothing is resolved or built, and no index is asked."""
    command = [order["uv"], "export", "--frozen", "--offline", "--no-emit-project", "--no-dev", "--no-hashes", "--no-annotate"]
    command += ["--no-header", "--quiet", "--python", sys.executable, "--cache-dir", order["cache"], "--project", str(place)]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True, text=True).stdout.splitlines()


def pip_part(file):
    """The packages of conda are not installed: what of them the recipe needs has to be there."""
    dependencies = (YAML(typ="safe").load(file) or {}).get("dependencies") or []
    return [line for item in dependencies if isinstance(item, dict) for line in item.get("pip") or []]


def parse(line):
    """The requirement of a line; None for an option, a comment, and what only the installer can read."""
    text = re.sub(r"(^|\s)#.*$", "", line).strip()
    try:
        return Requirement(text) if text else None
    except InvalidRequirement:
        return None


# Whether the runner's environment has it


def is_met(requirement, seen=frozenset()):
    if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
        return True
    if requirement.url:
        return False
    try:
        found = importlib.metadata.distribution(requirement.name)
    except importlib.metadata.PackageNotFoundError:
        return False
    if not requirement.specifier.contains(found.version, prereleases=True):
        return False
    key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
    if not requirement.extras or key in seen:
        return True
    needed = [Requirement(text) for text in found.requires or []]
    return all(
        is_met(without_marker(one), seen | {key})
        for one in needed
        for extra in requirement.extras
        if one.marker and one.marker.evaluate({"extra": extra}) and not one.marker.evaluate({"extra": ""})
    )


def without_marker(requirement):
    requirement.marker = None
    return requirement


# Resolving


def resolve(order):
    try:
        found = find_requirements(order)
    except Unreadable as error:
        return {"outcome": "unreadable", "file": error.file, "said": error.said}
    if not found:
        return {"outcome": "met", "file": None}
    file, text = found
    # the runner is the deployment's, and its line was chosen before
    lines = ["" if is_runner(line) else without_engine(line) for line in text.splitlines()]
    asked = [line for line in lines if re.sub(r"(^|\s)#.*$", "", line).strip()]
    folder, out = Path(order["folder"]) / order["subdir"], Path(order["out"])
    wanted, base = folder / f"{Path(file).stem}.resolved.in", folder / "runner.in"
    wanted.write_text("\n".join(lines) + "\n")
    if all((requirement := parse(line)) and is_met(requirement) for line in asked):
        pin_for_workers(order, wanted, locked(folder, set()), lines)
        return {"outcome": "met", "file": file}
    print(f"resolving {len(asked)} requirements of {file}", flush=True)
    named = {canonicalize_name(requirement.name) for line in lines if (requirement := parse(line))}
    base.write_text(base_requirements(order, named))
    resolved = out / "resolved.txt"
    command = [order["uv"], "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--generate-hashes"]
    command += ["--python", sys.executable, "-o", str(resolved), str(wanted), str(base)]
    command += ["--override", str(overrides(folder, named)), *settings(order, lines, out)]
    # The locked versions stay if they can, and change where what the author asks for needs others.
    for constraints in (["--constraint", str(locked(folder, named))], []):
        # what an output file names already is kept where it fits; the lock for clouds names more
        resolved.write_text(Path(order["lock"]).with_name("cloud.txt").read_text())
        result = run([*command, *constraints], cwd=folder)
        if result.returncode == 0:
            break
    if result.returncode != 0:
        return explain(order, result.stderr, file, lines)
    pins = folder / "resolved.in"
    pins.write_text("".join(block.split(" --hash")[0] + "\n" for block in blocks(resolved.read_text())))
    pin_for_workers(order, wanted, pins, lines)
    overlay = [block for block in blocks(resolved.read_text()) if not is_locked(block)]
    if not overlay:
        return {"outcome": "met", "file": file}
    (out / "overlay.txt").write_text("\n".join(overlay) + "\n")
    return {"outcome": "overlay", "file": file, "packages": [block.split()[0] for block in overlay]}


def pin_for_workers(order, wanted, pins, lines):
    """
    Writes what Beam's workers on other machines install: all that the author asks for and what that needs, in the
    versions that are here. Beam itself is in the image of the workers.
    """
    if not order.get("workers"):
        return
    out = Path(order["out"])
    command = [order["uv"], "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--python", sys.executable]
    command += ["-o", str(out / "workers.resolved.txt"), str(wanted), "--constraint", str(pins)]
    command += ["--override", str(overrides(wanted.parent, set())), *settings(order, lines, out)]
    result = run(command, cwd=wanted.parent)
    if result.returncode != 0:
        raise RuntimeError(f"the packages for Beam's workers could not be resolved: {said(result.stderr)}")
    kept = [line for line in blocks((out / "workers.resolved.txt").read_text()) if not re.match(r"apache-beam\b", line)]
    (out / "workers.txt").write_text("\n".join(kept) + "\n")


def is_runner(line):
    requirement = parse(line)
    return requirement is not None and canonicalize_name(requirement.name) == RUNNER


def without_engine(line):
    """Beam's extras are a bakery's: its line has them where it submits to a cloud."""
    requirement = parse(line)
    if requirement is None or canonicalize_name(requirement.name) != BEAM or not requirement.extras:
        return line
    requirement.extras = set()
    return str(requirement)


def overrides(folder, named):
    at_hand = [name for name in SOURCE_ONLY if name not in named and is_met(Requirement(name))]
    file = folder / "overrides.in"
    file.write_text("".join(f'{name} ; python_version < "3"\n' for name in at_hand))
    return file


def locked(folder, named):
    found = {canonicalize_name(one.metadata["Name"]): one.version for one in importlib.metadata.distributions()}
    file = folder / "locked.in"
    file.write_text("".join(f"{name}=={version}\n" for name, version in found.items() if name not in named))
    return file


def base_requirements(order, named):
    """
    What the runner's environment is there for, in any version, so that all of it goes together. Beam stays as it is
    unless its author names it: of the versions of years, one would fit everything, and not be built.
    """
    wanted = [parse(line) for line in Path(order["lockInput"]).read_text().splitlines()]
    kept = [RUNNER, *({BEAM} - named)]
    names = sorted({requirement.name for requirement in wanted if requirement} - set(kept))
    return "\n".join([*(f"{name}=={importlib.metadata.version(name)}" for name in kept), *names]) + "\n"


def settings(order, lines, out):
    config = Path(order["config"]).read_text() if order.get("config") else ""
    if order.get("asOf"):
        pinned = [requirement.name for line in lines if (requirement := parse(line)) and requirement.specifier]
        locked = [name.split("==")[0] for name in re.findall(r"(?m)^[\w.-]+==", Path(order["lock"]).read_text())]
        free = sorted({canonicalize_name(name) for name in [*pinned, *locked]})
        table = ", ".join(f'"{name}" = false' for name in free)
        config = f'exclude-newer = "{order["asOf"]}"\nexclude-newer-package = {{ {table} }}\n' + config
    (out / "uv.toml").write_text(config)
    return ["--config-file", str(out / "uv.toml"), *common(order)]


def common(order):
    index = ["--no-index"] if os.environ.get("PIP_NO_INDEX") else []
    build = [] if order["build"] else ["--no-build"]
    return [*index, *build, "--cache-dir", order["cache"]]


def blocks(text):
    """Each package with its hashes, on one line."""
    joined = re.sub(r" \\\n\s+", " ", text)
    return [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]


def is_locked(block):
    requirement = parse(block.split(" --hash")[0])
    if requirement is None or requirement.url:
        return False
    try:
        return requirement.specifier.contains(importlib.metadata.version(requirement.name), prereleases=True)
    except importlib.metadata.PackageNotFoundError:
        return False


# Installing


def install(order):
    out = Path(order["out"])
    command = [order["uv"], "pip", "install", "--quiet", "--no-deps", "--compile-bytecode", "--target", str(out / "site")]
    command += ["--python", sys.executable, "-r", str(out / "overlay.txt"), "--no-config", *common(order)]
    result = run(command, cwd=out)
    if result.returncode != 0:
        return explain(order, result.stderr, order["file"], [])
    return {"outcome": "installed"}


def run(command, cwd):
    result = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    print(result.stderr, end="", file=sys.stderr, flush=True)
    return result


# Explaining

NEEDS_BUILD = re.compile(
    r"no usable wheels|building (?:source distributions|from source) is disabled|[Bb]uilding source|only-binary|no-build", re.I
)
UNREACHABLE = re.compile(
    r"dns error|failed to lookup|Could not resolve host|Connection refused|connection (?:reset|timed out)|timed out|"
    r"network is unreachable|error sending request|client error \(Connect\)|unable to access",
    re.I,
)


def explain(order, complaint, file, lines):
    text = re.sub(r"\x1b\[[0-9;]*m", "", complaint).strip()
    git = any(re.search(r"(^|@\s*)git\+", line) for line in lines)
    if not order["build"] and (NEEDS_BUILD.search(text) or git):
        return {"outcome": "needs_build", "file": file}
    number, line = line_of(text, lines)
    return {
        "outcome": "failed",
        "file": file,
        "line": number,
        "text": line,
        "said": said(text),
        "unreachable": bool(UNREACHABLE.search(text)),
        "fromGit": git,
    }


def said(text):
    """The installer's own sentence, in one line."""
    lines = [re.sub(r"^[\s×╰─▶├│├─▶]*", "", line).strip() for line in text.splitlines()]
    kept = [line for line in lines if line and not line.startswith(("hint:", "warning:"))]
    fatal = [line for line in kept if line.startswith("fatal:")]
    sentence = re.sub(r"^error: ", "", " ".join(fatal[-1:] or kept))
    return re.sub(r" (?:cause|Caused by): ", ": ", sentence)[:800].rstrip(". ")


def line_of(text, lines):
    """The author's line that the installer names first."""
    places = []
    for number, line in enumerate(lines, 1):
        requirement = parse(line)
        name = requirement.name if requirement else re.sub(r"^\S*git\+", "", line.strip()).split("@")[0].strip()
        at = re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", text, re.I) if name else None
        if at:
            places.append((at.start(), number, line.strip()))
    return min(places)[1:] if places else (None, None)


if __name__ == "__main__":
    main()

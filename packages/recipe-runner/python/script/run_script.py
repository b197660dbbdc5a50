"""Runs a recipe that is a program, then opens each store that it declares.

Runs in a sandbox. Each message is a line of JSON with `status`, as pangeo-forge-runner prints it.

usage: python run_script.py ORDER.json
"""

import ast
import json
import os
import re
import runpy
import subprocess
import sys
import tomllib
import traceback
from importlib.metadata import PackageNotFoundError, distributions, version
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

TARGET = "PANGEO_FORGE_TARGET"
ADDRESS = re.compile(r"(?:gs|gcs|s3|s3a|abfs|abfss|az|r2|https?|file)://|/")
WRITERS = {"to_zarr", "to_icechunk", "to_kerchunk", "to_netcdf", "to_parquet", "open_group", "create_group"}
SCRIPT_BLOCK = re.compile(r"(?m)^# /// script$\s(?P<content>(^#(| .*)$\s)+)^# ///$")
TOOLS = re.compile(r"(?:pre[-_]commit|ruff|black|pytest)\b", re.I)
CLOSE_TIMEOUT_S = 5


def main():
    order_file = os.path.abspath(sys.argv[1])
    order = json.loads(Path(order_file).read_text())
    script = Path(order["script"])
    os.chdir(order["directory"])
    refusal = why_not_tested(script) if order["test"] else None
    if refusal:
        say("failed", refusal)
        leave(3)
    code = install(find_requirements(script, Path(order["directory"])), Path(order["packages"]))
    if code == 0:
        say("running", f"Running job for recipe {order['recipe']}")
        code = run(script)
    if code == 0:
        code = check(order_file)
    leave(code)


def say(status, message, **more):
    print(json.dumps({"status": status, "message": message, **more}), flush=True)


def leave(code):
    """Threads and children that a program leaves behind do not keep it alive; the sandbox ends them."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


# Packages


def find_requirements(script, root):
    """The requirements that the first of these files names; none of them needs to be there."""
    block = SCRIPT_BLOCK.search(script.read_text(encoding="utf-8-sig"))
    if block:
        content = "\n".join(re.sub(r"^# ?", "", line) for line in block.group("content").splitlines())
        return f"the header of {script.name}", tomllib.loads(content).get("dependencies", [])
    for folder in dict.fromkeys((script.parent, root)):
        if (folder / "requirements.txt").is_file():
            lines = (folder / "requirements.txt").read_text(encoding="utf-8-sig").splitlines()
            return "requirements.txt", [line for line in (re.sub(r"(^|\s)#.*$", "", line).strip() for line in lines) if line]
    for folder in dict.fromkeys((script.parent, root)):
        if (folder / "pyproject.toml").is_file():
            project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8-sig")).get("project", {})
            return "pyproject.toml", [line for line in project.get("dependencies", []) if not TOOLS.match(line)]
    return None, []


def install(found, folder):
    """Installs what this environment lacks beside it. Pip comes with Python, also where the environment has none."""
    file, requirements = found
    unmet = [line for line in requirements if not is_met(line)]
    if not unmet:
        print("running with the packages of this environment" + (f", which meet {file}" if requirements else ""), flush=True)
        return 0
    print(f"installing the packages of {file}", flush=True)
    import ensurepip

    [wheel] = (Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl")
    wanted = folder / "wanted.txt"
    wanted.write_text("\n".join(unmet) + "\n")
    kept = folder / "kept.txt"
    kept.write_text("\n".join(installed_beside(unmet)) + "\n")
    command = [sys.executable, str(wheel / "pip"), "install", "--quiet", "--prefer-binary", "--no-compile"]
    command += ["--disable-pip-version-check", "--no-cache-dir", "--target", str(folder / "site")]
    code = subprocess.run([*command, "-r", str(wanted), "-c", str(kept)], cwd=folder).returncode
    if code == 0:
        sys.path.insert(0, str(folder / "site"))
        os.environ["PYTHONPATH"] = str(folder / "site")
    return code


def is_met(line):
    try:
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate():
            return True
        return not requirement.url and requirement.specifier.contains(version(requirement.name), prereleases=True)
    except (InvalidRequirement, PackageNotFoundError):
        return False


def installed_beside(requirements):
    """What is there stays as it is, but what the author names."""
    named = {canonicalize_name(re.split(r"[^\w.-]", line)[0]) for line in requirements}
    return [
        f"{found.metadata['Name']}=={found.version}"
        for found in distributions()
        if canonicalize_name(found.metadata["Name"]) not in named
    ]


# Running


def run(script):
    sys.argv = [str(script)]
    sys.path.insert(0, str(script.parent))
    use_cluster()
    try:
        # Beneath another name a `Client()` without a guard makes its workers only once; with a guard the program
        # expects its usual name.
        runpy.run_path(str(script), run_name="__main__" if has_guard(script) else "__recipe__")
        return 0
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        close_clients()


def use_cluster():
    """
    `Client()` connects to the cluster of the bakery, by the setting that Dask reads. What a program says about the
    workers of its own machine, such as `n_workers`, would be refused then.
    """
    if not os.environ.get("DASK_SCHEDULER_ADDRESS"):
        return
    import inspect

    import distributed

    create = distributed.Client.__init__
    known = inspect.signature(create).parameters

    def connect(self, address=None, *args, **options):
        if address is None:
            options = {name: value for name, value in options.items() if name in known}
        create(self, address, *args, **options)

    distributed.Client.__init__ = connect


def has_guard(script):
    return any(
        isinstance(node, ast.If) and isinstance(node.test, ast.Compare) and "__name__" in ast.dump(node.test)
        for node in ast.walk(ast.parse(script.read_text(encoding="utf-8-sig")))
    )


def close_clients():
    if "distributed" not in sys.modules:
        return
    try:
        client = sys.modules["distributed"].default_client()
        cluster = client.cluster
        client.close(timeout=CLOSE_TIMEOUT_S)
        if cluster is not None:
            cluster.close(timeout=CLOSE_TIMEOUT_S)
    except Exception:
        pass


# What a test may not do


def why_not_tested(script):
    """A test writes below its own target only; a program that never asks for it would write to its published store."""
    source = script.read_text(encoding="utf-8-sig")
    tree = ast.parse(source)
    if any(isinstance(node, ast.Constant) and node.value == TARGET for node in ast.walk(tree)):
        return None
    constants = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            constants.update({target.id: node.value.value for target in node.targets if isinstance(target, ast.Name)})
    found = min(addresses_written(tree, constants), default=None)
    if found:
        line, address = found
        return (
            f"{script.name}, line {line}, writes to {address}, and a test run may write below its own target only. "
            f'Write `os.environ.get("{TARGET}", "{address.rsplit("/", 1)[0]}") + "/{address.rsplit("/", 1)[-1]}"` in its place'
        )
    return (
        f"{script.name} does not read where a test run may write. "
        f'Write below `os.environ["{TARGET}"]`'
    )


def addresses_written(tree, constants):
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS):
            continue
        for value in [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "store")]:
            text = value.value if isinstance(value, ast.Constant) else constants.get(getattr(value, "id", None))
            if isinstance(text, str) and ADDRESS.match(text):
                yield node.lineno, text


# Afterwards


def check(order_file):
    """In a process of its own, which has imported nothing of the recipe."""
    checker = Path(__file__).with_name("check_stores.py")
    return subprocess.run([sys.executable, "-I", str(checker), order_file]).returncode


if __name__ == "__main__":
    main()

/**
 * Python that traitlets loads as `config.py` beside `config.json`, before pangeo-forge-runner (0.8.0, 0.9.4 and 0.10.2,
 * `commands/bake.py`) bakes.
 *
 * `bake` calls `Pipeline.run()` of a bakery that is declared as blocking and exits, while Beam's portable runners
 * (Prism, Spark) return from it at once. So it is made to wait for the pipeline's end, and to fail when the pipeline
 * failed. Not so `FlinkOperatorBakery`: its job has its own cluster and workers, and is followed there.
 *
 * `LocalDirectBakery` always asks for `multi_processing`. `PANGEO_FORGE_DIRECT_ENGINE` names what the bake has instead.
 *
 * Beam's workers on other machines would install requirements.txt as it is written. `PANGEO_FORGE_WORKER_REQUIREMENTS`
 * names the same packages in the versions of this environment.
 *
 * Runner 0.10 makes a virtual environment of requirements.txt for each bake. Where these packages are installed
 * already, it has nothing to make.
 *
 * A recipe that is no Beam transform is skipped without a message: an empty pipeline runs, on any bakery, and the
 * exit code is 0. So a pipeline without a transform is refused before it runs. And a pipeline that ended and left
 * nothing in the target storage has baked nothing.
 */
export const RUNNER_PATCHES = `
import os
import sys
from contextlib import nullcontext

from pangeo_forge_runner import Feedstock
from pangeo_forge_runner.bakery.base import Bakery
from pangeo_forge_runner.storage import TargetStorage


class NothingBaked(Exception):
    pass


parse_recipes = Feedstock.parse_recipes
create = Bakery.__init__
get_forge_target = TargetStorage.get_forge_target
recipe_id = next((a.split("=", 1)[1] for a in sys.argv if a.startswith("--Bake.recipe_id=")), None)
seen = {"target": None, "recipes": {}}


def parse_and_keep(self, *args, **kwargs):
    seen["recipes"] = parse_recipes(self, *args, **kwargs)
    return seen["recipes"]


def get_and_keep(self, *args, **kwargs):
    seen["target"] = get_forge_target(self, *args, **kwargs)
    return seen["target"]


def create_bakery(self, *args, **kwargs):
    create(self, *args, **kwargs)
    watch_pipelines(self.blocking and not leaves_its_job(self))
    if os.environ.get("PANGEO_FORGE_WORKER_REQUIREMENTS"):
        pin_requirements(self, os.environ["PANGEO_FORGE_WORKER_REQUIREMENTS"])


def leaves_its_job(bakery):
    return any(made.__name__ == "FlinkOperatorBakery" for made in type(bakery).__mro__)


def pin_requirements(bakery, file):
    get_options = bakery.get_pipeline_options

    def with_pins(job_name, container_image, extra_options):
        return get_options(job_name, container_image, {**extra_options, "requirements_file": file})

    bakery.get_pipeline_options = with_pins


def watch_pipelines(blocking):
    # imported now, since Beam has to come from the recipe's own environment
    from apache_beam import Pipeline
    from apache_beam.runners.runner import PipelineState

    run = Pipeline.run

    def watched_run(self, *args, **kwargs):
        if not self._root_transform().parts:
            found = type(seen["recipes"].get(recipe_id)).__name__
            raise NothingBaked(f"the recipe {recipe_id} is no Beam transform but of type {found}, so there is nothing to run")
        result = run(self, *args, **kwargs)
        if not blocking:
            return result
        if not PipelineState.is_terminal(result.state):
            result.wait_until_finish()
        if PipelineState.is_terminal(result.state) and result.state != PipelineState.DONE:
            raise RuntimeError(f"the pipeline ended as {result.state}")
        if is_empty(seen["target"]):
            raise NothingBaked("the pipeline ended and wrote nothing to the target storage")
        return result

    Pipeline.run = watched_run


def is_empty(target):
    if target is None:
        return False
    target.fs.invalidate_cache()
    try:
        root = str(target.root_path).rstrip("/")
        return all(str(path).rstrip("/").endswith(root) for path in target.fs.ls(root, detail=False))
    except FileNotFoundError:
        return True
    except Exception:
        return False  # who may write there may not list it


def use_engine(mode, workers):
    from pangeo_forge_runner.bakery.local import LocalDirectBakery

    get_options = LocalDirectBakery.get_pipeline_options

    def with_engine(self, *args, **kwargs):
        options = get_options(self, *args, **kwargs)
        from apache_beam.options.pipeline_options import DirectOptions

        direct = options.view_as(DirectOptions)
        direct.direct_running_mode, direct.direct_num_workers = mode, int(workers)
        return options

    LocalDirectBakery.get_pipeline_options = with_engine


if os.environ.get("PANGEO_FORGE_DIRECT_ENGINE"):
    use_engine(*os.environ["PANGEO_FORGE_DIRECT_ENGINE"].split(":"))

if os.environ.get("PANGEO_FORGE_REQUIREMENTS") == "installed":
    from pangeo_forge_runner.commands import bake

    bake.venv = lambda path: nullcontext()

Feedstock.parse_recipes = parse_and_keep
TargetStorage.get_forge_target = get_and_keep
Bakery.__init__ = create_bakery
`;

/**
 * Python that traitlets loads as `config.py` beside `config.json`. `pangeo-forge-runner bake` calls `Pipeline.run()` of
 * a bakery that is declared as blocking and exits (0.9.4 and 0.10.2, `commands/bake.py`), while Beam's portable runners
 * (Prism, Flink, Spark) return from it at once. So it is made to wait for the pipeline's end, and to fail when the
 * pipeline failed.
 */
export const WAIT_FOR_PIPELINE = `
from pangeo_forge_runner.bakery.base import Bakery

create = Bakery.__init__


def create_bakery(self, *args, **kwargs):
    create(self, *args, **kwargs)
    if self.blocking:
        wait_for_pipelines()


def wait_for_pipelines():
    # imported now, since Beam has to come from the recipe's own environment
    from apache_beam import Pipeline
    from apache_beam.runners.runner import PipelineState

    run = Pipeline.run

    def run_and_wait(self, *args, **kwargs):
        result = run(self, *args, **kwargs)
        if not PipelineState.is_terminal(result.state):
            result.wait_until_finish()
        if PipelineState.is_terminal(result.state) and result.state != PipelineState.DONE:
            raise RuntimeError(f"the pipeline ended as {result.state}")
        return result

    Pipeline.run = run_and_wait


Bakery.__init__ = create_bakery
`;

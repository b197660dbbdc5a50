import os

from apache_beam.runners.portability import job_server, prism_runner
from apache_beam.runners.worker import sdk_worker


class InstalledPrism(prism_runner.PrismJobServer):
    @classmethod
    def maybe_unzip_and_make_executable(cls, url, bin_cache):
        # Beam would change the mode of what is executable already, and may not where the file is mounted read-only
        return url if os.access(url, os.X_OK) else super().maybe_unzip_and_make_executable(url, bin_cache)


class WaitingPrismRunner(prism_runner.PrismRunner):
    """Returns at the pipeline's end, as the exit of pangeo-forge-runner has to be the end of the bake."""

    def default_job_server(self, options):
        return job_server.StopOnExitJobServer(InstalledPrism(options))

    def run_pipeline(self, pipeline, options):
        failures = watch_bundles()
        result = super().run_pipeline(pipeline, options)
        try:
            result.wait_until_finish()
        except Exception as error:
            raise (failures or [error])[0]
        if failures:
            raise failures[0]
        return result


def watch_bundles():
    """
    What steps raise, from now on. Prism 2.61 now and then reports a pipeline as DONE although a step has raised. The
    workers are threads of this process, so what they raise is seen here, and Prism repeats no bundle.
    """
    failures = []
    process = sdk_worker.SdkWorker.process_bundle

    def watched(worker, *args, **kwargs):
        try:
            return process(worker, *args, **kwargs)
        except Exception as error:
            failures.append(error)
            raise

    sdk_worker.SdkWorker.process_bundle = watched
    return failures

import os

from apache_beam.runners.portability import job_server, prism_runner


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
        result = super().run_pipeline(pipeline, options)
        result.wait_until_finish()
        return result

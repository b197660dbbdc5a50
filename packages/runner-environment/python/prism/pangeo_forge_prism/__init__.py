"""A bakery of pangeo-forge-runner on Prism, Apache Beam's portable runner in Go."""

import os

from pangeo_forge_runner.bakery.base import Bakery
from traitlets import Unicode


class PrismBakery(Bakery):
    """Bakes on this machine. Prism plans and shuffles in a process of its own; the recipe runs in the runner's."""

    # Prism returns while the pipeline runs, and its workers live in the process that submitted: waiting_runner waits
    blocking = True

    prism_location = Unicode(
        os.environ.get("PANGEO_FORGE_PRISM", ""),
        config=True,
        help="Path of the prism executable, of the version of apache-beam. Beam downloads it from GitHub unless given.",
    )

    def get_pipeline_options(self, job_name, container_image, extra_options):
        # Beam has to come from the recipe's own environment, which is made after this module was imported
        from apache_beam.pipeline import PipelineOptions

        # gRPC would ask a proxy for what listens on this machine
        kept = os.environ.get("no_grpc_proxy") or os.environ.get("no_proxy")
        os.environ["no_grpc_proxy"] = ",".join(filter(None, [kept, "localhost", "127.0.0.1"]))

        # Beam would download the packages of `requirements_file` for workers that have none; these have the runner's
        options = {name: value for name, value in extra_options.items() if name != "requirements_file"}
        return PipelineOptions(
            flags=[],
            runner="pangeo_forge_prism.waiting_runner.WaitingPrismRunner",
            job_name=job_name,
            prism_location=self.prism_location or None,
            environment_type="LOOPBACK",
            pickle_library="cloudpickle",
            **options,
        )

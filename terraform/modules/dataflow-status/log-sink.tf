# All messages of Dataflow about a job. A message only makes the orchestrator ask Dataflow, so neither wording nor
# severity matters, and a cancelled or drained job is not missed.
resource "google_logging_project_sink" "job_messages" {
  name        = "dataflow-status-${var.env}"
  project     = var.project
  destination = "pubsub.googleapis.com/${google_pubsub_topic.job_messages.id}"

  filter = join(" AND ", [
    "resource.type=\"dataflow_step\"",
    "logName=\"projects/${var.project}/logs/dataflow.googleapis.com%2Fjob-message\"",
  ])

  unique_writer_identity = true
}

resource "google_pubsub_topic" "job_messages" {
  name    = "dataflow-status-${var.env}"
  project = var.project
}

resource "google_pubsub_topic_iam_member" "sink_publishes" {
  project = var.project
  topic   = google_pubsub_topic.job_messages.name
  role    = "roles/pubsub.publisher"
  member  = google_logging_project_sink.job_messages.writer_identity
}

# The function of the Python service, while an app still uses it. It knows two wordings of log messages and treats every
# other message as a failure, so it has its own narrow sink and topic.
locals {
  function_apps  = var.cloud_function_source == null ? toset([]) : local.apps
  function_count = var.cloud_function_source == null ? 0 : 1
}

resource "google_logging_project_sink" "function" {
  count = local.function_count

  name        = "dataflow-status-function-${var.env}"
  project     = var.project
  destination = "pubsub.googleapis.com/${google_pubsub_topic.function[0].id}"

  filter = join(" AND ", [
    "resource.type=\"dataflow_step\"",
    "((severity=\"DEBUG\" AND textPayload:\"Executing success step success\") OR (severity=\"ERROR\" AND textPayload:\"Workflow failed\"))",
  ])

  unique_writer_identity = true
}

resource "google_pubsub_topic" "function" {
  count = local.function_count

  name    = "dataflow-status-function-${var.env}"
  project = var.project
}

resource "google_pubsub_topic_iam_member" "function_sink_publishes" {
  count = local.function_count

  project = var.project
  topic   = google_pubsub_topic.function[0].name
  role    = "roles/pubsub.publisher"
  member  = google_logging_project_sink.function[0].writer_identity
}

resource "google_service_account" "function" {
  count = local.function_count

  account_id   = "df-func-${var.env}"
  project      = var.project
  display_name = "Posts Dataflow status forms (${var.env})"
}

resource "google_secret_manager_secret" "webhook" {
  for_each = local.function_apps

  secret_id = "dataflow-status-${var.env}-${each.key}"
  project   = var.project

  replication {
    user_managed {
      replicas {
        location = var.region
      }
    }
  }
}

resource "google_secret_manager_secret_version" "webhook" {
  for_each = local.function_apps

  secret      = google_secret_manager_secret.webhook[each.key].id
  secret_data = var.apps_with_secrets[each.key]
}

resource "google_secret_manager_secret_iam_member" "function_reads" {
  for_each = local.function_apps

  project   = var.project
  secret_id = google_secret_manager_secret.webhook[each.key].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${google_service_account.function[0].email}"
}

resource "google_cloudfunctions_function" "app" {
  for_each = local.function_apps

  name                  = "post-dataflow-status-${each.key}"
  project               = var.project
  region                = var.region
  runtime               = "python311"
  entry_point           = "post_status"
  source_archive_bucket = var.cloud_function_source.bucket
  source_archive_object = var.cloud_function_source.object
  service_account_email = google_service_account.function[0].email

  event_trigger {
    event_type = "google.pubsub.topic.publish"
    resource   = google_pubsub_topic.function[0].id
  }

  secret_environment_variables {
    key     = "WEBHOOK_SECRET"
    secret  = google_secret_manager_secret.webhook[each.key].secret_id
    version = "latest"
  }

  depends_on = [google_secret_manager_secret_version.webhook]
}

locals {
  pubsub_agent = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}

data "google_project" "this" {
  project_id = var.project
}

# Signs the pushes, and has no other right.
resource "google_service_account" "push" {
  account_id   = "df-push-${var.env}"
  project      = var.project
  display_name = "Signs Dataflow status pushes (${var.env})"
}

resource "google_pubsub_subscription" "app" {
  for_each = local.push_endpoints

  name    = "dataflow-status-${var.env}-${each.key}"
  project = var.project
  topic   = google_pubsub_topic.job_messages.id

  ack_deadline_seconds       = 30
  message_retention_duration = "604800s"

  # otherwise it expires after 31 idle days
  expiration_policy {
    ttl = ""
  }

  push_config {
    push_endpoint = each.value

    oidc_token {
      service_account_email = google_service_account.push.email
      audience              = each.value
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead_letters.id
    max_delivery_attempts = 100
  }
}

resource "google_pubsub_topic" "dead_letters" {
  name    = "dataflow-status-${var.env}-dead-letters"
  project = var.project
}

# A topic without a subscription keeps no messages.
resource "google_pubsub_subscription" "dead_letters" {
  name    = "dataflow-status-${var.env}-dead-letters"
  project = var.project
  topic   = google_pubsub_topic.dead_letters.id

  message_retention_duration = "604800s"

  expiration_policy {
    ttl = ""
  }
}

resource "google_pubsub_topic_iam_member" "dead_letters_are_published" {
  project = var.project
  topic   = google_pubsub_topic.dead_letters.name
  role    = "roles/pubsub.publisher"
  member  = local.pubsub_agent
}

resource "google_pubsub_subscription_iam_member" "dead_letters_are_acknowledged" {
  for_each = local.push_endpoints

  project      = var.project
  subscription = google_pubsub_subscription.app[each.key].name
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent
}

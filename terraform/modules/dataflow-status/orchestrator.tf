# Rights that the orchestrator's account needs to follow its jobs: jobs.get, jobs.list and cancel, and their logs.
resource "google_project_iam_member" "orchestrator" {
  for_each = var.orchestrator_service_account == "" ? toset([]) : toset([
    "roles/dataflow.developer",
    "roles/logging.viewer",
  ])

  project = var.project
  role    = each.key
  member  = "serviceAccount:${var.orchestrator_service_account}"
}

variable "project" {
  description = "Google Cloud project whose Dataflow jobs are followed."
  type        = string
}

variable "env" {
  description = "Name of the environment; it is part of the names of its resources."
  type        = string
}

variable "region" {
  description = "Region of the secrets and the Cloud Function."
  type        = string
  default     = "us-central1"
}

variable "apps_with_secrets" {
  description = "Webhook secret of each app, by app name. Each app with a public host gets a subscription; only the Cloud Function uses the secrets."
  type        = map(string)
  sensitive   = true
}

variable "app_hosts" {
  description = "Public host of each app that is not {app}.herokuapp.com. Local deployments (pforge-local-…) get pushes only if they are named here."
  type        = map(string)
  default     = {}
}

variable "orchestrator_service_account" {
  description = "Email of the service account that submits jobs, asks about them, cancels them and reads their logs. Empty: its rights are granted elsewhere."
  type        = string
  default     = ""
}

variable "cloud_function_source" {
  description = "Archive (bucket and object) of the Cloud Function that posts signed forms, while apps still use it. Null: no function."
  type = object({
    bucket = string
    object = string
  })
  default = null
}

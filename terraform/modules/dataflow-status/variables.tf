variable "project" {
  description = "Google Cloud project whose Dataflow jobs are followed."
  type        = string
}

variable "env" {
  description = "Name of the environment: keeps the resources of several environments in one project apart."
  type        = string
}

variable "region" {
  description = "Where secrets and the Cloud Function live."
  type        = string
  default     = "us-central1"
}

variable "apps_with_secrets" {
  description = "App name to webhook secret: each app with a public host gets a subscription. The secrets are used by the Cloud Function alone."
  type        = map(string)
  sensitive   = true
}

variable "app_hosts" {
  description = "Public host of an app, where it is not {app}.herokuapp.com. Local deployments (pforge-local-…) are pushed to only if they are named here."
  type        = map(string)
  default     = {}
}

variable "orchestrator_service_account" {
  description = "E-mail of the service account that submits jobs: it also asks about them, cancels them and reads their logs. Empty: its rights are given elsewhere."
  type        = string
  default     = ""
}

variable "cloud_function_source" {
  description = "Archive of the Cloud Function that posts signed forms, while apps still rely on it: bucket and object. Null: no function."
  type = object({
    bucket = string
    object = string
  })
  default = null
}

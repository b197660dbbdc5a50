variable "project" {
  type = string
}

variable "credentials_file" {
  description = "Key of the service account that applies terraform."
  type        = string
}

variable "apps_with_secrets" {
  description = "Webhook secret of each app, by app name."
  type        = map(string)
  sensitive   = true
}

variable "orchestrator_service_account" {
  description = "Email of the service account that submits Dataflow jobs."
  type        = string
  default     = ""
}

variable "cloud_function_source" {
  description = "Archive of the Python service's Cloud Function, while an app still uses it."
  type = object({
    bucket = string
    object = string
  })
  default = null
}

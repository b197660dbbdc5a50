variable "project" {
  type = string
}

variable "credentials_file" {
  description = "Key of the service account that terraform works as."
  type        = string
}

variable "apps_with_secrets" {
  description = "App name to webhook secret."
  type        = map(string)
  sensitive   = true
}

variable "orchestrator_service_account" {
  description = "E-mail of the service account that submits Dataflow jobs."
  type        = string
  default     = ""
}

variable "cloud_function_source" {
  description = "Archive of the original's Cloud Function, while it is still needed."
  type = object({
    bucket = string
    object = string
  })
  default = null
}

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

variable "app_hosts" {
  description = "Public host of an app, where it is not {app}.herokuapp.com: that of a tunnel to a local deployment, for instance."
  type        = map(string)
  default     = {}
}

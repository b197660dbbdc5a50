terraform {
  required_version = ">= 1.5"

  backend "gcs" {
    bucket = "pforge-tfstate"
    prefix = "terraform/state/pangeo-forge"
  }
}

provider "google" {
  credentials = file(var.credentials_file)
  project     = var.project
  region      = "us-central1"
}

module "dataflow_status" {
  source = "../modules/dataflow-status"

  project                      = var.project
  env                          = "pangeo-forge"
  apps_with_secrets            = var.apps_with_secrets
  orchestrator_service_account = var.orchestrator_service_account
  cloud_function_source        = var.cloud_function_source

  app_hosts = {
    "pangeo-forge" = "api.pangeo-forge.org"
  }
}

output "push" {
  value = module.dataflow_status
}

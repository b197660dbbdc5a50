terraform {
  required_version = ">= 1.5"

  backend "gcs" {
    bucket = "pforge-tfstate"
    prefix = "terraform/state/dev"
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
  env                          = "dev"
  apps_with_secrets            = var.apps_with_secrets
  orchestrator_service_account = var.orchestrator_service_account
  cloud_function_source        = var.cloud_function_source
  app_hosts                    = var.app_hosts
}

output "push" {
  value = module.dataflow_status
}

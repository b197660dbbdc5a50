locals {
  # the names of the apps are no secret, only their values are
  apps = nonsensitive(toset(keys(var.apps_with_secrets)))

  # A deployment on somebody's own machine has no public host, unless it is told: without one nobody pushes to it, and the name could be taken by strangers.
  push_hosts = {
    for app in local.apps :
    app => lookup(var.app_hosts, app, "${app}.herokuapp.com")
    if contains(keys(var.app_hosts), app) || !startswith(app, "pforge-local-")
  }

  push_endpoints = { for app, host in local.push_hosts : app => "https://${host}/dataflow/push" }
}

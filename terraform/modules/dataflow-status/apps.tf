locals {
  # only the values are secret, not the names of the apps
  apps = nonsensitive(toset(keys(var.apps_with_secrets)))

  # A local deployment has no public host unless one is given. Nothing may be pushed to its default name, which a
  # stranger could register.
  push_hosts = {
    for app in local.apps :
    app => lookup(var.app_hosts, app, "${app}.herokuapp.com")
    if contains(keys(var.app_hosts), app) || !startswith(app, "pforge-local-")
  }

  push_endpoints = { for app, host in local.push_hosts : app => "https://${host}/dataflow/push" }
}

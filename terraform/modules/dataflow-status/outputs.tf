output "push_service_account_email" {
  description = "For PangeoForge.push.service_account_email of the bakery's file."
  value       = google_service_account.push.email
}

output "push_endpoints" {
  description = "Push endpoint of each app, by app name; also the audience of its tokens (PangeoForge.push.audience)."
  value       = local.push_endpoints
}

output "dead_letter_subscription" {
  description = "Holds messages that no app acknowledged."
  value       = google_pubsub_subscription.dead_letters.id
}

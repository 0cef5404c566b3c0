"""What `glas run` answers over HTTP: the webhook, health and measures. Nothing here tells of a person."""

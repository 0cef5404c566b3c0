"""How updates come in: polled or sent to a webhook, acknowledged when what they did is stored."""

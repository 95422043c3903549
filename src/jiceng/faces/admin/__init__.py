"""Set-up and repair, through the services; off unless a deployment asks for it."""

"""Django's commands where this app has its own way."""

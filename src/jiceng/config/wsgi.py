"""The application as a WSGI server takes it."""

from django.core.wsgi import get_wsgi_application

from jiceng.config.environment import point_django_here

point_django_here()
application = get_wsgi_application()

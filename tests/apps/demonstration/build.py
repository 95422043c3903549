"""As a program: makes the whole demonstration county in the folder JICENG_DATA names, in a process of its own.

    JICENG_DATA=… python -m tests.apps.demonstration.build
"""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "jiceng.config.settings"


def main() -> None:
    """Migrate and fill, as on the tests' own day."""
    django.setup()
    from django.core.management import call_command  # needs django.setup() first

    from jiceng.apps.demonstration.services import make_demonstration
    from tests.county import AT, SYSTEM

    call_command("migrate", verbosity=0)
    make_demonstration(actor=SYSTEM, at=AT)


if __name__ == "__main__":
    main()

"""The command `jiceng`: checks the settings, wakes Django when the command needs it, runs the command."""

import sys

import django

from jiceng.config.environment import (
    choose_face,
    declare_asked_profile,
    explained,
    point_django_here,
    read_environment,
)
from jiceng.faces.cli.application import needs_django, run
from jiceng.kernel.errors import SettingError

WRONG_SETTING = 2


def main() -> None:
    """Runs the command line. Exit status 2 and a sentence in both languages when a setting is wrong."""
    arguments = sys.argv[1:]
    try:
        declare_asked_profile(arguments)
        choose_face(arguments)
        read_environment()
        point_django_here()
        if needs_django(arguments):
            django.setup()
    except SettingError as error:
        sys.stderr.write(explained(error) + "\n")
        sys.exit(WRONG_SETTING)
    run(arguments)

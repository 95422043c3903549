"""`python -m jiceng`: the same program as the command `jiceng`."""

from jiceng.config.entry import main

if __name__ == "__main__":
    main()

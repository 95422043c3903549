"""The command line: one file a command, each with `register(program)`; `application` lists them.

Commands translate words into calls of services and selectors; they decide nothing.
"""

"""The only place that knows all: settings, addresses, the start of the program.

environment     every setting that may be given from outside, declared once and checked
shapes          how a setting's text is read
databases       the office's database, what is published, what comes in
settings        Django's settings, made from the environment
portal_settings the same where the portal runs by itself
profile         reads the packaged profiles for the engine
urls            the faces' addresses
entry           the command `jiceng`
headers         answers that shared computers and proxies must not keep
language        the reader's language: chosen, else Chinese
client_address  who asks, when proxies of our own stand in front
secret_key      made once, kept beside the data
logs            what is logged: never personal data
metrics         what is measured, for whoever keeps the machine: no unit, no person
zone            what is never loaded where strangers are

Nothing below imports from here; the rest reads `django.conf.settings`.
"""

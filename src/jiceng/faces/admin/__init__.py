"""Set-up and repair (后台): Django's admin over a few tables, off unless `JICENG_ADMIN=1`.

For officers who manage access; to everyone else it does not exist. Whatever is written goes through the
services of the apps, with their permission and audit entry; what has no service is read only. No list of
members, no minutes, no questions.
"""

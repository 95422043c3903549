"""What `jiceng doctor` looks at: each check gives "well", "warning" or "wrong" and a sentence saying what to
do.

data       rules, database, keys, verdicts, clock, backups
public     what is published and what comes in, letters' key, the portal's role
machine    folder, space, worker, static files, https, zone
"""

WELL, WARNING, WRONG = "well", "warning", "wrong"

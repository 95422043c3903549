"""Apps hold state. Lowest first: journal, jobs, organisations, people, access, gatherings, duties, intake.

Every app has the same rooms: `models.py`, `services.py` (writes: permission, transaction, audit entry; actor
and time are named arguments without defaults), `selectors.py` (reads, already scoped to what the actor may
see), `policies.py` (who may),
`audit_types.py`. Faces call services and selectors, never models.
"""

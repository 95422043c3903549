"""The village without network: what a phone keeps, what waits in it, and the way on paper.

`submitting` takes records sent from a device, once however often they come; `views` tells a device what it
may keep, whose session it has, and shows its outbox; `paper` prints sheets and takes in what was written on
them. What runs on the device is in `workbench/static/offline`: store, outbox, device, entries, worker.
"""

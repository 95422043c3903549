"""What the public may read (公开): columns, publications with their versions and attachments, letters.

It stands alone: no relation leads from here to a person, an account or a record of the office, so that a
public machine can run it by itself. The internal office writes into it (`store`); the portal reads
(`selectors`) and leaves letters (`letters`). Databases: "published" for what is posted, "inbox" for what
comes in.
"""

"""What a backup is, and how it is made and read back: one file with the database and a manifest; the keys
apart, sealed with a passphrase.

archive    the file itself: written whole or not at all, read with every byte checked
databases  the database out of and into SQLite and PostgreSQL, as of one moment
manifest   what a backup says of itself
keys       the data folder's keys, sealed with a passphrase; fingerprints by which they are known again
"""

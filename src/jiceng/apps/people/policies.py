"""Who may see and change persons. Reads only the Actor."""

READ = "person.read"
MANAGE = "person.manage"
READ_ID_NUMBER = "person.read_id_number"
EXPORT = "person.export"

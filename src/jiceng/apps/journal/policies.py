"""Who may read the journal and the reading log. Reads only the Actor."""

READ = "journal.read"

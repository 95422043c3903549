"""Who writes for the public and who reviews. Nobody reviews what she wrote herself. Reads only the Actor."""

READ = "publication.read"
WRITE = "publication.write"
REVIEW = "publication.review"

"""Who enters commendations. Reads only the Actor; those of persons are read with the persons of a unit."""

RECORD = "commendation.record"

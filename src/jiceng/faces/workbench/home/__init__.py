"""Where everyone lands: the secretary's list of what is due and why; officers go to their board from here."""

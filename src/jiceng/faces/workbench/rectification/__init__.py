"""Units to be put right: what is proposed, cases and their next step, the plan and the sheet to print."""

"""Users, sign-in and dated role grants; builds the Actor that every service takes.

`selectors.actor_for(user, day)` reads the grants afresh at each request, so a revocation acts on the next
one.
"""

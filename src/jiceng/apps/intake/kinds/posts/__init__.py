"""Who leads: posts, bodies, terms and seats (班子成员). `kind` is the kind; `rows` and `words` read,
`people` finds the person, `register`, `bodies`, `holdings`, `trial` and `matching` decide.
"""

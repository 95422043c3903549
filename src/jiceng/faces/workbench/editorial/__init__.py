"""Writing for the public: articles of a unit and below, their review by a second person, what became of
them.
"""

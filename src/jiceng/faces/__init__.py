"""What people and other programs see. A face translates requests and decides nothing.

Faces are strangers to each other, over `shared`; they call services and selectors of the apps, never models.
"""

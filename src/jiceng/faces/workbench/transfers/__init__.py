"""People in motion: letters (views, letters), members away and from elsewhere (mobile), what is due of it
all.
"""

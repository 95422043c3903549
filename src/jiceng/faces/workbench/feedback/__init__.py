"""Questions and complaints: asked on any page, one's own with their answers, and the desks' inbox."""

"""Models: the board, the page of one, how one is nominated, named, reviewed, retired."""

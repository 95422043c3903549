"""Coverage of establishments (两个覆盖): the board and its lists (views), one establishment and what is said of
it (changes), what the register knows already and which may join (joining).
"""

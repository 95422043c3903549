"""How an amount read off the registers is told, with the records it rests on: for every room that shows
one.
"""

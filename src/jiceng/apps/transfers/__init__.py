"""People in motion: transfers by letter, members away and members from elsewhere, departures.

A membership stays with the unit it leaves until the other side has received it (`services`); letters are
filled
into the office's own .docx (`letters`); what is to be done about all of it is one list (`deadlines`).
"""

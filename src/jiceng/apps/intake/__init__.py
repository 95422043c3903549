"""Files in: a workbook of people becomes records of the register, under the rules the screens obey.

One way through: `services.import_people` → `engines.sheets` reads the file in a limited process → `layout`
finds the columns → `rows` reads each row (`values` its cells) → `units` finds where it belongs, within the
actor's scope → `matching` compares it with the register and with the other rows → `services` writes what is
new in one transaction. What is wrong is a `report.Rejection` with a code and data; the face that shows it
finds the words.
"""

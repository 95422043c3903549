"""Members' dues (会费): the standard by rule, what was paid, who is exempt. The branch's own list.

A member pays where her membership is on a month's last day; the list is derived from the register
(`accounts`). What is paid for a pay is sealed (`bases`). Public: `services`, `reductions`, `selectors`,
`receipts` (as one .docx).
"""

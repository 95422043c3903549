"""Tables on their way out: to .xlsx, marked and logged, and the usual registers as an office prints them.

`workbooks` is what every room uses: a page whose table can leave is `exportable`, builds an `Export` from the
same selectors under the same filters, and hands it to `hand_out`; its template includes "shared/export.html".
`registers` are the four papers of `views`.
"""

"""The workbench: what secretaries and officers open.

One folder a room, each with its views, forms, templates and catalogue: home (what is due), gatherings,
boards, rules, units, people, records (reading log and journal), imports (spreadsheets in), exports
(spreadsheets out), access (sign-in and grants). Views translate requests: they call one service or selector,
and decide nothing. `request.actor`, `request.at` and `request.day` are set once by the middleware.
"""

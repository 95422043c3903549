"""A sample office for any profile, as its `sample.toml` describes it.

`description` reads the file, `tree` makes the units and their members, `bodies` who deliberates and leads,
`meetings` what was held; `office` puts them together as the records that `demonstration.writing` stores.
"""

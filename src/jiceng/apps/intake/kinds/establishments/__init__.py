"""A registration office's list of establishments (企业、社会组织名单). `kind` is the kind; `rows` reads, `matching`
compares, `writing` writes.
"""

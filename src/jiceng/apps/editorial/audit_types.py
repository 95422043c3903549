"""What can happen to articles. What the public reads may name persons; so may the entry about it."""

from jiceng.apps.journal.audit_types import AuditType

ARTICLE_DRAFTED = AuditType("article.drafted", "Article drafted", personal=True, facts=False)
ARTICLE_REVISED = AuditType("article.revised", "Article revised", personal=True, facts=False)
ARTICLE_SUBMITTED = AuditType("article.submitted", "Article sent for review", personal=False, facts=False)
ARTICLE_RETURNED = AuditType("article.returned", "Article given back", personal=True, facts=False)
ARTICLE_APPROVED = AuditType("article.approved", "Article approved", personal=False, facts=False)
ARTICLE_RECALLED = AuditType("article.recalled", "Article made a draft again", personal=False, facts=False)
ARTICLE_DISCARDED = AuditType("article.discarded", "Draft deleted", personal=False, facts=False)
ARTICLE_POSTED = AuditType("article.posted", "Article posted", personal=False)
ARTICLE_STOOD = AuditType("article.stood", "Article stood unchanged", personal=False, facts=False)
ARTICLE_WITHDRAWN = AuditType("article.withdrawn", "Article withdrawn", personal=True)
ARTICLE_EXPIRED = AuditType("article.expired", "Article's time over", personal=True)
SITE_DESCRIBED = AuditType("site.described", "Site described", personal=False, facts=False)
FILE_ATTACHED = AuditType("article.file_attached", "File added to an article", personal=True, facts=False)
FILE_REMOVED = AuditType("article.file_removed", "File taken from an article", personal=True, facts=False)

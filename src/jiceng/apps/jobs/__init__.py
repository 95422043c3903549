"""Jobs (任务): what takes longer than a reader waits, done beside the pages by one worker.

An app declares a job as a task of django-tasks that takes a context and ids, and begins it with
`services.start`, in the transaction of the write it follows: without the commit there is no job. The worker
(`worker`) does one after another; `progress` says how far it is, across processes, while the job's own
transaction is open; `selectors.job_state` tells waiting, running, done or failed.

A job is safe to do twice: its writes are one transaction, and done again it changes nothing. So a job whose
worker died is simply done again, once.
"""

"""What an earlier run found, used again as long as nothing that it depended on has changed.

Two questions are answered from the disk. *Is all as it was?* (:mod:`lintrain.cache.runs`): then the
report of that run is told again, and no rule is imported. *Is this file as it was, and all that its
analysis asked of others?* (:mod:`lintrain.cache.entries`): then it is not analysed again.

Nothing here is believed that was not checked: a file that is cut off, damaged or foreign is as good as
none. What could not be checked is never kept.
"""

"""The clinic's side of column generation: seats, rooms, leaders and time as rows of one linear program.

Columns are *day plans* (what one patient does on one day), *forms* (sections of a group cell in one band and room
class), and what is unmet. Rows of each patient join the days to a week: one plan a day, sessions of each service,
counted minutes, service days. Leaders are counted, and named in small weeks alone: at every moment the sessions that
only members of a set may lead are at most the members at work. That relaxes the rules on single clinicians, group
order, and those of a patient's week that no row states; the bound stays valid. Rows on what single patients attend
(keep-apart, keep-together, cohorts, rosters) come where a solution breaks them.
"""

from iopsched_solver.master.program import DayColumn, Master
from iopsched_solver.master.sections import Form

__all__ = ["DayColumn", "Form", "Master"]

"""Which projects a principal sees, as an SQL condition over ``p`` (registry.project)."""

from functools import partial
from typing import Final

from service_kit.visibility import visible_projects

visible: Final = partial(visible_projects, participation="registry.participation")

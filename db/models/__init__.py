"""Tables and the values they store. Importing this package knows every table."""

from db.models.activities import *  # noqa: F403
from db.models.archive import *  # noqa: F403
from db.models.baselines import *  # noqa: F403
from db.models.campaigns import *  # noqa: F403
from db.models.documents import *  # noqa: F403
from db.models.facilities import *  # noqa: F403
from db.models.handover import *  # noqa: F403
from db.models.imports import *  # noqa: F403
from db.models.log import *  # noqa: F403
from db.models.meetings import *  # noqa: F403
from db.models.packages import *  # noqa: F403
from db.models.record import *  # noqa: F403
from db.models.rectification import *  # noqa: F403
from db.models.reporting import *  # noqa: F403
from db.models.task_depth import *  # noqa: F403
from db.models.tasks import *  # noqa: F403
from db.models.trust import *  # noqa: F403
from db.models.units import *  # noqa: F403
from db.models.work import *  # noqa: F403

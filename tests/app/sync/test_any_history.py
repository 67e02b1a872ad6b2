"""Whatever happens to files and computers, nothing written is lost and nothing comes twice.

`sh run.sh long` tries many histories, `sh run.sh proof` ten thousand of each sort (docs/proof.md).
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import Phase, settings

from tests.app.sync.faults import Faults
from tests.app.sync.histories import Histories, Restores, template_county
from tests.app.sync.village_histories import Villages, make_village_county

MANY = int(os.environ.get("HISTORIES", "30"))  # of the long run
few = settings(
    max_examples=3, stateful_step_count=10, deadline=None, derandomize=True, phases=[Phase.generate]
)
many = settings(
    max_examples=MANY,
    stateful_step_count=12,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
)


@pytest.fixture(scope="module", autouse=True)
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    make_village_county(tmp_path_factory.mktemp("villages"))
    with template_county(tmp_path_factory.mktemp("template")):
        yield


class TestHistories(Histories.TestCase):  # type: ignore[misc,valid-type]
    settings = few


class TestRestores(Restores.TestCase):  # type: ignore[misc,valid-type]
    settings = few


class TestFaults(Faults.TestCase):  # type: ignore[misc,valid-type]
    settings = few


class TestVillages(Villages.TestCase):  # type: ignore[misc,valid-type]
    settings = few


@pytest.mark.long
class TestManyHistories(Histories.TestCase):  # type: ignore[misc,valid-type]
    settings = many


@pytest.mark.long
class TestManyRestores(Restores.TestCase):  # type: ignore[misc,valid-type]
    settings = many


@pytest.mark.long
class TestManyFaults(Faults.TestCase):  # type: ignore[misc,valid-type]
    settings = many


@pytest.mark.long
class TestManyVillages(Villages.TestCase):  # type: ignore[misc,valid-type]
    settings = many

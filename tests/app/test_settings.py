import json
from pathlib import Path

import pytest

from app.errors import StorageError
from app.settings import (
    PHRASES,
    Settings,
    TableLook,
    last_folder,
    load_settings,
    remember_folder,
    save_settings,
)


def test_settings_come_back_and_unknown_keys_survive(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()
    (tmp_path / "settings.json").write_text('{"of_a_newer_program": 3, "text_size_pt": 14}', encoding="utf-8")
    assert load_settings(tmp_path).text_size_pt == 14
    save_settings(tmp_path, Settings(text_size_pt=16))
    assert load_settings(tmp_path).text_size_pt == 16
    assert json.loads((tmp_path / "settings.json").read_text(encoding="utf-8"))["of_a_newer_program"] == 3


def test_tables_filters_and_phrases_come_back(tmp_path: Path) -> None:
    settings = Settings(
        tables={"log/0": TableLook({"内容": 30.5}, {"人数": False})},
        filters={"log": {"没归类": {"unlinked": "1"}}},
        phrases=("已办。",),
    )
    save_settings(tmp_path, settings)
    assert load_settings(tmp_path) == settings


def test_one_broken_setting_does_not_spoil_the_others(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"phrases": 3, "navigation_folded": true}', encoding="utf-8")
    assert load_settings(tmp_path) == Settings(navigation_folded=True, phrases=PHRASES)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"text_size_pt": 99}', '{"text_size_pt": "x"}', "\x00\xff"]
)
def test_a_broken_file_means_the_defaults(tmp_path: Path, content: str) -> None:
    (tmp_path / "settings.json").write_bytes(content.encode("latin-1"))
    assert load_settings(tmp_path) == Settings()


def test_the_last_folder_is_remembered_and_forgotten(tmp_path: Path) -> None:
    machine = tmp_path / "machine"
    assert last_folder(machine) is None
    remember_folder(machine, tmp_path / "台账")
    assert last_folder(machine) == tmp_path / "台账"
    remember_folder(machine, None)
    assert last_folder(machine) is None


def test_a_full_or_missing_disk_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        save_settings(tmp_path / "file", Settings())

import pytest

from tests.app.cli.command import run


def test_help_is_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert out.startswith("用法：station-ledger")
    for english in ("usage", "options", "positional", "show this"):
        assert english not in out


@pytest.mark.parametrize(
    "arguments", [[], ["check"], ["nothing"], ["check", "--data"], ["backup", "--data", "x", "--y"]]
)
def test_wrong_usage_ends_with_2_in_chinese(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    code, _, err = run(capsys, *arguments)
    assert code == 2
    assert err.startswith("命令写得不对")
    for english in ("argument", "required", "invalid", "error"):
        assert english not in err


def test_a_missing_ledger_is_said_in_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    code, out, err = run(capsys, "check", "--data", tmp_path)
    assert (code, out) == (1, "")
    assert "没有台账数据" in err
    assert "Traceback" not in err

@echo off
rem The twin of run.sh for Windows: run.cmd, run.cmd test, run.cmd check, run.cmd long, run.cmd bench.
setlocal
chcp 65001 >nul
cd /d "%~dp0"
set "python=.venv\Scripts\python.exe"
set "for=%~1"
if "%for%"=="" set "for=run"
for %%w in (run test check long bench) do if "%for%"=="%%w" goto set_up
echo run.cmd [test ^| check ^| long ^| bench]
exit /b 2

:set_up
set "requirements=requirements-dev.txt"
if "%for%"=="run" set "requirements=requirements.txt"

fc /b %requirements% .venv\set-up-%requirements% >nul 2>&1 && goto %for%
echo 正在安装程序库，首次需要几分钟。 Installing the libraries; the first time takes some minutes.
py -3 -m venv .venv 2>nul || python -m venv .venv || goto no_python
%python% -m pip install -q --disable-pip-version-check --only-binary :all: --require-hashes -r requirements-build.txt -r %requirements% || goto not_installed
%python% -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . || goto not_installed
copy /y %requirements% .venv\set-up-%requirements% >nul
goto %for%

:run
if not exist demo\.complete (
    .venv\Scripts\station-ledger.exe demo demo || exit /b 1
    type nul >demo\.complete
)
.venv\Scripts\station-ledger.exe --data demo\county --machine demo\machine
exit /b

:test
%python% -m coverage run -m pytest || exit /b 1
%python% -m coverage report --skip-covered
exit /b

:check
%python% -m ruff check . || exit /b 1
%python% -m ruff format --check . || exit /b 1
%python% -m mypy || exit /b 1
%python% -m pytest -q --noconftest tests/test_layers.py
exit /b

:long
%python% -m pytest -m long -o faulthandler_timeout=0
exit /b

:bench
%python% -m benchmarks
exit /b

:no_python
echo 没有找到 Python，请先安装 Python 3.11 或更高版本。 Python 3.11 or later is missing.
exit /b 1

:not_installed
echo 程序库没有装上。请检查网络后重新运行。 The libraries could not be installed.
exit /b 1

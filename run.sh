#!/bin/sh
# Sets everything up in this folder, then does what was asked for; `sh run.sh help` lists it.
# Needs Python 3.11 or later and, on Debian and its relatives, root or sudo for missing system packages.
set -eu
cd "$(dirname "$0")"

python=.venv/bin/python
# What Debian splits off from python3 and pip, then Qt and its windows, then printers.
libraries="python3-venv ca-certificates
    libglib2.0-0 libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3
    libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxkbcommon-x11-0 libxcb-shape0
    libcups2"
screen="xvfb xauth" # a screen without a monitor, for the tests that open a real window

usage() {
    cat <<'END'
sh run.sh          安装并运行：生成演示县；有桌面时打开窗口   set up, make the demo county, open the window
sh run.sh test     安装并运行全部测试                         set up and run the whole test suite
sh run.sh check    代码检查：规范、格式、类型、分层           lint, format, types, layers
sh run.sh long     耗时长的测试                               the tests marked long
sh run.sh proof    一万次随机收发历史                         ten thousand random histories of each sort (hours)
sh run.sh bench    测量速度；全县规模加 --stations 40             measure speed; a whole county with --stations 40
END
}

say() {
    printf '%s\n' "$*"
}

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

install_packages() { # names as Debian has them
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        say "本机没有 apt，请自行确认已装有这些系统库。 No apt here; these libraries are needed: $*"
        return
    fi
    missing=
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed$' || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        as_root="env"
    elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        as_root="sudo env"
    else
        say "缺少系统软件包，当前用户无权安装。后面如出错，请管理员运行： Missing, and not ours to install:"
        say "    apt-get install$missing"
        return
    fi
    say "正在安装系统软件包 Installing system packages:$missing"
    # shellcheck disable=SC2086 # lists
    { $as_root apt-get -qq update && $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
        -o Dpkg::Use-Pty=0 install --no-install-recommends $missing >/dev/null; } ||
        fail "系统软件包没有装上。请检查网络后重新运行。 The system packages could not be installed."
}

install_libraries() { # a requirements file
    command -v python3 >/dev/null || fail "没有找到 python3，请先安装 Python 3.11 或更高版本。 python3 is missing."
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "Python 版本太低，需要 3.11 或更高版本。 Python 3.11 or later is needed."
    say "正在安装程序库，首次需要几分钟。 Installing the libraries; the first time takes some minutes."
    clear=
    [ ! -d .venv ] || "$python" -c '' 2>/dev/null || clear=--clear # the Python it was made with is gone
    python3 -m venv $clear .venv || fail "不能建立 Python 环境。 The Python environment could not be made."
    "$python" -m pip install -q --disable-pip-version-check --no-input --only-binary :all: \
        --require-hashes -r requirements-build.txt -r "$1" ||
        fail "程序库没有装上。请检查网络后重新运行。 The libraries could not be installed."
    "$python" -m pip install -q --disable-pip-version-check --no-input --no-deps --no-build-isolation -e .
}

# The first word says for what: run or test. What was set up once is not looked at again until a file it
# rests on changes or the folder moves.
set_up() {
    state=$({ pwd -P && cat run.sh pyproject.toml requirements*.txt; } | sha256sum)
    stamp=.venv/set-up-for-$1
    if [ -x "$python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$state" ]; then
        return
    fi
    # shellcheck disable=SC2086 # lists
    if [ "$1" = run ]; then
        install_packages $libraries
        install_libraries requirements.txt
    else
        install_packages $libraries $screen
        install_libraries requirements-dev.txt
        printf '%s\n' "$state" >.venv/set-up-for-run
    fi
    printf '%s\n' "$state" >"$stamp"
}

has_display() {
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] &&
        "$python" -c 'from PySide6.QtGui import QGuiApplication; QGuiApplication([])' >/dev/null 2>&1
}

run_demo() {
    if [ ! -f demo/.complete ]; then
        .venv/bin/station-ledger demo demo
        : >demo/.complete
    fi
    if has_display; then
        exec .venv/bin/station-ledger --data demo/county --machine demo/machine
    fi
    say "演示结果在 demo/ 文件夹：county 县，stations 各站，packages 数据包，print 打印件。删去该文件夹可重新生成。"
    say "The results are in demo/. No display was found, so no window; delete the folder to make it anew."
}

# Tests write and sync thousands of small files: memory is kinder to them than a disk, where there is enough.
use_memory_for_tests() {
    [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ] || return 0
    [ "$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')" -gt 2000000 ] || return 0 # KB
    TMPDIR=$(mktemp -d /dev/shm/station-ledger.XXXXXX)
    export TMPDIR
    trap 'rm -rf "$TMPDIR"' EXIT
}

run_tests() {
    result=0
    use_memory_for_tests
    say "真实窗口中的测试 Tests in a real window"
    QT_QPA_PLATFORM=xcb xvfb-run -a -s "-screen 0 1366x768x24" "$python" -m pytest -m window || result=1
    say "其余全部测试 All other tests"
    "$python" -m pytest -n auto --dist loadfile --cov --cov-report=term:skip-covered || result=1
    [ "$result" = 0 ] || fail "测试没有通过，见上。 Tests failed, see above."
    say "测试全部通过。 All tests passed."
}

run_checks() {
    result=0
    "$python" -m ruff check . || result=1
    "$python" -m ruff format --check . || result=1
    "$python" -m mypy || result=1
    "$python" -m pytest -q --noconftest tests/test_layers.py || result=1
    [ "$result" = 0 ] || fail "检查没有通过，见上。 Checks failed, see above."
    say "检查全部通过。 All checks passed."
}

case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
*[Uu][Tt][Ff]*8*) ;;
*) export LC_ALL=C.UTF-8 ;; # file names and messages are Chinese
esac

case ${1:-run} in
run)
    set_up run
    run_demo
    ;;
test)
    set_up test
    run_tests
    ;;
check)
    set_up test
    run_checks
    ;;
long)
    set_up test
    "$python" -m pytest -m long -o faulthandler_timeout=0
    ;;
proof)
    set_up test
    use_memory_for_tests
    HISTORIES=10000 "$python" -m pytest -m long -n auto --dist loadscope -o faulthandler_timeout=0 \
        tests/app/sync/test_any_history.py
    ;;
bench)
    set_up test
    shift
    "$python" -m benchmarks "$@"
    ;;
help)
    usage
    ;;
*)
    usage >&2
    exit 2
    ;;
esac

#!/usr/bin/env bash
# Sees to what the tests need from Debian: a browser, Chinese fonts, PostgreSQL's server, gettext, systemd's
# checker of units, nginx, LibreOffice's tables, what lays out PDF.
# Root gets it installed; others are told the one command, and the run stops. Nothing is skipped silently.
set -euo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium)
[ -n "$(find /usr/share/fonts -name 'NotoSansCJK*' -print -quit 2>/dev/null)" ] || missing+=(fonts-noto-cjk)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
command -v xgettext >/dev/null || missing+=(gettext)
command -v systemd-analyze >/dev/null || missing+=(systemd)
[ -x /usr/sbin/nginx ] || missing+=(nginx-light)
ldconfig -p | grep -q libpangoft2-1.0 || missing+=(libpangoft2-1.0-0)
ldconfig -p | grep -q libharfbuzz-subset || missing+=(libharfbuzz-subset0)
command -v soffice >/dev/null || missing+=(libreoffice-calc-nogui)
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
    echo "测试需要以下软件,请用本系统的方式安装 / the tests need, by your system's own means: ${missing[*]}" >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "测试还需要以下软件,请先运行 / the tests need these first; run:" >&2
    echo "    sudo apt-get update && sudo apt-get install --no-install-recommends -y ${missing[*]}" >&2
    exit 1
fi
echo "Installing for the tests: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq -y --no-install-recommends "${missing[@]}" </dev/null >/dev/null

#!/usr/bin/env bash
# What `zstd --long=31` has written is expected to be read by `zstd -d`, all the more where it is a few bytes. From a file
# it is. From a pipe it is not: zstd can't know the size, so the frame asks for a window of 2 GiB, and the same program
# refuses more than 128 MiB unless told (zstd, lib/compress/zstd_compress.c, ZSTD_adjustCParams_internal takes the
# window down to a known size only; lib/zstd.h, ZSTD_WINDOWLOG_LIMIT_DEFAULT). A backup that is streamed, as
# `… | zstd --long=31`, needs the option again on the day of the restore.
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
cd "$work"
zstd --version | grep -o 'v[0-9.]*[0-9]'
echo snapshot >file
zstd -q --long=31 file -o from-file.zst
zstd -q --long=31 <file >from-pipe.zst
read_back() { zstd -dc "$@" 2>&1 | grep -oE '^snapshot$|Frame requires too much memory'; }

expect "compressed from a file" snapshot "$(read_back from-file.zst)"
expect "compressed from a pipe" "Frame requires too much memory" "$(read_back from-pipe.zst)"
expect "compressed from a pipe, read with --long=31" snapshot "$(read_back --long=31 from-pipe.zst)"

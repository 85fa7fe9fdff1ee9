#!/bin/sh
# abilities: tells what the programs of this host can do, as far as copying sets needs it.
#
# Arguments: none. Standard input: ends at once.
# Standard output: SHELL, then the name of each ability, a line each:
#   ZSTD       zstd decompresses
#   SPARSE_DD  dd writes in blocks and passes over those that are zeros
#   SYNC       sync writes single files to the disk, and says so if it can't
#   OPENSSL    openssl hashes; SHA256SUM  sha256sum does
#   LOCK       flock and timeout are there
echo SHELL
has() {
  command -v "$1" >/dev/null 2>&1
}
has zstd && echo ZSTD
dd of=/dev/null conv=sparse,notrunc status=none </dev/null 2>/dev/null && echo SPARSE_DD
sync -d . 2>/dev/null && echo SYNC
openssl dgst -sha256 -r </dev/null >/dev/null 2>&1 && echo OPENSSL
has sha256sum && echo SHA256SUM
has flock && has timeout && echo LOCK
exit 0

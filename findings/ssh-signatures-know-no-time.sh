#!/usr/bin/env bash
# A signature that was made while its key was valid is expected to stay good once the key has run out, and one made
# afterwards to be bad. An SSH signature holds no time (openssh, PROTOCOL.sshsig), so `ssh-keygen -Y verify` compares the
# key's valid-before with the time of the check (sshsig.c, check_allowed_keys_line): every backup that an old key has
# signed turns bad at one moment, and -O verify-time turns each good again, whenever it was signed.
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
cd "$work"
ssh -V
ssh-keygen -q -t ed25519 -N '' -f key
echo manifest >manifest
ssh-keygen -q -Y sign -f key -n backup manifest 2>/dev/null
signer() { echo "node namespaces=\"backup\"$1 $(cut -d ' ' -f 1-2 key.pub)" >allowed; }
check() { ssh-keygen -Y verify -f allowed -I node -n backup -s manifest.sig "$@" <manifest >out 2>&1 && echo good || echo refused; }

signer ''
expect "key without an end" good "$(check)"
signer ',valid-before="20200101"'
expect "key that has run out since" refused "$(check)"
expect "the same signature, which is younger, with verify-time=20190101" good "$(check -Overify-time=20190101)"

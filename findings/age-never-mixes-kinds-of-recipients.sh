#!/usr/bin/env bash
# age encrypts to any number of recipients, and a file is expected to be encryptable to any of them together. Since age
# 1.3 a post-quantum recipient goes only with its like: beside one X25519 or SSH key it is refused, and nothing is
# written (age, age.go, Encrypt compares the labels that recipients give). Backups that move to such keys can't do so
# one recipient at a time.
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
bin=$(need_age13)
cd "$work"
"$bin/age" --version
"$bin/age-keygen" -o classic 2>/dev/null
"$bin/age-keygen" -pq -o quantum 2>/dev/null
ssh-keygen -q -t ed25519 -N '' -f ssh
classic=$("$bin/age-keygen" -y classic) quantum=$("$bin/age-keygen" -y quantum) ssh=$(cut -d ' ' -f 1-2 ssh.pub)
encrypted() {
  local recipient output options=()
  for recipient; do options+=(-r "$recipient"); done
  rm -f file.age
  if output=$(echo snapshot | "$bin/age" "${options[@]}" -o file.age 2>&1); then
    echo written
  else
    grep -o 'incompatible recipients' <<<"$output"
  fi
}

expect "to X25519 and SSH" written "$(encrypted "$classic" "$ssh")"
expect "to post-quantum twice" written "$(encrypted "$quantum" "$quantum")"
expect "to X25519 and post-quantum" "incompatible recipients" "$(encrypted "$classic" "$quantum")"
expect "to SSH and post-quantum" "incompatible recipients" "$(encrypted "$ssh" "$quantum")"
expect "a file is left" no "$([[ -e file.age ]] && echo yes || echo no)"

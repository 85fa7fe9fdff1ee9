#!/bin/sh
# sftp-server: becomes the SFTP server of this host, run by whoever runs this: sshd's own subsystem is the user's.
#
# Arguments: none. Standard input and output are the protocol's. Exit: 127 if there is none where Red Hat, Debian, SUSE
# and Alpine install it.
for server in /usr/libexec/openssh /usr/lib/openssh /usr/lib/ssh; do
  [ ! -x "$server/sftp-server" ] || exec "$server/sftp-server"
done
exit 127

/** Ways to get the bytes of a file across a link: over SFTP, through a remote command, compressed, as changes. */
@NullMarked
package io.etcdsnapshot.store.ssh.transfer;

import org.jspecify.annotations.NullMarked;

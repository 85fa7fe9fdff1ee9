/** Signatures as {@code ssh-keygen -Y} makes and checks them. Source: OpenSSH's PROTOCOL.sshsig and PROTOCOL.key. */
@NullMarked
package io.etcdsnapshot.crypto.ssh;

import org.jspecify.annotations.NullMarked;

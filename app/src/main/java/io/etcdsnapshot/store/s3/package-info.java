/**
 * Buckets of S3 servers as places for sets: requests are signed with the AWS SDK's signer and sent with the JDK's HTTP
 * client. Everything that a server's answer can mean to a user is worded in {@link io.etcdsnapshot.store.s3.S3Problem}.
 */
@NullMarked
package io.etcdsnapshot.store.s3;

import org.jspecify.annotations.NullMarked;

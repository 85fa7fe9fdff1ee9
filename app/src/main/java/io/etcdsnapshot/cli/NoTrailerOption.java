package io.etcdsnapshot.cli;

import picocli.CommandLine.Option;

/** Takes whether a snapshot may lack the hash at its end. */
final class NoTrailerOption {
    @Option(
            names = "--no-trailer",
            description = "accept a snapshot without a SHA-256 at its end, such as a copy of member/snap/db, if it is"
                    + " otherwise undamaged")
    boolean given;
}

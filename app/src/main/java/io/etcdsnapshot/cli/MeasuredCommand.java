package io.etcdsnapshot.cli;

import picocli.CommandLine.Mixin;

/** A command whose runs a monitoring system can follow. */
abstract class MeasuredCommand extends ResultCommand {
    @Mixin
    MetricsOption metrics;

    MeasuredCommand(CommandContext context) {
        super(context);
    }

    @Override
    public final MetricsOption metrics() {
        return metrics;
    }
}

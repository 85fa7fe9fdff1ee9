package io.etcdsnapshot.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a class of tests one OpenShift host in its constructor, without faults and backups before each test. */
public final class SharedHost implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback, ParameterResolver {
    private record Running(Path directory, StandInHost host) {}

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(ExtensionContext.Namespace.create(SharedHost.class, context.getRequiredTestClass()));
    }

    private static @Nullable Running running(ExtensionContext context) {
        return store(context).get(Running.class, Running.class);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("shared");
        store(context).put(Running.class, new Running(directory, StandInHost.openShift(directory)));
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException, InterruptedException {
        running(context).host().reset();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException, InterruptedException {
        Running running = running(context);
        if (running != null) {
            running.host().close();
            Files.delete(running.directory());
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == StandInHost.class;
    }

    @Override
    public StandInHost resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return running(context).host();
    }
}

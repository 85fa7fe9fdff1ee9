package io.etcdsnapshot.store;

import com.hierynomus.sshj.transport.cipher.BlockCiphers;
import com.hierynomus.sshj.transport.cipher.ChachaPolyCiphers;
import com.hierynomus.sshj.transport.cipher.GcmCiphers;
import io.etcdsnapshot.backup.Failure;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.schmizz.concurrent.Promise;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.sftp.Request;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPEngine;
import net.schmizz.sshj.sftp.SFTPException;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.password.PasswordUtils;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/** One connection to one host: made when first needed, checked, and kept alive. */
final class SshConnection implements Closeable {
    private static final int ATTEMPTS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MAX_KEEP_ALIVE_SECONDS = 15;

    /** Each that it has answers with its name. */
    private static final String ASK_FOR_ABILITIES = "echo SHELL; command -v zstd >/dev/null && echo ZSTD; "
            + "dd of=/dev/null conv=sparse,notrunc status=none </dev/null 2>/dev/null && echo SPARSE_DD; true";

    static {
        SecurityUtils.setRegisterBouncyCastle(false);
    }

    private final SshLocation location;
    private final SshSettings settings;
    private final Log log;
    private final WriteGuard writes = new WriteGuard();
    private @Nullable SSHClient client;
    private @Nullable SFTPEngine sftp;
    private @Nullable Set<Ability> abilities;

    SshConnection(SshLocation location, SshSettings settings, Log log) {
        this.location = location;
        this.settings = settings;
        this.log = log;
    }

    /** What the far side may be able to do, beside serving files. */
    enum Ability {
        /** To run commands. */
        SHELL,
        /** To decompress. */
        ZSTD,
        /** To write a file in blocks and to pass over those that are zeros. */
        SPARSE_DD
    }

    /** What a command on the far side came to. */
    record Answer(int exitCode, String out, String err) {
        boolean ok() {
            return exitCode == 0;
        }
    }

    /** Runs a command in the far side's shell. */
    Answer run(String command) throws IOException {
        try (Session session = client().startSession()) {
            Session.Command running = session.exec(command);
            String out = text(running.getInputStream());
            String err = text(running.getErrorStream());
            running.join(settings.idleTimeout().toMillis(), TimeUnit.MILLISECONDS);
            Integer exit = running.getExitStatus();
            return new Answer(exit == null ? -1 : exit, out, err);
        }
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readNBytes(1024 * 1024), StandardCharsets.UTF_8);
    }

    /** To the far side's standard input; fails as soon as the connection is lost. */
    OutputStream input(Session.Command command) {
        return writes.failing(command.getOutputStream());
    }

    Session startSession() throws IOException {
        return client().startSession();
    }

    boolean can(Ability ability) throws IOException {
        return abilities().contains(ability);
    }

    /** Asked once, in one go. */
    private synchronized Set<Ability> abilities() throws IOException {
        if (abilities == null) {
            Set<Ability> answered = EnumSet.noneOf(Ability.class);
            try {
                Answer answer = run(ASK_FOR_ABILITIES);
                if (answer.ok() && answer.out().startsWith(Ability.SHELL + "\n")) {
                    answered.addAll(EnumSet.allOf(Ability.class));
                    List<String> lines = answer.out().lines().toList();
                    answered.removeIf(ability -> !lines.contains(ability.name()));
                }
            } catch (ConnectionException e) {
                log.debug("%s runs no commands: %s".formatted(location.hostAndPort(), Reason.of(e)));
            }
            abilities = answered;
        }
        return abilities;
    }

    synchronized SFTPEngine sftp() throws IOException {
        if (sftp == null) {
            try {
                SFTPEngine engine = engine().init();
                engine.setTimeoutMs((int) settings.idleTimeout().toMillis());
                sftp = engine;
            } catch (SSHException e) {
                throw Failure.failed("%s offers no SFTP".formatted(location.hostAndPort()), e)
                        .hint("sshd_config there needs a line: Subsystem sftp internal-sftp");
            }
        }
        return sftp;
    }

    private SFTPEngine engine() throws IOException {
        return new SFTPEngine(client()) {
            @Override
            public Promise<Response, SFTPException> request(Request request) throws IOException {
                return writes.failing(() -> super.request(request));
            }
        };
    }

    /** What was lost is not made again: the lock went with it. */
    private synchronized SSHClient client() throws IOException {
        if (client != null) {
            if (client.isConnected()) {
                return client;
            }
            throw new IOException("the connection was lost");
        }
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                SSHClient connected = connect();
                client = connected;
                return connected;
            } catch (IOException e) {
                if (attempt == ATTEMPTS || !canPass(e)) {
                    throw Failure.io("can't connect to %s: %s".formatted(location.hostAndPort(), reason(e)), e);
                }
                log.info("can't connect to %s (%s): trying again in %d s"
                        .formatted(location.hostAndPort(), reason(e), pause.toSeconds()));
                sleep(pause);
                pause = pause.multipliedBy(2);
            }
        }
    }

    private static boolean canPass(IOException e) {
        return e instanceof ConnectException
                || e instanceof SocketTimeoutException
                || e instanceof NoRouteToHostException
                || (e instanceof TransportException && !(e instanceof UserAuthException));
    }

    private static String reason(IOException e) {
        return e instanceof UnknownHostException ? "no such host" : Reason.of(e);
    }

    private static void sleep(Duration pause) throws IOException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private SSHClient connect() throws IOException {
        try {
            return connectOnce();
        } catch (TransportException | SSHRuntimeException e) {
            if (lacksAlgorithm(e) && addBouncyCastle()) {
                return connectOnce();
            }
            throw e;
        }
    }

    /** Whether the two sides have no algorithm in common, or this one can't do what they agreed on. */
    private static boolean lacksAlgorithm(Throwable e) {
        return e instanceof GeneralSecurityException
                || String.valueOf(e.getMessage()).contains("Unable to reach a settlement")
                || (e.getCause() != null && lacksAlgorithm(e.getCause()));
    }

    /**
     * BouncyCastle has what the platform lacks, but takes a quarter of a second to load, so it is asked last. It also
     * comes after the platform's own ciphers, which use the processor's instructions for AES.
     *
     * @return false if it was there
     */
    private static synchronized boolean addBouncyCastle() {
        return Security.addProvider(new BouncyCastleProvider()) >= 0;
    }

    private SSHClient connectOnce() throws IOException {
        HostKeys hostKeys = HostKeys.read(settings.knownHosts(), settings.acceptNew(), log);
        SSHClient connecting = settings.sudo() ? new SudoClient(config()) : new SSHClient(config());
        try {
            connecting.setConnectTimeout((int) settings.connectTimeout().toMillis());
            connecting.setTimeout((int) settings.idleTimeout().toMillis());
            connecting.addHostKeyVerifier(hostKeys);
            connecting.connect(location.host(), location.port());
            connecting.getConnection().getKeepAlive().setKeepAliveInterval(keepAliveSeconds());
            connecting.getConnection().setTimeoutMs((int) settings.idleTimeout().toMillis());
            connecting.getSocket().setTcpNoDelay(true);
            connecting.authPublickey(location.user(), keys(connecting));
            if (connecting instanceof SudoClient asRoot && !asRoot.isAllowed()) {
                throw Failure.failed("%s may not use sudo on %s without a password"
                                .formatted(location.user(), location.hostAndPort()))
                        .hint("it takes a line in sudoers there: %s ALL=(root) NOPASSWD: ALL"
                                .formatted(location.user()));
            }
            connecting.getTransport().setDisconnectListener((reason, message) -> lose(connecting));
            return connecting;
        } catch (UserAuthException e) {
            closeQuietly(connecting);
            throw Failure.failed("%s refuses the key for user %s".formatted(location.hostAndPort(), location.user()), e)
                    .hint("is its public half in ~%s/.ssh/authorized_keys there?".formatted(location.user()));
        } catch (IOException e) {
            closeQuietly(connecting);
            Failure refusal = hostKeys.refusal();
            if (refusal != null) {
                throw refusal;
            }
            throw e;
        } catch (RuntimeException e) {
            closeQuietly(connecting);
            throw e;
        }
    }

    /** Often enough for a far side that only takes its time to be heard before it counts as silent. */
    private int keepAliveSeconds() {
        return (int) Math.max(
                1, Math.min(MAX_KEEP_ALIVE_SECONDS, settings.idleTimeout().toSeconds() / 3));
    }

    private static void closeQuietly(SSHClient client) {
        try {
            client.close();
        } catch (IOException e) {
            // it never opened
        }
    }

    private static DefaultConfig config() {
        DefaultConfig config = new DefaultConfig();
        config.setCipherFactories(List.of(
                GcmCiphers.AES128GCM(),
                GcmCiphers.AES256GCM(),
                BlockCiphers.AES256CTR(),
                BlockCiphers.AES128CTR(),
                ChachaPolyCiphers.CHACHA_POLY_OPENSSH()));
        config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
        return config;
    }

    private List<KeyProvider> keys(SSHClient connecting) {
        List<KeyProvider> keys = new ArrayList<>();
        for (Path identity : settings.identities()) {
            if (Files.exists(identity)) {
                keys.add(key(connecting, identity));
            }
        }
        if (keys.isEmpty()) {
            throw Failure.failed("there is no SSH key: looked for "
                            + String.join(
                                    ", ",
                                    settings.identities().stream()
                                            .map(Path::toString)
                                            .toList()))
                    .hint("name one with --identity");
        }
        return keys;
    }

    private KeyProvider key(SSHClient connecting, Path identity) {
        checkPermissions(identity);
        Optional<String> passphrase = passphrase();
        try {
            return loaded(connecting, identity, passphrase);
        } catch (IOException | RuntimeException e) {
            if (addBouncyCastle()) {
                return key(connecting, identity);
            }
            throw Failure.failed(
                            "the SSH key in %s can't be used: %s"
                                    .formatted(
                                            identity,
                                            passphrase.isPresent()
                                                    ? "is the passphrase right?"
                                                    : "damaged, or it needs a passphrase"),
                            e)
                    .hint("check it: ssh-keygen -y -f " + identity);
        }
    }

    private static KeyProvider loaded(SSHClient connecting, Path identity, Optional<String> passphrase)
            throws IOException {
        KeyProvider key = passphrase.isPresent()
                ? connecting.loadKeys(
                        identity.toString(),
                        PasswordUtils.createOneOff(passphrase.get().toCharArray()))
                : connecting.loadKeys(identity.toString());
        key.getPrivate();
        return key;
    }

    private Optional<String> passphrase() {
        Path file = settings.passphraseFile();
        if (file == null || !Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file).stripTrailing());
        } catch (IOException e) {
            throw Failure.failed("can't read the passphrase in %s: %s".formatted(file, Reason.of(e)), e);
        }
    }

    private void checkPermissions(Path identity) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(identity);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw Failure.failed("everybody can read the SSH key in " + identity)
                        .hint("chmod 600 " + identity);
            }
            if (permissions.contains(PosixFilePermission.GROUP_READ)) {
                log.warn("a group can read the SSH key in " + identity);
            }
        } catch (IOException e) {
            throw Failure.failed("can't read the SSH key in %s: %s".formatted(identity, Reason.of(e)), e);
        }
    }

    /** Before a goodbye too, which would wait for whoever still writes. */
    private void lose(SSHClient lost) {
        writes.end();
        try {
            lost.getSocket().close();
        } catch (IOException e) {
            // then it is closed already
        }
    }

    boolean isLost() {
        return writes.isOver();
    }

    /** Whether sshj waited in vain; it has an exception for that which it then wraps in others. */
    static boolean timedOut(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException
                    || cause instanceof SocketTimeoutException
                    || String.valueOf(cause.getMessage()).startsWith("Timeout")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public synchronized void close() throws IOException {
        SSHClient open = client;
        client = null;
        sftp = null;
        if (open != null) {
            if (!writes.isIdle()) {
                lose(open);
            }
            open.getTransport().setDisconnectListener((reason, message) -> {});
            open.close();
        }
    }
}

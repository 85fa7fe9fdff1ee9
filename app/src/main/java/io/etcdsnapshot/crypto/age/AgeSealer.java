package io.etcdsnapshot.crypto.age;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.exceptionfactory.jagged.EncryptingChannelFactory;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.armor.ArmoredEncryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import io.etcdsnapshot.crypto.Sealer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Encrypts as {@code age -r} does. */
public final class AgeSealer implements Sealer {
    private final List<RecipientStanzaWriter> writers = new ArrayList<>();
    private final Set<String> fingerprints = new LinkedHashSet<>();

    /** @param recipients at least one */
    public AgeSealer(Collection<AgeRecipient> recipients) {
        for (AgeRecipient recipient : new LinkedHashSet<>(recipients)) {
            writers.add(recipient.writer());
            fingerprints.add(recipient.fingerprint());
        }
    }

    @Override
    public Set<String> fingerprints() {
        return Set.copyOf(fingerprints);
    }

    @Override
    public OutputStream seal(OutputStream out) throws IOException {
        return new Output(channel(new StandardEncryptingChannelFactory(), out));
    }

    private WritableByteChannel channel(EncryptingChannelFactory factory, OutputStream out) throws IOException {
        try {
            return factory.newEncryptingChannel(new Channel(out), writers);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java can't encrypt as age does", e);
        }
    }

    @Override
    public String sealText(String text) {
        ByteArrayOutputStream armored = new ByteArrayOutputStream();
        try (OutputStream out = new Output(channel(new ArmoredEncryptingChannelFactory(), armored))) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return armored.toString(UTF_8);
    }

    /** A channel as a stream, in as large pieces as it gets. */
    private static final class Output extends OutputStream {
        private final WritableByteChannel channel;

        Output(WritableByteChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            channel.write(ByteBuffer.wrap(bytes, offset, length));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** A stream as a channel, which takes whole chunks: Java's own cuts them up. */
    private static final class Channel implements WritableByteChannel {
        private final OutputStream out;
        private boolean open = true;

        Channel(OutputStream out) {
            this.out = out;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            int length = from.remaining();
            out.write(from.array(), from.arrayOffset() + from.position(), length);
            from.position(from.limit());
            return length;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() throws IOException {
            open = false;
            out.close();
        }
    }
}

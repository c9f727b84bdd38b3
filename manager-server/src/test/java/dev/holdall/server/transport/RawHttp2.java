package dev.holdall.server.transport;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP/2 connection of frames that are sent just as they are said: a client without manners. */
final class RawHttp2 implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    private final Socket socket;
    private final OutputStream out;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch settings = new CountDownLatch(1);
    private final AtomicInteger goAways = new AtomicInteger();
    private final BlockingQueue<byte[]> data = new LinkedBlockingQueue<>();

    /** @param reads whether it ever reads what the manager sends */
    RawHttp2(int port, boolean reads) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        out = socket.getOutputStream();
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        send(SETTINGS, 0, 0);
        if (reads) {
            Thread reader = new Thread(this::read, "raw-http2");
            reader.setDaemon(true);
            reader.start();
        }
    }

    private void read() {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.readFully(new byte[5]);
                byte[] payload = new byte[length];
                in.readFully(payload);
                if (type == DATA && length > 0) {
                    data.add(payload);
                }
                if (type == SETTINGS) {
                    settings.countDown();
                }
                if (type == GOAWAY) {
                    goAways.incrementAndGet();
                }
            }
        } catch (IOException e) {
            closed.countDown();
        }
    }

    /** Sends a frame. */
    void send(int type, int flags, int stream, int... payload) throws IOException {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        send(type, flags, stream, bytes);
    }

    void send(int type, int flags, int stream, byte[] payload) throws IOException {
        byte[] frame = new byte[9 + payload.length];
        frame[0] = (byte) (payload.length >> 16);
        frame[1] = (byte) (payload.length >> 8);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        frame[5] = (byte) (stream >> 24);
        frame[6] = (byte) (stream >> 16);
        frame[7] = (byte) (stream >> 8);
        frame[8] = (byte) stream;
        System.arraycopy(payload, 0, frame, 9, payload.length);
        out.write(frame);
    }

    /** The headers of a call, without compression. */
    static byte[] headers(String path, String... more) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        field(block, ":method", "POST");
        field(block, ":scheme", "http");
        field(block, ":path", path);
        field(block, ":authority", "holdall");
        field(block, "content-type", "application/grpc");
        field(block, "te", "trailers");
        for (int i = 0; i < more.length; i += 2) {
            field(block, more[i], more[i + 1]);
        }
        return block.toByteArray();
    }

    /** A literal field, never indexed. */
    private static void field(ByteArrayOutputStream block, String name, String value) {
        block.write(0x10);
        string(block, name);
        string(block, value);
    }

    private static void string(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127);
            int rest = bytes.length - 127;
            for (; rest >= 128; rest >>= 7) {
                block.write(rest & 0x7f | 0x80);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    /** Whether the manager has closed the connection by then. */
    boolean isClosedWithin(Duration time) throws InterruptedException {
        return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What the manager sent in one frame, of whatever stream. */
    byte[] takeData() throws InterruptedException {
        byte[] taken = data.poll(20, TimeUnit.SECONDS);
        if (taken == null) {
            throw new AssertionError("the manager sent nothing");
        }
        return taken;
    }

    /** Accepts what the manager sets, its large windows above all. */
    void acceptSettings() throws Exception {
        if (!settings.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the manager sent no settings");
        }
        send(SETTINGS, ACK, 0);
    }

    boolean wasToldToGoAway() {
        return goAways.get() > 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

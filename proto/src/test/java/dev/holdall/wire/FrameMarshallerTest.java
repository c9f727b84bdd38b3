package dev.holdall.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.holdall.v1.Call;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.SessionsGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FrameMarshallerTest {
    private static final MethodDescriptor<ClientFrame, ServerFrame> ATTACH =
            FrameMarshaller.in(SessionsGrpc.getAttachMethod());

    private static final ClientFrame FRAME = ClientFrame.newBuilder()
            .setFirstSeq(7)
            .addCalls(call("the first request"))
            .addCalls(call("another one"))
            .build();

    private static Call call(String request) {
        return Call.newBuilder()
                .setMethod(1)
                .setRequest(ByteString.copyFromUtf8(request))
                .build();
    }

    /** The array that holds these bytes, among others perhaps. */
    private static byte[] array(ByteString bytes) throws IOException {
        byte[][] found = new byte[1][];
        UnsafeByteOperations.unsafeWriteTo(bytes, new ByteOutput() {
            @Override
            public void writeLazy(byte[] value, int offset, int length) {
                found[0] = value;
            }

            @Override
            public void write(byte value) {
                throw new AssertionError();
            }

            @Override
            public void write(byte[] value, int offset, int length) {
                throw new AssertionError();
            }

            @Override
            public void write(ByteBuffer value) {
                throw new AssertionError();
            }

            @Override
            public void writeLazy(ByteBuffer value) {
                throw new AssertionError();
            }
        });
        return found[0];
    }

    @Test
    void whatIsStreamed_isRead() {
        assertThat(ATTACH.parseRequest(ATTACH.streamRequest(FRAME))).isEqualTo(FRAME);
    }

    @Test
    void aStreamThatDoesNotSayHowLongItIs_isReadToItsEnd() {
        InputStream plain = new ByteArrayInputStream(FRAME.toByteArray());

        assertThat(ATTACH.parseRequest(plain)).isEqualTo(FRAME);
    }

    @Test
    void requestsArePartsOfOneArray() throws IOException {
        ClientFrame read = ATTACH.parseRequest(ATTACH.streamRequest(FRAME));

        assertThat(array(read.getCalls(0).getRequest()))
                .isSameAs(array(read.getCalls(1).getRequest()))
                .hasSize(FRAME.getSerializedSize());
    }

    @Test
    void whatIsNoFrame_isAnErrorOfTheCall() {
        InputStream broken = new ByteArrayInputStream(new byte[] {(byte) 0xff, 0x01});

        assertThatThrownBy(() -> ATTACH.parseRequest(broken))
                .satisfies(failure ->
                        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.INTERNAL));
    }
}

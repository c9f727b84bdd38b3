package dev.holdall.server.state.value;

import com.google.protobuf.ByteString;
import java.util.HexFormat;

/** Bytes of the wire format, put together by hand, right or wrong. */
final class Raw {
    static final int VARINT = 0;
    static final int DELIMITED = 2;

    private Raw() {}

    static ByteString hex(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    static ByteString text(String text) {
        return ByteString.copyFromUtf8(text);
    }

    static ByteString join(ByteString... parts) {
        ByteString joined = ByteString.EMPTY;
        for (ByteString part : parts) {
            joined = joined.concat(part);
        }
        return ByteString.copyFrom(joined.toByteArray());
    }

    static ByteString varint(long value) {
        ByteString.Output out = ByteString.newOutput();
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return out.toByteString();
    }

    static ByteString number(int field, long value) {
        return join(varint((long) field << 3 | VARINT), varint(value));
    }

    static ByteString delimited(int field, ByteString... content) {
        ByteString joined = join(content);
        return join(varint((long) field << 3 | DELIMITED), varint(joined.size()), joined);
    }
}

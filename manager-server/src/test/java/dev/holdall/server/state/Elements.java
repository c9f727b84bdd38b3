package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdall.v1.Null;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Reference;
import dev.holdall.v1.Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Encoded elements, and what they say. */
public final class Elements {
    public static final ByteString NULL =
            Value.newBuilder().setNull(Null.NULL).build().toByteString();
    /** An int whose varint is longer than need be. */
    public static final ByteString NOT_CANONICAL = ByteString.copyFrom(new byte[] {0x18, (byte) 0x82, 0x00});

    private Elements() {}

    public static ByteString of(String text) {
        return Value.newBuilder().setString(text).build().toByteString();
    }

    public static ByteString of(int number) {
        return Value.newBuilder().setInt(number).build().toByteString();
    }

    /** A reference to an object. */
    public static ByteString of(ObjectId object, String service) {
        return Value.newBuilder()
                .setReference(Reference.newBuilder().setId(object).setService(service))
                .build()
                .toByteString();
    }

    public static List<ByteString> of(String... texts) {
        return Arrays.stream(texts).map(Elements::of).toList();
    }

    /** An element whose encoding has this many bytes. */
    public static ByteString sized(int bytes) {
        for (int length = Math.max(0, bytes - 12); length <= bytes; length++) {
            ByteString element = of("x".repeat(length));
            if (element.size() == bytes) {
                return element;
            }
        }
        throw new IllegalArgumentException("no string is encoded in " + bytes + " bytes");
    }

    /** The text of a string, the digits of an int, null for null. */
    public static String text(ByteString element) {
        try {
            Value value = Value.parseFrom(element);
            return switch (value.getKindCase()) {
                case STRING -> value.getString();
                case INT -> String.valueOf(value.getInt());
                case NULL -> "null";
                default -> throw new IllegalArgumentException("not an element of these tests: " + value);
            };
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static List<String> texts(List<ByteString> elements) {
        return elements.stream().map(Elements::text).collect(Collectors.toList());
    }
}

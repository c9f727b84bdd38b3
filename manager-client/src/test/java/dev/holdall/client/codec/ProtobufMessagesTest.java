package dev.holdall.client.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.UninterpretedOption.NamePart;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import dev.holdall.client.TypeRef;
import dev.holdall.server.state.value.CanonicalValue;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProtobufMessagesTest {
    private static final Codecs CODECS = new Codecs(new Samples.SharedThings());
    private static final Codec<Struct> STRUCTS = CODECS.of(Struct.class);

    private static Struct struct(List<String> keys) {
        Struct.Builder struct = Struct.newBuilder();
        keys.forEach(key ->
                struct.putFields(key, Value.newBuilder().setStringValue(key).build()));
        return struct.build();
    }

    @Test
    void generated_class_needs_no_set_up() {
        Struct struct = struct(List.of("a", "b"));
        ByteString bytes = STRUCTS.encode(struct);
        CanonicalValue.scan(bytes);
        assertThat(STRUCTS.decode(bytes)).isEqualTo(struct);
        assertThat(Twin.parse(bytes).getOpaque().getCodec()).isEqualTo("protobuf:google.protobuf.Struct");
        assertThat(STRUCTS.decode(STRUCTS.encode(Struct.getDefaultInstance()))).isEqualTo(Struct.getDefaultInstance());
        assertThat(STRUCTS.decode(STRUCTS.encode(null))).isNull();
        assertThat(CODECS.of(Object.class).encode(struct)).isEqualTo(bytes);
        Codec<Map<Timestamp, List<Struct>>> nested = CODECS.of(new TypeRef<Map<Timestamp, List<Struct>>>() {});
        Map<Timestamp, List<Struct>> map = Map.of(Timestamp.getDefaultInstance(), List.of(struct));
        assertThat(nested.decode(nested.encode(map))).isEqualTo(map);
    }

    @Test
    void equal_messages_have_equal_bytes_whatever_the_order_of_their_entries() {
        List<String> keys = new Random(1)
                .ints(50)
                .mapToObj(Integer::toString)
                .collect(java.util.stream.Collectors.toCollection(java.util.ArrayList::new));
        ByteString bytes = STRUCTS.encode(struct(keys));
        Collections.reverse(keys);
        assertThat(STRUCTS.encode(struct(keys))).isEqualTo(bytes);
    }

    @Test
    void fields_of_a_newer_version_are_kept() {
        Codec<Timestamp> codec = CODECS.of(Timestamp.class);
        Timestamp newer = Timestamp.newBuilder()
                .setSeconds(5)
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                99,
                                UnknownFieldSet.Field.newBuilder().addVarint(7).build())
                        .build())
                .build();
        assertThat(codec.decode(codec.encode(newer))).isEqualTo(newer);
    }

    @Test
    void message_of_another_type_is_refused() {
        ByteString list = CODECS.of(ListValue.class).encode(ListValue.getDefaultInstance());
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> STRUCTS.decode(list))
                .withMessageContaining("what the codec protobuf:google.protobuf.ListValue made")
                .withMessageContaining("read with the codec protobuf:google.protobuf.Struct");
    }

    @Test
    void message_that_lacks_required_fields_is_refused_when_it_is_written() {
        Codec<NamePart> codec = CODECS.of(NamePart.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encode(NamePart.newBuilder().buildPartial()))
                .withMessageContaining("it lacks name_part, is_extension");
    }

    @Test
    void class_that_does_not_say_which_message_it_is_has_no_encoding() {
        for (Class<?> type : List.of(Message.class, MessageLite.class, DynamicMessage.class)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CODECS.of(type))
                    .withMessageContaining(type.getName() + " has no encoding");
        }
    }

    @Test
    void hostile_bytes_are_an_error() {
        for (byte[] hostile : List.of(
                new byte[] {-1, -1, -1},
                new byte[] {10, 127},
                new byte[] {10, -1, -1, -1, -1, 7},
                deep(5_000).toByteArray(),
                new byte[] {0})) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> STRUCTS.decode(CustomCodecsTest.opaque("protobuf:google.protobuf.Struct", hostile)))
                    .withMessageStartingWith("the codec protobuf:google.protobuf.Struct could not read a");
        }
    }

    /** Structs within structs, made from the inside out. */
    private static ByteString deep(int depth) {
        ByteString struct = ByteString.empty();
        for (int i = 0; i < depth; i++) {
            ByteString value = field(5, struct);
            struct = field(1, field(2, value));
        }
        return struct;
    }

    private static ByteString field(int number, ByteString content) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        number,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(content)
                                .build())
                .build()
                .toByteString();
    }
}

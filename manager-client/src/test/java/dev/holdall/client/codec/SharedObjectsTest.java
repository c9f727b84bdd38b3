package dev.holdall.client.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.holdall.client.TypeRef;
import dev.holdall.client.codec.Samples.Pair;
import dev.holdall.client.codec.Samples.SharedThings;
import dev.holdall.client.codec.Samples.Thing;
import dev.holdall.client.codec.Samples.ThingList;
import dev.holdall.server.state.value.CanonicalValue;
import dev.holdall.v1.Reference;
import dev.holdall.v1.Value;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedObjectsTest {
    private static final Reference THING = Samples.reference(0, 7, 1, SharedThings.THINGS);
    private static final Reference LIST = Samples.reference(3, -7, -1, SharedThings.LISTS);

    private final SharedThings references = new SharedThings();
    private final Codecs codecs = new Codecs(references);
    private final Codec<Object> any = codecs.of(Object.class);

    @Test
    void proxy_travels_as_a_reference() {
        Codec<Thing> codec = codecs.of(Thing.class);
        ByteString bytes = codec.encode(new Thing(THING));
        assertThat(bytes)
                .isEqualTo(Value.newBuilder().setReference(THING).build().toByteString());
        assertThat(codec.decode(bytes)).isEqualTo(new Thing(THING));
        assertThat(references.askedFor).isEqualTo(Thing.class);
        assertThat(any.encode(new Thing(THING))).isEqualTo(bytes);
        assertThat(any.decode(bytes)).isEqualTo(new Thing(THING));
        assertThat(references.askedFor).isEqualTo(Object.class);
    }

    @Test
    void proxy_that_is_a_list_is_not_copied() {
        ThingList list = new ThingList(LIST);
        ByteString bytes = Value.newBuilder().setReference(LIST).build().toByteString();
        assertThat(any.encode(list)).isEqualTo(bytes);
        Codec<List<String>> strings = codecs.of(new TypeRef<List<String>>() {});
        @SuppressWarnings({"unchecked", "rawtypes"})
        List<String> typed = (List) list;
        assertThat(strings.encode(typed)).isEqualTo(bytes);
        Object asStrings = strings.decode(bytes);
        assertThat(list.equals(asStrings)).isTrue();
        assertThat(references.askedFor).isEqualTo(new TypeRef<List<String>>() {}.type());
        assertThat(strings.decode(strings.encode(List.of("a")))).containsExactly("a");
        Object asCollection =
                codecs.of(new TypeRef<Collection<? extends String>>() {}).decode(bytes);
        assertThat(list.equals(asCollection)).isTrue();
    }

    @Test
    void references_in_an_element_are_found_by_the_manager() {
        ByteString bytes = any.encode(
                List.of(Map.of("a", new Thing(THING)), new Pair<>(new ThingList(LIST), null), new Thing(THING)));
        assertThat(CanonicalValue.scan(bytes).references()).containsExactly(THING, LIST, THING);
    }

    @Test
    void reference_to_an_object_of_another_type_is_refused() {
        ByteString thing = any.encode(new Thing(THING));
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> codecs.of(new TypeRef<List<String>>() {}).decode(thing))
                .withMessage("the value holds a reference to an object of test.Things, a " + Thing.class.getTypeName()
                        + ", where java.util.List<java.lang.String> was asked for");
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> codecs.of(String.class).decode(thing))
                .withMessage("the value holds a reference to a shared object where java.lang.String was asked for");
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> codecs.of(Thing.class).decode(any.encode(1)))
                .withMessageContaining("holds java.lang.Integer where " + Thing.class.getName());
    }
}

package dev.holdall.client.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.TypeRef;
import dev.holdall.client.codec.Samples.Parcel;
import dev.holdall.client.codec.Samples.SharedThings;
import dev.holdall.client.codec.Samples.Thing;
import dev.holdall.client.codec.Samples.ThingList;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.server.state.value.CanonicalValue;
import dev.holdall.v1.Opaque;
import dev.holdall.v1.Reference;
import dev.holdall.v1.Value;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustomCodecsTest {
    private static final Reference THING = Samples.reference(0, 7, 1, SharedThings.THINGS);
    private static final Reference LIST = Samples.reference(3, -7, -1, SharedThings.LISTS);

    interface Named {}

    static class Animal implements Named {
        final String name;

        Animal(String name) {
            this.name = name;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Animal animal && animal.getClass() == getClass() && animal.name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    static class Dog extends Animal {
        Dog(String name) {
            super(name);
        }
    }

    static final CustomCodec<Animal> ANIMALS = CustomCodec.of("animal", CustomCodecsTest::bytes, b -> {
        String text = new String(b, StandardCharsets.UTF_8);
        return text.startsWith("!") ? new Dog(text.substring(1)) : new Animal(text);
    });

    private static byte[] bytes(Animal animal) {
        return ((animal instanceof Dog ? "!" : "") + animal.name).getBytes(StandardCharsets.UTF_8);
    }

    static final class MarkedCodec implements CodecProvider {
        @Override
        public CustomCodec<?> codec(Class<?> raw, Type type) {
            return CustomCodec.of(
                    "marked", value -> new byte[] {1}, bytes -> raw == Marked.class ? new Marked() : new MarkedChild());
        }
    }

    @EncodedWith(MarkedCodec.class)
    static class Marked {}

    static class MarkedChild extends Marked {}

    private static Codecs with(Class<?> type, CustomCodec<?> codec) {
        return new Codecs(new SharedThings(), new CodecChoices(Map.of(type, (raw, full) -> codec), List.of()));
    }

    @Test
    void value_is_its_codecs_name_the_references_and_its_bytes() {
        Codec<Parcel> codec = Samples.CODECS.of(Parcel.class);
        Parcel parcel = new Parcel("text", List.of(new ThingList(LIST), new Thing(THING), new ThingList(LIST)));
        ByteString bytes = codec.encode(parcel);
        assertThat(bytes)
                .isEqualTo(Value.newBuilder()
                        .setOpaque(Opaque.newBuilder()
                                .setCodec("parcel")
                                .addReferences(LIST)
                                .addReferences(THING)
                                .setData(ByteString.copyFrom(new byte[] {3, 0, 1, 0, 't', 'e', 'x', 't'})))
                        .build()
                        .toByteString());
        assertThat(codec.decode(bytes)).isEqualTo(parcel);
        assertThat(CanonicalValue.scan(bytes).references()).containsExactly(LIST, THING);
        assertThat(Samples.CODECS.of(Object.class).encode(parcel)).isEqualTo(bytes);
    }

    @Test
    void value_without_bytes_is_canonical() {
        Codec<Parcel> codec = Samples.CODECS.of(Parcel.class);
        Parcel empty = new Parcel("", List.of());
        ByteString bytes = codec.encode(empty);
        assertThat(CanonicalValue.scan(bytes).kind()).isEqualTo(Value.KindCase.OPAQUE);
        assertThat(codec.decode(bytes)).isEqualTo(empty);
    }

    record Holder(Animal animal, List<Animal> more, Map<Animal, Integer> ages) {}

    @Test
    void stands_within_records_and_collections_and_may_be_null() {
        Codecs codecs = with(Animal.class, ANIMALS);
        Codec<Holder> codec = codecs.of(Holder.class);
        List<Animal> more = new ArrayList<>();
        more.add(null);
        more.add(new Dog("Rex"));
        Holder holder = new Holder(new Animal("Tom"), more, Map.of(new Animal("Tom"), 3, new Dog("Tom"), 4));
        assertThat(codec.decode(codec.encode(holder))).isEqualTo(holder);
        Codec<Animal> animals = codecs.of(Animal.class);
        assertThat(animals.decode(animals.encode(null))).isNull();
    }

    @Test
    void codec_of_a_class_is_its_subclasses_too() {
        Codecs codecs = with(Animal.class, ANIMALS);
        Codec<Dog> dogs = codecs.of(Dog.class);
        assertThat(dogs.decode(dogs.encode(new Dog("Rex")))).isEqualTo(new Dog("Rex"));
        ByteString animal = codecs.of(Animal.class).encode(new Animal("Tom"));
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> dogs.decode(animal))
                .withMessageContaining("holds " + Animal.class.getTypeName())
                .withMessageContaining(Dog.class.getName() + " was asked for");
    }

    @Test
    void codec_of_an_interface_is_for_all_that_implement_it() {
        Codecs codecs = with(Named.class, ANIMALS);
        Codec<Set<Named>> named = codecs.of(new TypeRef<Set<Named>>() {});
        Set<Named> both = Set.of(new Dog("Rex"), new Animal("Tom"));
        assertThat(named.decode(named.encode(both))).isEqualTo(both);
        Codec<Dog> dogs = codecs.of(Dog.class);
        assertThat(dogs.decode(dogs.encode(new Dog("Rex")))).isEqualTo(new Dog("Rex"));
    }

    @Test
    void nearest_choice_wins() {
        CustomCodec<Dog> own = CustomCodec.of("dog", dog -> new byte[] {1}, bytes -> new Dog("any"));
        Codecs codecs = new Codecs(
                new SharedThings(),
                new CodecChoices(
                        Map.of(Animal.class, (raw, type) -> ANIMALS, Dog.class, (raw, type) -> own), List.of()));
        Codec<Dog> dogs = codecs.of(Dog.class);
        assertThat(dogs.decode(dogs.encode(new Dog("Rex")))).isEqualTo(new Dog("any"));
    }

    @Test
    void annotated_class_needs_no_options_and_options_come_first() {
        Codecs codecs = new Codecs(new SharedThings());
        assertThat(Twin.parse(codecs.of(Marked.class).encode(new Marked()))
                        .getOpaque()
                        .getCodec())
                .isEqualTo("marked");
        Codec<MarkedChild> children = codecs.of(MarkedChild.class);
        assertThat(children.decode(children.encode(new MarkedChild()))).isInstanceOf(MarkedChild.class);
        CustomCodec<Marked> own = CustomCodec.of("own", value -> new byte[0], bytes -> new Marked());
        Codec<Marked> chosen = with(Marked.class, own).of(Marked.class);
        assertThat(Twin.parse(chosen.encode(new Marked())).getOpaque().getCodec())
                .isEqualTo("own");
    }

    @Test
    void provider_of_the_options_is_asked_for_all_other_classes() {
        CodecProvider provider = (raw, type) -> raw == Animal.class ? ANIMALS : null;
        Codecs codecs = new Codecs(new SharedThings(), new CodecChoices(Map.of(), List.of(provider)));
        Codec<Animal> animals = codecs.of(Animal.class);
        assertThat(animals.decode(animals.encode(new Animal("Tom")))).isEqualTo(new Animal("Tom"));
        assertThatIllegalArgumentException().isThrownBy(() -> codecs.of(Dog.class));
    }

    @Test
    void workers_do_not_have_what_options_chose() {
        Codecs codecs = with(Animal.class, ANIMALS).forWorkers();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codecs.of(Dog.class))
                .withMessageContaining(Dog.class.getName())
                .withMessageContaining("which a worker does not have")
                .withMessageContaining("@EncodedWith");
        assertThat(codecs.of(Marked.class)).isNotNull();
        assertThat(codecs.of(Samples.Score.class)).isNotNull();
    }

    @Test
    void value_of_another_codec_is_refused_by_both_names() {
        ByteString foreign = Value.newBuilder()
                .setOpaque(Opaque.newBuilder().setCodec("cbor").setData(ByteString.copyFromUtf8("Tom")))
                .build()
                .toByteString();
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> with(Animal.class, ANIMALS).of(Animal.class).decode(foreign))
                .withMessage("the value holds what the codec cbor made where " + Animal.class.getName()
                        + " was asked for, which is read with the codec animal here: give the class the same codec in"
                        + " all programs, by @EncodedWith or a CodecProvider");
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> Samples.CODECS.of(Object.class).decode(foreign))
                .withMessageEndingWith("name the class of the elements, and give it the codec cbor by @EncodedWith, a"
                        + " CodecProvider or ManagerOptions.codec");
        ByteString plain = Samples.CODECS.of(String.class).encode("Tom");
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> with(Animal.class, ANIMALS).of(Animal.class).decode(plain))
                .withMessageStartingWith("the value holds java.lang.String where");
    }

    @Test
    void whatever_a_codec_throws_names_the_codec_and_the_class() {
        CustomCodec<Animal> failing = new CustomCodec<>() {
            @Override
            public String name() {
                return "failing";
            }

            @Override
            public byte[] encode(Animal value, ProxyTable proxies) throws IOException {
                if (value instanceof Dog) {
                    throw new StackOverflowError();
                }
                throw new IOException("x".repeat(10_000));
            }

            @Override
            public Animal decode(byte[] bytes, ProxyTable proxies) {
                return bytes.length == 0 ? null : (Animal) proxies.get(bytes[0], Object.class);
            }
        };
        Codec<Animal> codec = with(Animal.class, failing).of(Animal.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encode(new Animal("Tom")))
                .withMessageStartingWith("the codec failing could not write a " + Animal.class.getTypeName() + ": xxx")
                .withCauseInstanceOf(IOException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encode(new Dog("Rex")))
                .withMessageContaining("nests too deep, or holds itself");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.decode(opaque("failing", new byte[0])))
                .withMessageContaining("could not read a " + Animal.class.getTypeName() + ": it made null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.decode(opaque("failing", new byte[] {0})))
                .withMessageContaining("there is no proxy number 0, the value refers to 0 objects");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.decode(opaque("failing", new byte[] {-1})))
                .withMessageContaining("there is no proxy number -1");
    }

    static ByteString opaque(String codec, byte[] data) {
        return Value.newBuilder()
                .setOpaque(Opaque.newBuilder().setCodec(codec).setData(ByteString.copyFrom(data)))
                .build()
                .toByteString();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {Object.class, String.class, int.class, Integer.class, List.class, byte[].class, SharedList.class
            })
    void class_whose_kind_says_what_it_is_keeps_its_encoding(Class<?> type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ManagerOptions().json(type))
                .withMessageContaining(type.getTypeName())
                .withMessageContaining("stays what it is");
    }

    @Test
    void codec_without_a_name_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(Animal.class, CustomCodec.of("", CustomCodecsTest::bytes, b -> new Animal("")))
                        .of(Animal.class))
                .withMessageContaining("empty name");
    }

    sealed interface Part permits Wheel {}

    record Wheel(int size) implements Part {}

    @Test
    void record_with_a_codec_within_a_sealed_interface_without_is_refused() {
        CustomCodec<Wheel> wheels = CustomCodec.of("wheel", w -> new byte[] {(byte) w.size}, b -> new Wheel(b[0]));
        Codecs codecs = with(Wheel.class, wheels);
        Codec<Wheel> codec = codecs.of(Wheel.class);
        assertThat(codec.decode(codec.encode(new Wheel(3)))).isEqualTo(new Wheel(3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codecs.of(Part.class))
                .withMessageContaining("has a codec of its own");
        Codec<Part> parts = with(Part.class, wheels).of(Part.class);
        assertThat(parts.decode(parts.encode(new Wheel(3)))).isEqualTo(new Wheel(3));
    }

    @Test
    void message_about_a_class_without_encoding_names_the_ways() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Codecs(new SharedThings()).of(Animal.class))
                .withMessageStartingWith(Animal.class.getTypeName() + " has no encoding.")
                .withMessageContaining("a record")
                .withMessageContaining("@EncodedWith(Json.class)")
                .withMessageContaining(".json(")
                .withMessageContaining("CodecProvider");
    }

    static final class NeedsAnArgument implements CodecProvider {
        NeedsAnArgument(String argument) {
            assertThat(argument).isNotNull();
        }

        @Override
        public CustomCodec<?> codec(Class<?> raw, Type type) {
            throw new AssertionError("it cannot be made");
        }
    }

    @EncodedWith(NeedsAnArgument.class)
    static class BadlyMarked {}

    @Test
    void provider_that_cannot_be_made_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Codecs(new SharedThings()).of(BadlyMarked.class))
                .withMessageContaining(NeedsAnArgument.class.getName())
                .withMessageContaining("constructor without parameters");
    }
}

package dev.holdall.client.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.TypeRef;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.codec.Codecs;
import dev.holdall.client.codec.EncodedWith;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedObject;
import dev.holdall.client.proxy.SharedValue;
import dev.holdall.server.state.value.CanonicalValue;
import dev.holdall.v1.Opaque;
import dev.holdall.v1.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JsonTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    static class Line {
        public String text;
        public int amount;
        public BigDecimal price;

        Line() {}

        Line(String text, int amount, String price) {
            this.text = text;
            this.amount = amount;
            this.price = new BigDecimal(price);
        }
    }

    @EncodedWith(Json.class)
    static class Invoice {
        public String title;
        public List<Line> lines = new ArrayList<>();
        public Map<String, Optional<Line>> named = new LinkedHashMap<>();
        public Set<String> tags = new HashSet<>();
        public Invoice former;
        public Instant instant;
        public LocalDate date;
        public ZonedDateTime zoned;
        public Duration duration;
        public double rate;
    }

    @EncodedWith(Json.class)
    static class Page<T> {
        public List<T> items;
        public T first;
    }

    @EncodedWith(Json.class)
    static class Plain {
        public int n;
    }

    static class Sub extends Plain {}

    @EncodedWith(Json.class)
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({@JsonSubTypes.Type(value = Circle.class, name = "circle"), @JsonSubTypes.Type(Square.class)})
    interface Shape {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    @EncodedWith(Json.class)
    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    static class ByClassName {}

    @EncodedWith(Json.class)
    static class Anything {
        @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
        public Object any;
    }

    @EncodedWith(Json.class)
    @JsonIgnoreProperties(ignoreUnknown = true)
    static class Lenient {
        public int n;
    }

    @EncodedWith(Json.class)
    static class Bean {
        public Bean self;
        public Object any;
        public boolean[] flags;
    }

    private static Codecs codecs() {
        return MANAGERS.manager().proxies().codecs();
    }

    private static <T> Codec<T> codec(Class<T> type) {
        return codecs().of(TypeRef.of(type));
    }

    private static ByteString opaque(String json) {
        return Value.newBuilder()
                .setOpaque(Opaque.newBuilder().setCodec("json").setData(ByteString.copyFromUtf8(json)))
                .build()
                .toByteString();
    }

    private static String text(ByteString bytes) {
        CanonicalValue.scan(bytes);
        try {
            return Value.parseFrom(bytes).getOpaque().getData().toStringUtf8();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static Invoice invoice(List<String> order) {
        Invoice invoice = new Invoice();
        invoice.title = "t";
        invoice.lines.add(new Line("a", 1, "1.50"));
        invoice.lines.add(null);
        order.forEach(key -> invoice.named.put(key, Optional.empty()));
        invoice.tags.addAll(order);
        invoice.former = new Invoice();
        invoice.instant = Instant.parse("2026-11-23T01:02:03.000000004Z");
        invoice.date = LocalDate.of(2026, 11, 23);
        invoice.zoned = ZonedDateTime.parse("2026-11-23T01:02:03+01:00[Europe/Paris]");
        invoice.duration = Duration.ofMillis(1_500);
        invoice.rate = Double.NEGATIVE_INFINITY;
        return invoice;
    }

    @Test
    void object_comes_back_with_all_that_is_in_it() {
        Codec<Invoice> codec = codec(Invoice.class);
        Invoice invoice = invoice(List.of("x", "y"));
        Invoice read = codec.decode(codec.encode(invoice));
        assertThat(read).usingRecursiveComparison().isEqualTo(invoice);
        assertThat(read.lines.get(0).price.scale()).isEqualTo(2);
        assertThat(codec.decode(codec.encode(null))).isNull();
    }

    @Test
    void equal_objects_have_equal_bytes_whatever_was_put_first_and_wherever_they_are_written() {
        Codec<Invoice> codec = codec(Invoice.class);
        ByteString bytes = codec.encode(invoice(List.of("x", "y", "z")));
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            assertThat(codec.encode(invoice(List.of("z", "x", "y")))).isEqualTo(bytes);
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
        assertThat(text(bytes))
                .startsWith("{\"date\":\"2026-11-23\",\"duration\":\"PT1.5S\",\"former\":{")
                .contains("\"instant\":\"2026-11-23T01:02:03.000000004Z\"")
                .contains("\"named\":{\"x\":null,\"y\":null,\"z\":null}");
        assertThat(codec.encode(codec.decode(bytes))).isEqualTo(bytes);
    }

    @Test
    void generic_class_is_read_with_its_type_arguments() {
        Codec<Page<Line>> codec = codecs().of(new TypeRef<Page<Line>>() {});
        Page<Line> page = new Page<>();
        page.first = new Line("a", 1, "1");
        page.items = List.of(page.first, new Line("b", 2, "2"));
        Page<Line> read = codec.decode(codec.encode(page));
        assertThat(read.items.get(1)).isInstanceOf(Line.class);
        assertThat(read).usingRecursiveComparison().isEqualTo(page);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codecs().of((java.lang.reflect.Type) Page.class))
                .withMessageContaining("is generic and has no type arguments");
    }

    @Test
    void class_of_others_is_chosen_in_the_options() {
        try (Manager manager = Manager.connect(
                MANAGERS.server().address(), MANAGERS.clientOptions().json(Line.class))) {
            SharedList<Line> lines = manager.list(Line.class);
            lines.add(new Line("a", 1, "1"));
            assertThat(lines.get(0).text).isEqualTo("a");
            assertThat(lines.contains(new Line("a", 1, "1"))).isTrue();
        }
    }

    @Test
    void object_can_be_a_key() {
        SharedDict<Plain, String> dict = MANAGERS.manager().dict(Plain.class, String.class);
        dict.put(new Plain(), "v");
        assertThat(dict.get(new Plain())).isEqualTo("v");
    }

    @Test
    void subclasses_that_have_names_are_told_apart() {
        Codec<List<Shape>> codec = codecs().of(new TypeRef<List<Shape>>() {});
        List<Shape> shapes = List.of(new Circle(1), new Square(2));
        assertThat(codec.decode(codec.encode(shapes))).isEqualTo(shapes);
    }

    @Test
    void subclass_that_would_be_read_as_another_is_refused_when_it_is_written() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec(Plain.class).encode(new Sub()))
                .withMessageContaining("could not write a " + Sub.class.getTypeName())
                .withMessageContaining("@JsonTypeInfo(use = NAME)");
        Codec<Sub> subs = codec(Sub.class);
        assertThat(subs.decode(subs.encode(new Sub()))).isInstanceOf(Sub.class);
    }

    @Test
    void class_is_never_found_by_a_name_in_the_json() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        codec(ByClassName.class).decode(opaque("{\"@class\":\"" + ByClassName.class.getName() + "\"}")))
                .withMessageContaining("the codec json could not read a");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        codec(Anything.class).decode(opaque("{\"any\":{\"@class\":\"javax.swing.JEditorPane\"}}")))
                .withMessageContaining("the codec json could not read a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "17",
                "\"text\"",
                "[]",
                "{",
                "{\"n\":1}}",
                "{\"n\":1} {}",
                "{\"n\":1}x",
                "{\"n\":\"1\"}",
                "{\"n\":1.5}",
                "{\"n\":null}",
                "{\"n\":[1]}",
                "{\"n\":true}",
                "{\"n\":99999999999}",
                "{\"n\":1,\"m\":2}",
                "{'n':1}",
                "{\"n\":1,}",
                "\u0000"
            })
    void other_json_than_what_the_class_is_written_as_is_refused(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec(Plain.class).decode(opaque(json)))
                .withMessageStartingWith("the codec json could not read a " + Plain.class.getTypeName());
    }

    @Test
    void class_may_ask_to_ignore_what_it_does_not_know() {
        assertThat(codec(Lenient.class).decode(opaque("{\"n\":1,\"m\":2}")).n).isEqualTo(1);
    }

    @Test
    void deep_nesting_is_refused() {
        Codec<Bean> codec = codec(Bean.class);
        for (String json : List.of(
                "{\"self\":".repeat(100_000),
                "{\"any\":" + "[".repeat(100_000),
                "{\"unknown\":" + "[".repeat(100_000),
                "{\"flags\":" + "[".repeat(100_000))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> codec.decode(opaque(json)))
                    .withMessageContaining("the codec json could not read a");
        }
        Bean cyclic = new Bean();
        cyclic.self = new Bean();
        cyclic.self.self = cyclic;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encode(cyclic))
                .withMessageContaining("the codec json could not write a");
    }

    @Test
    void huge_numbers_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> codec(Plain.class).decode(opaque("{\"n\":1e999999999}")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec(Bean.class).decode(opaque("{\"any\":" + "9".repeat(100_000) + "}")));
    }

    @Test
    void value_of_another_codec_is_refused_by_its_name() {
        ByteString record = codecs().of(Object.class).encode("text");
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> codec(Plain.class).decode(record))
                .withMessageContaining("holds java.lang.String");
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> codecs().of(Object.class).decode(opaque("{}")))
                .withMessageContaining("what the codec json made")
                .withMessageContaining("name the class");
    }

    // Proxies

    @EncodedWith(Json.class)
    static class Team {
        public String name;
        public SharedList<Score> scores;
        public Map<String, SharedDict<String, List<Score>>> dicts;
        public SharedValue<Integer> total;
        public SharedObject any;
    }

    record Score(String name, int points) {}

    @EncodedWith(Json.class)
    static class Mistaken {
        public List<String> list;
    }

    @Test
    void proxies_travel_as_references_and_keep_the_types_of_their_elements() {
        Manager manager = MANAGERS.manager();
        Team team = new Team();
        team.name = "red";
        team.scores = manager.list(Score.class);
        team.scores.add(new Score("Sam", 10));
        SharedDict<String, List<Score>> dict = manager.dict(TypeRef.of(String.class), new TypeRef<List<Score>>() {});
        dict.put("k", List.of(new Score("Eva", 1)));
        team.dicts = Map.of("d", dict);
        team.total = manager.value(Integer.class, 5);
        team.any = team.total;
        manager.value("team", Team.class, team);

        Team read = MANAGERS.other().value("team", Team.class, team).get();

        assertThat(read.scores).containsExactly(new Score("Sam", 10));
        assertThat(read.dicts.get("d")).isEqualTo(Map.of("k", List.of(new Score("Eva", 1))));
        assertThat(read.total.get()).isEqualTo(5);
        assertThat(read.any).isEqualTo(team.total);
        ByteString bytes = codec(Team.class).encode(team);
        assertThat(CanonicalValue.scan(bytes).references()).hasSize(3);
        assertThat(text(bytes)).contains("\"scores\":{\"sharedObject\":").contains("\"name\":\"red\"");
    }

    @Test
    void proxy_that_is_not_listed_or_of_another_type_is_refused() {
        for (String json : List.of(
                "{\"scores\":{\"sharedObject\":0}}",
                "{\"scores\":{\"sharedObject\":-1}}",
                "{\"scores\":{\"sharedObject\":\"0\"}}",
                "{\"scores\":{\"sharedObject\":0,\"x\":1}}",
                "{\"scores\":{}}",
                "{\"scores\":[]}",
                "{\"scores\":{\"sharedObject\":99999999999}}")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> codec(Team.class).decode(opaque(json)))
                    .withMessageContaining("the codec json could not read a");
        }
    }

    @Test
    void proxy_where_a_list_is_declared_is_refused_when_it_is_written() {
        Mistaken mistaken = new Mistaken();
        mistaken.list = MANAGERS.manager().list(String.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec(Mistaken.class).encode(mistaken))
                .withMessageContaining("a SharedList is read where it is declared as one");
    }
}

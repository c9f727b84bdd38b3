package dev.holdall.client.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.TypeRef;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.codec.CodecChoices;
import dev.holdall.client.codec.Codecs;
import dev.holdall.client.codec.References;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.server.state.value.CanonicalValue;
import dev.holdall.v1.Opaque;
import dev.holdall.v1.Reference;
import dev.holdall.v1.Value;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JavaSerializationTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    static class Base implements Serializable {
        int number;
    }

    static class Invoice extends Base {
        String title;
        Object content;
        transient String forgotten = "new";

        Invoice(String title, Object content) {
            this.title = title;
            this.content = content;
            this.number = 17;
        }
    }

    static class Other extends Invoice {
        Other() {
            super("other", null);
        }
    }

    /** What must not be made: its mere reading does something. */
    static class Gadget implements Serializable {
        static final AtomicBoolean WENT_OFF = new AtomicBoolean();

        private void readObject(ObjectInputStream in) {
            WENT_OFF.set(true);
        }
    }

    /** Initialized only if somebody looks it up to use it. */
    static class Canary implements Serializable {
        static {
            Gadget.WENT_OFF.set(true);
        }

        private static final long serialVersionUID = 1;
    }

    record Line(String text, int amount) implements Serializable {}

    private static final JavaSerialization<Invoice> INVOICES =
            JavaSerialization.of(Invoice.class).allow(Line.class, Color.class);
    private static final Codec<Invoice> CODEC = codec(INVOICES);

    private static Codec<Invoice> codec(JavaSerialization<Invoice> custom) {
        return new Codecs(new NoReferences(), new CodecChoices(Map.of(Invoice.class, (raw, type) -> custom), List.of()))
                .of(Invoice.class);
    }

    private static final class NoReferences implements References {
        @Override
        public boolean isShared(Class<?> raw) {
            return false;
        }

        @Override
        public Reference toReference(Object proxy) {
            throw new AssertionError();
        }

        @Override
        public Object fromReference(Reference reference, Type type) {
            throw new AssertionError();
        }

        @Override
        public Object keep(Reference reference) {
            throw new AssertionError();
        }
    }

    private static Invoice roundTrip(Object content) {
        ByteString bytes = CODEC.encode(new Invoice("t", content));
        CanonicalValue.scan(bytes);
        return CODEC.decode(bytes);
    }

    private static byte[] serialized(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static ByteString opaque(byte[] data) {
        return Value.newBuilder()
                .setOpaque(Opaque.newBuilder().setCodec("java").setData(ByteString.copyFrom(data)))
                .build()
                .toByteString();
    }

    private static void assertRefused(byte[] data, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CODEC.decode(opaque(data)))
                .withMessageStartingWith("the codec java could not read a " + Invoice.class.getTypeName())
                .withMessageContaining(why);
    }

    @Test
    void graph_of_allowed_classes_comes_back() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("line", new Line("a", 1));
        content.put("lines", new Line[] {new Line("b", 2)});
        content.put("colors", EnumSet.of(Color.GREEN));
        content.put("color", Color.GREEN);
        content.put("date", LocalDate.of(2026, 11, 23));
        content.put("lists", List.of(Collections.unmodifiableList(new ArrayList<>(List.of(1, 2L, 3.5, 'c')))));
        content.put("none", null);
        content.put("sets", new HashSet<>(Set.of("x", "y")));
        content.put("sorted", new TreeMap<>(Map.of("k", new int[] {1, 2})));
        Invoice read = roundTrip(content);
        assertThat(read.number).isEqualTo(17);
        assertThat(read.forgotten).isNull();
        assertThat(read.content).usingRecursiveComparison().isEqualTo(content);
    }

    @Test
    void object_that_holds_itself_comes_back_as_one() {
        Invoice invoice = new Invoice("self", null);
        invoice.content = invoice;
        Invoice read = CODEC.decode(CODEC.encode(invoice));
        assertThat(read.content).isSameAs(read);
    }

    @Test
    void class_that_is_not_allowed_is_refused_by_name_when_it_is_written() {
        for (Object content :
                new Object[] {new Gadget(), List.of(new Gadget()), new Gadget[0], new Other(), Map.of("k", new Gadget())
                }) {
            String name = content instanceof Other ? Other.class.getName() : Gadget.class.getName();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CODEC.encode(new Invoice("t", content)))
                    .withMessageContaining("the class " + name + " is not allowed there")
                    .withMessageContaining("allow(Line.class)");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CODEC.encode(new Other()))
                .withMessageContaining(Other.class.getName() + " is not allowed");
        Comparator<Object> lambda = (Comparator<Object> & Serializable) (a, b) -> 0;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CODEC.encode(new Invoice("t", lambda)))
                .withMessageContaining("java.lang.invoke.SerializedLambda is not allowed");
    }

    @Test
    void class_that_is_not_serializable_is_refused_by_name() {
        class Plain {}
        JavaSerialization<Invoice> allowing = INVOICES.allow(Plain.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec(allowing).encode(new Invoice("t", new Plain())))
                .withMessageContaining(Plain.class.getName() + " is not java.io.Serializable");
    }

    @Test
    void class_that_is_not_allowed_is_refused_by_name_before_anything_of_it_runs() throws Exception {
        byte[] gadget = serialized(new Invoice("t", new Gadget()));
        assertRefused(gadget, "the class " + Gadget.class.getName() + " is not allowed there");
        assertRefused(serialized(new Gadget()), Gadget.class.getName());
        assertRefused(serialized(new Gadget[3]), Gadget.class.getName());
        PriorityQueue<Object> sorted = new PriorityQueue<>((Comparator<Object> & Serializable) (a, b) -> 0);
        assertRefused(serialized(new Invoice("t", sorted)), "java.lang.invoke.SerializedLambda");
        String named = new String(gadget, StandardCharsets.ISO_8859_1).replace("Gadget", "Canary");
        assertRefused(named.getBytes(StandardCharsets.ISO_8859_1), Canary.class.getName());
        assertThat(Gadget.WENT_OFF).isFalse();
    }

    @Test
    void class_that_does_not_exist_is_refused_without_a_look() {
        byte[] bytes = serialized(new Invoice("t", new Gadget()));
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("Gadget", "Gadgat");
        assertRefused(text.getBytes(StandardCharsets.ISO_8859_1), "Gadgat is not allowed there");
    }

    @Test
    void dynamic_proxy_is_refused_by_its_interfaces() {
        Object proxy =
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Runnable.class}, new Handler());
        assertRefused(serialized(new Invoice("t", proxy)), "a dynamic proxy of java.lang.Runnable is not allowed");
    }

    static final class Handler implements InvocationHandler, Serializable {
        @Override
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] args) {
            return null;
        }
    }

    @Test
    void array_that_the_bytes_cannot_fill_is_refused() {
        byte[] bytes = serialized(new Invoice("t", new long[] {1}));
        int length = indexOf(bytes, new byte[] {0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1});
        bytes[length] = 0x7f;
        assertRefused(bytes, "an array of 2130706433 elements is more than the bytes can hold");
        // A hash table that says how large it has to be.
        Map<Object, Object> map = new HashMap<>();
        map.put("key", "value");
        byte[] table = serialized(new Invoice("t", map));
        int size = indexOf(table, new byte[] {0, 0, 0, 1, 0x74, 0, 3, 'k', 'e', 'y'});
        table[size] = 0x3f;
        assertRefused(table, "is more than the bytes can hold");
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        int at = ByteString.copyFrom(bytes)
                .toString(StandardCharsets.ISO_8859_1)
                .indexOf(new String(part, StandardCharsets.ISO_8859_1));
        assertThat(at).isPositive();
        return at;
    }

    @Test
    void deep_nesting_is_refused() {
        Object nested = "end";
        for (int i = 0; i < 70; i++) {
            nested = new ArrayList<>(List.of(nested));
        }
        assertRefused(serialized(new Invoice("t", nested)), "objects nest more than 64 deep");
        for (int i = 0; i < 100_000; i++) {
            nested = new Invoice("t", nested);
        }
        Invoice bottomless = (Invoice) nested;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CODEC.encode(bottomless))
                .withMessageContaining("nests too deep");
    }

    @Test
    void damaged_bytes_are_an_error() {
        byte[] bytes = serialized(new Invoice("t", List.of(1, 2)));
        for (int end = 0; end < bytes.length; end++) {
            byte[] cut = java.util.Arrays.copyOf(bytes, end);
            assertRefused(cut, "");
        }
        for (byte behind : new byte[] {0, 0x70, 0x73, 0x77, 0x7e}) {
            byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 1);
            longer[bytes.length] = behind;
            assertRefused(longer, "there are bytes behind the value");
        }
        assertRefused(serialized(null), "it made null of the bytes");
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> CODEC.decode(opaque(serialized("text"))))
                .withMessageContaining("java.lang.String");
    }

    @Test
    void packages_of_the_program_are_allowed_as_a_whole_and_those_of_the_jdk_are_not() {
        JavaSerialization<Invoice> all = JavaSerialization.of(Invoice.class).allowPackage("dev.holdall.client.serial");
        Invoice read = codec(all).decode(codec(all).encode(new Invoice("t", new Line("a", 1))));
        assertThat(read.content).isEqualTo(new Line("a", 1));
        JavaSerialization<Invoice> above = JavaSerialization.of(Invoice.class).allowPackage("dev.holdall.client");
        assertThatIllegalArgumentException().isThrownBy(() -> codec(above).encode(new Invoice("t", new Line("a", 1))));
        for (String name : List.of("java.util", "javax.management", "com.sun.rowset", "sun.rmi", "")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> INVOICES.allowPackage(name))
                    .withMessageContaining("name the classes");
        }
    }

    @Test
    void it_is_not_used_unless_the_program_asks() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Codecs(new NoReferences()).of(Invoice.class))
                .withMessageContaining("has no encoding");
    }

    // Proxies

    private static Manager connected() {
        return Manager.connect(
                MANAGERS.server().address(),
                MANAGERS.clientOptions().java(Invoice.class, Line.class, java.util.concurrent.TimeUnit.class));
    }

    @Test
    void proxies_inside_become_proxies_of_the_readers_connection() {
        try (Manager writer = connected();
                Manager reader = connected()) {
            SharedList<Line> lines = writer.list(Line.class);
            lines.add(new Line("a", 1));
            SharedDict<String, List<Line>> dict = writer.dict(TypeRef.of(String.class), new TypeRef<List<Line>>() {});
            dict.put("k", List.of(new Line("b", 2)));
            writer.list("invoices", Invoice.class).add(new Invoice("t", new ArrayList<>(List.of(lines, dict, lines))));

            Invoice read = reader.list("invoices", Invoice.class).get(0);
            List<?> inside = (List<?>) read.content;
            @SuppressWarnings("unchecked")
            SharedList<Line> readLines = (SharedList<Line>) inside.get(0);
            assertThat(readLines).containsExactly(new Line("a", 1));
            assertThat(inside.get(1)).isEqualTo(Map.of("k", List.of(new Line("b", 2))));
            assertThat(inside.get(2)).isSameAs(readLines);
            writer.close();
            readLines.add(new Line("c", 3));
            assertThat(readLines).hasSize(2);
        }
    }

    @Test
    void references_are_listed_for_the_manager() {
        try (Manager manager = connected()) {
            SharedList<String> list = manager.list(String.class);
            SharedList<String> other = manager.list(String.class);
            ByteString bytes = manager.proxies()
                    .codecs()
                    .of(Invoice.class)
                    .encode(new Invoice("t", new ArrayList<>(List.of(list, other, list))));
            assertThat(CanonicalValue.scan(bytes).references())
                    .extracting(Reference::getId)
                    .containsExactly(list.handle().id(), other.handle().id());
        }
    }

    @Test
    void element_types_of_proxies_inside_must_be_allowed() {
        try (Manager manager = connected()) {
            SharedList<TimeUnit> units = manager.list(TimeUnit.class);
            SharedList<Color> colors = manager.list(Color.class);
            Codec<Invoice> codec = manager.proxies().codecs().of(Invoice.class);
            assertThat(codec.encode(new Invoice("t", units))).isNotNull();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> codec.encode(new Invoice("t", colors)))
                    .withMessageContaining(Color.class.getName() + " is not allowed");
        }
    }

    @Test
    void proxy_itself_in_the_bytes_is_refused() throws Exception {
        try (Manager manager = connected()) {
            Codec<Invoice> codec = manager.proxies().codecs().of(Invoice.class);
            byte[] replaced = serialized(new Invoice("t", manager.list(String.class)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> codec.decode(opaque(replaced)))
                    .withMessageContaining(SerializedProxy.class.getName() + " is not allowed");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> codec.decode(opaque(
                            serialized(new Invoice("t", new ListedProxy(SharedList.class, SerializedType.NONE, 5))))))
                    .withMessageContaining("there is no proxy number 5");
        }
    }

    @Test
    void proxy_in_a_stream_of_ones_own_needs_a_connection() throws Exception {
        Manager manager = MANAGERS.manager();
        SharedList<Line> list = manager.list(Line.class);
        list.add(new Line("a", 1));
        byte[] bytes = serialized(list);
        assertThatExceptionOfType(InvalidObjectException.class)
                .isThrownBy(() -> new ObjectInputStream(new ByteArrayInputStream(bytes)).readObject())
                .withMessageContaining("a SharedList needs a connection")
                .withMessageContaining("manager.proxies().reading(() -> in.readObject())");
        Object read = MANAGERS.other()
                .proxies()
                .reading(() -> new ObjectInputStream(new ByteArrayInputStream(bytes)).readObject());
        assertThat(read).isInstanceOf(SharedList.class).isNotSameAs(list).isEqualTo(List.of(new Line("a", 1)));
        assertThatExceptionOfType(InvalidObjectException.class)
                .as("the connection is for that call only")
                .isThrownBy(() -> new ObjectInputStream(new ByteArrayInputStream(bytes)).readObject());
    }

    @Test
    void options_allow_the_class_that_they_name_and_those_inside() {
        ManagerOptions options = MANAGERS.clientOptions().java(Base.class, Invoice.class);
        try (Manager manager = Manager.connect(MANAGERS.server().address(), options)) {
            SharedList<Base> bases = manager.list("bases", Base.class);
            bases.add(new Invoice("t", null));
            assertThat(bases.get(0)).isInstanceOf(Invoice.class);
            assertThatIllegalArgumentException().isThrownBy(() -> bases.add(new Other()));
            assertThat(bases).hasSize(1);
        }
    }
}

package dev.holdall.client.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.holdall.client.TypeRef;
import dev.holdall.client.codec.Samples.Circle;
import dev.holdall.client.codec.Samples.Failed;
import dev.holdall.client.codec.Samples.Group;
import dev.holdall.client.codec.Samples.Ok;
import dev.holdall.client.codec.Samples.Polygon;
import dev.holdall.client.codec.Samples.Result;
import dev.holdall.client.codec.Samples.Score;
import dev.holdall.client.codec.Samples.Shape;
import dev.holdall.client.codec.Samples.Square;
import dev.holdall.client.codec.Samples.Unit;
import dev.holdall.v1.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealedTypesTest {
    private static final Codec<Shape> SHAPE = Samples.CODECS.of(Shape.class);
    private static final Codec<Object> ANY = Samples.CODECS.of(Object.class);

    sealed interface Open permits Plain, Closed {}

    static final class Plain implements Open {}

    record Closed() implements Open {}

    sealed interface Holder<T> permits Loose {}

    record Loose<X>(X x) implements Holder<Object> {}

    @Test
    void permitted_records_and_enums_come_back() {
        List<Shape> shapes = List.of(
                new Circle(1.5), Unit.INSTANCE, new Square(2), new Group(List.of(new Group(List.of()), Unit.INSTANCE)));
        for (Shape shape : shapes) {
            assertThat(SHAPE.decode(SHAPE.encode(shape))).isEqualTo(shape);
            assertThat(SHAPE.encode(shape)).isEqualTo(ANY.encode(shape));
        }
        Codec<List<Polygon>> polygons = Samples.CODECS.of(new TypeRef<List<Polygon>>() {});
        assertThat(polygons.decode(polygons.encode(List.of(new Square(1))))).containsExactly(new Square(1));
    }

    @Test
    void generic_ones_come_back_as_their_arguments_say() {
        Codec<Result<List<Score>>> codec = Samples.CODECS.of(new TypeRef<Result<List<Score>>>() {});
        Result<List<Score>> ok = new Ok<>(List.of(new Score("Sam", 1)));
        Result<List<Score>> failed = new Failed<>("no");
        assertThat(codec.decode(codec.encode(ok))).isEqualTo(ok);
        assertThat(codec.decode(codec.encode(failed))).isEqualTo(failed);
    }

    @Test
    void what_is_not_permitted_is_refused() {
        Codec<Polygon> polygon = Samples.CODECS.of(Polygon.class);
        ByteString circle = SHAPE.encode(new Circle(1));
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> polygon.decode(circle))
                .withMessage("the value holds the record " + Circle.class.getName() + ", which is none of ["
                        + Group.class.getName() + ", " + Square.class.getName() + "], where "
                        + Polygon.class.getName() + " was asked for");
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> polygon.decode(ANY.encode(1)))
                .withMessage("the value holds java.lang.Integer where " + Polygon.class.getName() + " was asked for");
    }

    @Test
    void record_by_the_name_of_an_enum_is_refused() {
        Value.Builder record = Value.newBuilder();
        record.getRecordBuilder().setType(Unit.class.getName());
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> SHAPE.decode(record.build().toByteString()))
                .withMessageContaining("the value holds the record " + Unit.class.getName());
    }

    @Test
    void type_that_permits_a_plain_class_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samples.CODECS.of(Open.class))
                .withMessageContaining("permits " + Plain.class.getName() + ", which is neither a record nor an enum");
    }

    @Test
    void variable_that_the_type_says_nothing_of_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samples.CODECS.of(new TypeRef<Holder<Object>>() {}))
                .withMessageContaining("does not say what the type variables of " + Loose.class.getName());
    }
}

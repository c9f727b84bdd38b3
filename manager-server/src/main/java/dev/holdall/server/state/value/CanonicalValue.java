package dev.holdall.server.state.value;

import com.google.protobuf.ByteString;
import dev.holdall.v1.Reference;
import dev.holdall.v1.Value;
import dev.holdall.v1.Value.KindCase;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the manager knows of an element: that its bytes are canonical, which kind it has, and which shared objects it
 * refers to. Two elements are equal if and only if their bytes are.
 */
public final class CanonicalValue {
    /** By the number of the kind, so that an element without references costs no object. */
    private static final List<CanonicalValue> WITHOUT_REFERENCES = IntStream.rangeClosed(
                    0, Value.DOUBLE_ARRAY_FIELD_NUMBER)
            .mapToObj(number -> new CanonicalValue(KindCase.forNumber(number), List.of()))
            .toList();

    private final KindCase kind;
    private final List<Reference> references;

    private CanonicalValue(KindCase kind, List<Reference> references) {
        this.kind = kind;
        this.references = references;
    }

    /**
     * Reads an encoded element once, from its first byte to its last, without building it.
     *
     * @throws NotCanonicalException if it breaks a rule of {@code value.proto}
     */
    public static CanonicalValue scan(ByteString element) {
        ValueScan scan = new ValueScan(new Cursor(element));
        int kind = scan.value(1);
        List<Reference> references = scan.references();
        return references.isEmpty()
                ? WITHOUT_REFERENCES.get(kind)
                : new CanonicalValue(KindCase.forNumber(kind), references);
    }

    public KindCase kind() {
        return kind;
    }

    public boolean isNull() {
        return kind == KindCase.NULL;
    }

    /** The references inside, in the order of the bytes, one for each time that it stands there. */
    public List<Reference> references() {
        return references;
    }

    @Override
    public String toString() {
        return references.isEmpty() ? kind.toString() : kind + " with " + references.size() + " references";
    }
}

package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.holdall.server.state.value.CanonicalValue;
import dev.holdall.server.state.value.NotCanonicalException;
import dev.holdall.v1.MethodProto;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Where a kind of message may refer to shared objects: its fields that hold elements, and those that hold ids.
 *
 * <p>Found once for each message type, so that looking through a message costs nothing where there is nothing to find.
 */
final class ReferenceFields {
    private record Inner(FieldDescriptor field, ReferenceFields fields) {}

    private final List<FieldDescriptor> elements = new ArrayList<>();
    private final List<FieldDescriptor> ids = new ArrayList<>();
    private final List<Inner> inner = new ArrayList<>();
    private boolean hasElements;
    private boolean hasIds;

    private ReferenceFields() {}

    static ReferenceFields of(Descriptor message) {
        return of(message, new HashMap<>());
    }

    private static ReferenceFields of(Descriptor message, Map<Descriptor, ReferenceFields> known) {
        ReferenceFields found = new ReferenceFields();
        known.put(message, found);
        for (FieldDescriptor field : message.getFields()) {
            if (field.getType() == FieldDescriptor.Type.BYTES
                    && field.getOptions().getExtension(MethodProto.element)) {
                found.elements.add(field);
                found.hasElements = true;
            } else if (field.getType() == FieldDescriptor.Type.MESSAGE) {
                Descriptor type = field.getMessageType();
                if (type.equals(ObjectId.getDescriptor())) {
                    found.ids.add(field);
                    found.hasIds = true;
                } else {
                    ReferenceFields nested = known.containsKey(type) ? known.get(type) : of(type, known);
                    if (nested.hasElements || nested.hasIds) {
                        found.inner.add(new Inner(field, nested));
                        found.hasElements |= nested.hasElements;
                        found.hasIds |= nested.hasIds;
                    }
                }
            }
        }
        return found;
    }

    /** Whether there may be elements in such a message. */
    boolean hasElements() {
        return hasElements;
    }

    /** Whether such a message, not counting the elements in it, may name objects. */
    boolean hasIds() {
        return hasIds;
    }

    /** Tells each object that the elements of a message refer to, as often as they do. */
    void inElements(Message message, Consumer<ObjectId> found) {
        for (FieldDescriptor field : elements) {
            forEach(message, field, element -> inElement((ByteString) element, found));
        }
        for (Inner field : inner) {
            forEach(message, field.field(), value -> field.fields().inElements((Message) value, found));
        }
    }

    /** Tells each object whose id stands in a message, beside its elements. */
    void inIds(Message message, Consumer<ObjectId> found) {
        for (FieldDescriptor field : ids) {
            forEach(message, field, id -> found.accept((ObjectId) id));
        }
        for (Inner field : inner) {
            forEach(message, field.field(), value -> field.fields().inIds((Message) value, found));
        }
    }

    private static void forEach(Message message, FieldDescriptor field, Consumer<Object> what) {
        if (field.isRepeated()) {
            ((List<?>) message.getField(field)).forEach(what::accept);
        } else if (!field.hasPresence() || message.hasField(field)) {
            what.accept(message.getField(field));
        }
    }

    /** Tells each object that an element refers to. What is no element refers to nothing. */
    static void inElement(ByteString element, Consumer<ObjectId> found) {
        if (!mayRefer(element)) {
            return;
        }
        try {
            for (Reference reference : CanonicalValue.scan(element).references()) {
                found.accept(reference.getId());
            }
        } catch (NotCanonicalException e) {
            // Not an element: a container's own mark, or an argument that is refused anyway.
        }
    }

    /**
     * Whether the first bytes leave it open. Of the kinds of values, which are the fields 1 to 29 of one message, those from 16 on have a tag
     * of two bytes; lists, sets, maps, records, references and opaque values are among them.
     */
    private static boolean mayRefer(ByteString element) {
        if (element.size() < 2 || element.byteAt(1) != 1) {
            return false;
        }
        return switch (element.byteAt(0) & 0xff) {
            case 0x82, 0x8a, 0x92, 0x9a, 0xaa, 0xb2 -> true;
            default -> false;
        };
    }
}

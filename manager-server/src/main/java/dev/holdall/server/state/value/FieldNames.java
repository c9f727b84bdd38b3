package dev.holdall.server.state.value;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The names of a record's fields so far. */
final class FieldNames {
    private static final int FEW = 16;

    private final Cursor in;
    private int[] bounds = new int[8];
    private int count;

    // Of many names each is compared with a few only. Not a hash set: names that collide are easily made.
    private @Nullable Set<ByteString> many;

    FieldNames(Cursor in) {
        this.in = in;
    }

    /** Adds a name; false if it was there. */
    boolean add(int from, int to) {
        if (many != null) {
            return many.add(in.slice(from, to));
        }
        for (int i = 0; i < count; i++) {
            if (in.compare(bounds[2 * i], bounds[2 * i + 1], from, to) == 0) {
                return false;
            }
        }
        if (count == FEW) {
            many = new TreeSet<>(ByteString.unsignedLexicographicalComparator());
            for (int i = 0; i < count; i++) {
                many.add(in.slice(bounds[2 * i], bounds[2 * i + 1]));
            }
            return many.add(in.slice(from, to));
        }
        if (2 * count == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[2 * count] = from;
        bounds[2 * count + 1] = to;
        count++;
        return true;
    }
}

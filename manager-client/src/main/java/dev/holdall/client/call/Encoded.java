package dev.holdall.client.call;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/**
 * What keeps the objects alive that this thread has encoded for calls to come. Otherwise the thread's next call takes it along, and that
 * may be another one: a function or a collection of the program's makes it in between, or many calls follow one encoding.
 */
public final class Encoded implements AutoCloseable {
    private final List<Held> held = new ArrayList<>();

    /** Takes over what this thread has encoded since its last call. To be called after each encoding, before the program's code runs. */
    public void take() {
        List<Held> encoded = Holds.takeEncoded();
        if (encoded != null) {
            held.addAll(encoded);
        }
    }

    /** The next call of this thread takes it along, and keeps it until it is answered. */
    public void passOn() {
        held.forEach(Holds::encoded);
    }

    /** Forgets it: something else keeps what it kept. */
    public void clear() {
        held.clear();
    }

    /** It was needed until here. */
    @Override
    public void close() {
        // Nobody reads it: without this it might be garbage before the calls are answered.
        Reference.reachabilityFence(held);
    }
}

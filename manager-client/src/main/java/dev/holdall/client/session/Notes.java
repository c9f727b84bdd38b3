package dev.holdall.client.session;

import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Released;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What is told to the manager without being answered: what goes back, and what is released. Numbered, and remembered until it is known
 * to have arrived, so that it takes effect once though the stream may break meanwhile: see {@code session.proto}.
 */
final class Notes {
    /**
     * Told, but perhaps not heard.
     *
     * @param provedBy an answer to this call, or to a later one, shows that it was heard
     */
    private record Told(
            long number, long provedBy, List<Long> givenBack, List<Long> undecodable, List<Released> released) {}

    private List<Long> givenBack = new ArrayList<>();
    private List<Long> undecodable = new ArrayList<>();
    private List<Released> released = new ArrayList<>();
    private final ArrayDeque<Told> told = new ArrayDeque<>();
    private long lastNumber;

    void giveBack(long seq) {
        givenBack.add(seq);
    }

    void undecodable(long seq) {
        undecodable.add(seq);
    }

    void release(ObjectId object, long deliveries) {
        released.add(Released.newBuilder()
                .setObject(object)
                .setDeliveries(deliveries)
                .build());
    }

    boolean hasReleases() {
        return !released.isEmpty();
    }

    boolean hasGivenBack() {
        return !givenBack.isEmpty() || !undecodable.isEmpty();
    }

    /**
     * Puts what was not told yet into a frame.
     *
     * @param nextSeq the number of the first call that the manager cannot have seen before this frame
     */
    void tell(ClientFrame.Builder frame, long nextSeq) {
        if (!hasGivenBack() && !hasReleases()) {
            return;
        }
        lastNumber++;
        frame.setNote(lastNumber)
                .addAllGiveBack(givenBack)
                .addAllUndecodable(undecodable)
                .addAllReleased(released);
        told.add(new Told(lastNumber, nextSeq, givenBack, undecodable, released));
        givenBack = new ArrayList<>();
        undecodable = new ArrayList<>();
        released = new ArrayList<>();
    }

    /** A call was answered: what was told before it was heard. */
    void answered(long seq) {
        while (!told.isEmpty() && told.element().provedBy() <= seq) {
            told.remove();
        }
    }

    /** The manager has heard the notes up to this number; all others are to be told again, in one. */
    void heard(long number) {
        List<Long> backAgain = new ArrayList<>();
        List<Long> undecodableAgain = new ArrayList<>();
        List<Released> releasedAgain = new ArrayList<>();
        for (Told note : told) {
            if (note.number() > number) {
                backAgain.addAll(note.givenBack());
                undecodableAgain.addAll(note.undecodable());
                releasedAgain.addAll(note.released());
            }
        }
        told.clear();
        backAgain.addAll(givenBack);
        undecodableAgain.addAll(undecodable);
        releasedAgain.addAll(released);
        givenBack = backAgain;
        undecodable = undecodableAgain;
        released = releasedAgain;
        lastNumber = number;
    }
}

package dev.holdall.server.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.ToIntFunction;

/**
 * What a type tells of one of its objects when somebody asks who waits there for what: see {@link ObjectType#describeWaits}.
 *
 * <p>A type names what the calls in each of its places wait for, and who has it. Whoever asks is shown that, and from it the manager finds
 * out who waits for each other in a circle.
 */
public final class WaitDescription {

    /** When the calls of a place may go on. */
    enum Until {
        /** When something happens that nobody in particular is known to do. */
        SOMETHING_HAPPENS,
        /** Not before all holders have let go. */
        ALL_LET_GO,
        /** When one of the holders lets go, whichever. */
        ONE_LETS_GO
    }

    /** What the calls of one place wait for. */
    record Waits(String what, Until until) {}

    private final long object;
    private final ToIntFunction<Place> waitingIn;
    private final LongPredicate waits;
    private final int mostShown;

    private String state = "";
    private Waits elsewhere = new Waits("", Until.SOMETHING_HAPPENS);
    private final Map<Place, Waits> places = new LinkedHashMap<>();
    private final List<Holding> shown = new ArrayList<>();
    private final List<Holding> waiting = new ArrayList<>();
    private long holders;

    /**
     * @param waits whether calls of a session wait anywhere: only then does it matter to others what it has
     * @param mostShown how many holders people want to see
     */
    WaitDescription(long object, ToIntFunction<Place> waitingIn, LongPredicate waits, int mostShown) {
        this.object = object;
        this.waitingIn = waitingIn;
        this.waits = waits;
        this.mostShown = mostShown;
    }

    // For types --------------------------------------------------------------------------------------------------

    /** Says how the object is, in words, such as "full: 10 elements". */
    public void state(String words) {
        state = words;
    }

    /** How many calls wait in a place of the object. */
    public int waitingIn(int place) {
        return waitingIn.applyAsInt(new Place(object, place));
    }

    /** Says what the calls in a place wait for, in words, such as "an element". */
    public void waitsFor(int place, String what) {
        places.put(new Place(object, place), new Waits(what, Until.SOMETHING_HAPPENS));
    }

    /** As {@link #waitsFor(int, String)}, in a place that belongs to no object. */
    public void waitsFor(CommonPlace place, String what) {
        places.put(place.place(), new Waits(what, Until.SOMETHING_HAPPENS));
    }

    /** Says what the calls wait for in all places of which nothing else is said. */
    public void waitsElsewhereFor(String what) {
        elsewhere = new Waits(what, Until.SOMETHING_HAPPENS);
    }

    /** Says that the calls in a place wait for what the holders have, and that each of these must let go. */
    public void waitsForAllHolders(int place, String what) {
        places.put(new Place(object, place), new Waits(what, Until.ALL_LET_GO));
    }

    /** Says that the calls in a place wait for what the holders have, and that it may be enough if one of these lets go. */
    public void waitsForOneHolder(int place, String what) {
        places.put(new Place(object, place), new Waits(what, Until.ONE_LETS_GO));
    }

    /** Says that somebody has what is waited for. */
    public void heldBy(Holding holding) {
        holders++;
        if (shown.size() < mostShown) {
            shown.add(holding);
        }
        if (waits.test(holding.session())) {
            waiting.add(holding);
        }
    }

    // For who asks -----------------------------------------------------------------------------------------------

    String state() {
        return state;
    }

    /** What the calls of a place wait for. */
    Waits waits(Place place) {
        return places.getOrDefault(place, elsewhere);
    }

    /** How many holders there are. */
    long holders() {
        return holders;
    }

    /** The first of the holders. */
    List<Holding> shown() {
        return shown;
    }

    /** The holders of whose sessions calls wait. */
    List<Holding> waiting() {
        return waiting;
    }
}

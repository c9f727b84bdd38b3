package dev.holdall.server.key;

import dev.holdall.server.key.NamedKey.Also;
import dev.holdall.wire.Key;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives a key a new secret without an outage. First the manager learns the new one, while clients still find the old one in the file; only
 * when it has had the time to do so is the new one put in the first place. From then on the old one is accepted for a while, so that
 * programs that run can be moved over one by one.
 */
public final class Rotation {
    /** Longer than a manager takes to notice a change of its keys: see {@link KeyWatch}. */
    public static final Duration NOTICE = Duration.ofMillis(3 * KeyWatch.PERIOD_MILLIS);

    private Rotation() {}

    /** Lets time pass. */
    @FunctionalInterface
    public interface Pause {
        void pass(Duration time) throws InterruptedException;
    }

    /**
     * Rotates a key.
     *
     * @param keep how long all secrets that it had are still accepted; with 0 the new one takes their place at once
     * @throws IOException also if the key was removed or got other secrets in the meantime; what was changed besides those stays changed
     */
    public static NamedKey rotate(KeyFiles files, String name, Duration keep, Clock clock, Pause pause)
            throws IOException, InterruptedException {
        NamedKey before = files.key(name);
        Key fresh = Key.random();
        if (keep.isZero()) {
            NamedKey after = before.with(fresh, List.of());
            files.replace(after);
            return after;
        }
        List<Also> also = new ArrayList<>(before.also());
        // With an end, should this be as far as it comes.
        also.add(new Also(fresh, clock.instant().plus(NOTICE).plus(keep)));
        NamedKey between = before.with(before.secret(), also);
        files.replace(between);
        pause.pass(NOTICE);

        NamedKey current = files.key(name);
        if (!current.hasSecretsOf(between)) {
            throw new FileSystemException(
                    "the key '" + name
                            + "' got other secrets while it was given a new one: it stays as it is now, rotate it again if it should");
        }
        Instant now = clock.instant();
        Instant until = now.plus(keep);
        List<Also> former = new ArrayList<>();
        former.add(new Also(before.secret(), until));
        for (Also older : before.also()) {
            if (older.isValid(now)) {
                Instant ends = older.until();
                former.add(ends == null || until.isBefore(ends) ? new Also(older.secret(), until) : older);
            }
        }
        NamedKey after = current.with(fresh, former);
        files.replace(after);
        return after;
    }
}

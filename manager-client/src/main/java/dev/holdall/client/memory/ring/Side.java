package dev.holdall.client.memory.ring;

import static dev.holdall.client.memory.ring.RingLayout.INT;
import static dev.holdall.client.memory.ring.RingLayout.LONG;

import dev.holdall.wire.memory.Presence;
import dev.holdall.wire.memory.Segments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the two sides of a ring, as its process sees it: whose it is, how it waits for the other side, and how it wakes that. Used by one
 * thread at a time.
 *
 * <p>In the segment a side has its owner, whether it is closed, whether it sleeps, and the number of its bell. Who goes to sleep says so, and
 * then looks once more; who has changed something looks after that whether the other sleeps. With a fence between the two on both sides, one of
 * them sees the other.
 */
final class Side {
    // Where in the part of the segment that is the side's.
    private static final int OWNER = 0;
    private static final int CLOSED = 8;
    private static final int SLEEPS = 12;
    private static final int BELL = 16;

    private static final AtomicInteger OBJECTS = new AtomicInteger();
    private static final int MOST_SPINS = 1 << 11;
    /** About as long as a sleep and two wake-ups take. */
    private static final long SOON_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    /** How often a sleeper looks whether the other process lives, should that never have rung. */
    private static final long LOOK_MILLIS = 200;

    private final ByteBuffer ring;
    private final int own;
    private final int other;
    private final Segments segments;
    private final int process;
    private int spins = MOST_SPINS;
    private @Nullable Bell bell;
    private @Nullable SocketChannel ringer;
    private boolean otherHasEnded;

    /**
     * @param own where this side stands in the segment
     * @param other where the other one does
     */
    private Side(ByteBuffer ring, int own, int other, Segments segments, int process) {
        this.ring = ring;
        this.own = own;
        this.other = other;
        this.segments = segments;
        this.process = process;
    }

    /**
     * Makes a side this object's.
     *
     * @return null if it is another's
     */
    static @Nullable Side claim(ByteBuffer ring, int own, int other) {
        try {
            Segments segments = Segments.ofUser();
            int process = Presence.own(segments.directory()).number();
            long owner = (long) process << Integer.SIZE | OBJECTS.incrementAndGet() & 0xffff_ffffL;
            return LONG.compareAndSet(ring, own + OWNER, 0L, owner)
                    ? new Side(ring, own, other, segments, process)
                    : null;
        } catch (IOException e) {
            throw new UncheckedIOException("this process cannot say that it lives", e);
        }
    }

    private static boolean isClosed(ByteBuffer ring, int side) {
        return (int) INT.getAcquire(ring, side + CLOSED) != 0;
    }

    /** Whether the other side is closed, or its process was seen to have ended. */
    boolean isOtherGone() {
        return otherHasEnded || isClosed(ring, other);
    }

    // Waiting ----------------------------------------------------------------------------------------------------

    /**
     * Waits until something is so, or the other side is gone.
     *
     * @return false if the time has passed
     */
    boolean await(BooleanSupplier something, long nanos) throws InterruptedException {
        if (spin(something)) {
            return true;
        }
        long begin = System.nanoTime();
        boolean come = sleepUntil(something, begin, nanos);
        // A loop is worth it next time if what was waited for has come soon, also if that took a sleep.
        spins = System.nanoTime() - begin < SOON_NANOS ? Math.min(spins * 2, MOST_SPINS) : Math.max(spins / 2, 1);
        return come;
    }

    private boolean spin(BooleanSupplier something) {
        for (int i = 0; i < spins; i++) {
            if (something.getAsBoolean()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private boolean sleepUntil(BooleanSupplier something, long begin, long nanos) throws InterruptedException {
        while (!something.getAsBoolean() && !isOtherGone()) {
            long left = nanos - (System.nanoTime() - begin);
            if (left <= 0) {
                return false;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            sleep(something, left);
        }
        return true;
    }

    private void sleep(BooleanSupplier something, long nanos) throws InterruptedException {
        long millis = Math.min(LOOK_MILLIS, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        try {
            Bell open = bell();
            INT.setVolatile(ring, own + SLEEPS, 1);
            VarHandle.fullFence();
            if (something.getAsBoolean() || isOtherGone()) {
                return;
            }
            long begin = System.nanoTime();
            boolean gone = open.await(millis);
            if (gone || System.nanoTime() - begin >= TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)) {
                look();
            }
        } catch (ClosedByInterruptException e) {
            closeBell();
            Thread.interrupted();
            throw new InterruptedException();
        } catch (IOException e) {
            throw new UncheckedIOException("this process cannot wait for the other side of a ring in memory", e);
        } finally {
            INT.setVolatile(ring, own + SLEEPS, 0);
        }
    }

    private Bell bell() throws IOException {
        Bell open = bell;
        if (open == null) {
            int number = OBJECTS.incrementAndGet();
            open = new Bell(segments.bell(process, number));
            INT.setVolatile(ring, own + BELL, number);
            bell = open;
        }
        return open;
    }

    /** Sees whether the process of the other side has ended. */
    private void look() throws IOException {
        int owner = ownerOfOther();
        otherHasEnded |= owner != 0 && !Presence.isAlive(segments.directory(), owner);
    }

    private int ownerOfOther() {
        return (int) ((long) LONG.getVolatile(ring, other + OWNER) >>> Integer.SIZE);
    }

    // Waking -----------------------------------------------------------------------------------------------------

    /** Wakes the other side if it sleeps; called after each change that it may wait for. */
    void wake() {
        VarHandle.fullFence();
        if ((int) INT.get(ring, other + SLEEPS) != 0 && INT.compareAndSet(ring, other + SLEEPS, 1, 0)) {
            ring();
        }
    }

    private void ring() {
        // A channel is closed under a thread that is interrupted.
        boolean interrupted = Thread.interrupted();
        while (!hasRung()) {
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hasRung() {
        try {
            SocketChannel open = ringer;
            if (open == null) {
                Path path = segments.bell(ownerOfOther(), (int) INT.getVolatile(ring, other + BELL));
                open = SocketChannel.open(UnixDomainSocketAddress.of(path));
                open.configureBlocking(false);
                ringer = open;
            }
            // Should there be no room for the byte, those before it wake the other side.
            open.write(ByteBuffer.wrap(new byte[1]));
            return true;
        } catch (IOException e) {
            boolean again = ringer != null || e instanceof ClosedByInterruptException;
            closeRinger();
            // A bell that cannot be reached is one of a process that has ended, which is noticed elsewhere.
            return !again;
        }
    }

    // End --------------------------------------------------------------------------------------------------------

    /** Closes this side for good, and tells the other. */
    void close() {
        INT.setVolatile(ring, own + CLOSED, 1);
        wake();
        closeRinger();
        closeBell();
    }

    private void closeRinger() {
        try (SocketChannel open = ringer) {
            ringer = null;
        } catch (IOException e) {
            // It is not used any more.
        }
    }

    private void closeBell() {
        try (Bell open = bell) {
            bell = null;
        } catch (IOException e) {
            // Its file is swept away when the process has ended.
        }
    }
}
